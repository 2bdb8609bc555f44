import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as iam from '@aws-sdk/client-iam';
import * as sts from '@aws-sdk/client-sts';
import type { HttpRequest, HttpResponse, OperationSchema } from '@smithy/types';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Client } from '../../../src/aws/client.ts';
import { WholeAnswers } from '../../../src/aws/http/http-handler.ts';
import { shapeOf } from '../../../src/aws/wire/answer-shape.ts';
import { readQuickly } from '../../../src/aws/wire/quick-protocol.ts';
import { readXmlAnswer } from '../../../src/aws/wire/xml-answer.ts';
import { collectors, inventory, startReader } from '../reader.ts';

interface Service {
  readonly sdk: object;
  readonly client: new (config: object) => Client & { send(command: object): Promise<object> };
  /** Whether the result stands in an element of its own. */
  readonly nested: boolean;
}

/** By the version that each request names. */
const SERVICES: Readonly<Record<string, Service>> = {
  '2016-11-15': { sdk: ec2, client: ec2.EC2Client as never, nested: false },
  '2010-05-08': { sdk: iam, client: iam.IAMClient as never, nested: true },
  '2011-06-15': { sdk: sts, client: sts.STSClient as never, nested: true },
  '2012-06-01': { sdk: elb, client: elb.ElasticLoadBalancingClient as never, nested: true },
  '2015-12-01': { sdk: elbv2, client: elbv2.ElasticLoadBalancingV2Client as never, nested: true },
};

interface Recorded {
  readonly action: string;
  readonly service: Service;
  readonly response: HttpResponse;
}

/** Every answer in XML that the sandbox gave while all collectors read, refusals included. */
const recorded: Recorded[] = [];

beforeAll(async () => {
  const handle = WholeAnswers.prototype.handle;
  const spy = vi.spyOn(WholeAnswers.prototype, 'handle').mockImplementation(async function (
    this: WholeAnswers,
    request: HttpRequest,
    ...others
  ) {
    const answer = await handle.call(this, request, ...others);
    const form = new URLSearchParams(String(request.body));
    const service = SERVICES[form.get('Version') ?? ''];
    if (service)
      recorded.push({ action: form.get('Action') ?? '', service, response: copyOf(answer.response) });
    return answer;
  });
  await using reader = await startReader();
  const access = reader.access();
  await reader.read(access, reader.member, { regions: ['us-east-1', 'eu-west-1'] });
  await reader.read(access, reader.largest, { regions: [] });
  // Only a key that the credential report is too old for is asked for by itself.
  const [key] = [...reader.member.iam().users.values()].flatMap(({ accessKeys }) => accessKeys);
  if (!key) throw new Error('the account has no access key');
  key.CreateDate = new Date();
  await reader.read(access, reader.member, { collectors: collectors('iam.access_keys') });
  spy.mockRestore();
});

afterAll(() => vi.restoreAllMocks());

function copyOf({ statusCode, headers, body }: HttpResponse): HttpResponse {
  return { statusCode, headers: { ...headers }, body: Buffer.from(body as Buffer) };
}

/** What a client makes of an answer: of ours, or of the SDK as it comes. */
async function made(by: 'us' | 'sdk', { action, service, response }: Recorded): Promise<unknown> {
  const { client, answer } = clientOf(by, service);
  answer.with = response;
  const Command = (service.sdk as Record<string, new (input: object) => object>)[`${action}Command`];
  if (!Command) throw new Error(`there is no ${action}`);
  try {
    return { answer: await client.send(new Command({})) };
  } catch (error) {
    const { name, message } = error as Error;
    return { error: { ...(error as Error), name, message } };
  }
}

interface Answering {
  readonly client: InstanceType<Service['client']>;
  readonly answer: { with: HttpResponse | undefined };
}

const clients = new Map<string, Answering>();

function clientOf(by: 'us' | 'sdk', service: Service): Answering {
  const key = `${by} ${service.client.name}`;
  const known = clients.get(key);
  if (known) return known;
  const answer: Answering['answer'] = { with: undefined };
  const client = new service.client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
    requestHandler: { handle: async () => ({ response: answer.with && copyOf(answer.with) }) },
  });
  if (by === 'us') readQuickly(client);
  clients.set(key, { client, answer });
  return { client, answer };
}

function quickly({ action, service, response }: Recorded): object | undefined {
  const Command = (service.sdk as Record<string, new (input: object) => { schema: OperationSchema }>)[
    `${action}Command`
  ];
  if (!Command) throw new Error(`there is no ${action}`);
  const [, , , , , output] = new Command({}).schema as unknown as readonly unknown[];
  return readXmlAnswer(
    response.body as Buffer,
    shapeOf(output as never),
    service.nested ? `${action}Result` : undefined,
  );
}

const TYPICAL_SIZE = 6_000;

/** One answer of a handy size to each of some operations that have every kind of member between them. */
function typical(): readonly Recorded[] {
  return [
    'AssumeRole',
    'DescribeInstances',
    'DescribeRouteTables',
    'DescribeLoadBalancers',
    'GetAccountSummary',
    'GetCredentialReport',
    'ListVirtualMFADevices',
  ].map((action) => {
    const answers = recorded.filter((one) => one.action === action && one.response.statusCode < 300);
    const awkward = (one: Recorded) => Math.abs(sizeOf(one) - TYPICAL_SIZE);
    const [typicalOne] = answers.sort((a, b) => awkward(a) - awkward(b));
    if (!typicalOne) throw new Error(`there is no answer to ${action}`);
    return typicalOne;
  });
}

const sizeOf = ({ response }: Recorded) => (response.body as Buffer).length;

test('every operation of the catalogue that AWS answers in XML is read in one pass', () => {
  const actions = inventory.flatMap(({ actions }) => actions);
  const wanted = actions.filter((action) => /^(?:ec2|iam|elasticloadbalancing):/.test(action));
  const read = new Set(recorded.map(({ action }) => action));
  expect(wanted.filter((action) => !read.has(action.replace(/^.*:/, '')))).toEqual([]);
  const bySdk = recorded.filter((one) => one.response.statusCode < 300 && quickly(one) === undefined);
  expect(bySdk.map(({ action }) => action)).toEqual([]);
});

test('every answer is what the SDK makes of it, refusals included', async () => {
  for (const one of recorded) {
    expect(await made('us', one), one.action).toStrictEqual(await made('sdk', one));
  }
});

describe('an answer that is written otherwise is what the SDK makes of it', () => {
  const otherwise: Readonly<Record<string, (xml: string) => string>> = {
    'with a carriage return at the ends of lines': (xml) => xml.replaceAll('>\n', '>\r\n'),
    'with spaces between its elements': (xml) => xml.replaceAll('><', '>\n  <'),
    'with spaces but no lines between its elements': (xml) => xml.replaceAll('><', '> <'),
    'with comments': (xml) => xml.replaceAll(/<\/(\w+)>/g, '<!-- x --></$1>'),
    'with CDATA': (xml) => xml.replaceAll(/>([^<&]+)</g, '><![CDATA[$1]]><'),
    'with attributes': (xml) => xml.replaceAll(/<(\w+)>/g, '<$1 a="b">'),
    'with spaces in its tags': (xml) => xml.replaceAll(/<\/(\w+)>/g, '</$1 >'),
    'with entities': (xml) =>
      xml.replaceAll(/>([^<]*)</g, (all, text: string) =>
        text.trim() ? `>${text}&amp;&lt;&gt;&quot;&apos;&#x41;&#66;&#13;&nbsp;&;<` : all,
      ),
    'with letters of everywhere': (xml) => xml.replaceAll(/>([^<\n]+)</g, '>$1 äé 漢字 😀<'),
    'with empty elements': (xml) => xml.replaceAll(/>[^<]+</g, '><'),
    'with elements that close themselves': (xml) => xml.replaceAll(/<(\w+)>[^<]*<\/\1>/g, '<$1/>'),
    'with elements that nobody knows': (xml) =>
      xml.replaceAll(/<\/(\w+)>/g, '<new><a>1</a><b/><a>2</a></new></$1>'),
    'with elements that come twice': (xml) => xml.replaceAll(/(<(\w+)>[^<]*<\/\2>)/g, '$1$1'),
    'with text beside elements': (xml) => xml.replaceAll(/<\/(\w+)>/g, 'text</$1>'),
    'with other times': (xml) =>
      xml.replaceAll(/(\d{4}-\d\d-)\d\d(T\d\d:\d\d:\d\d)(?:\.\d+)?Z/g, '$131$2.5+02:00'),
    'with days that months do not have': (xml) => xml.replaceAll(/\d{4}-\d\d-\d\dT/g, '2026-02-31T'),
    'with words for numbers and truth': (xml) => xml.replaceAll(/>(?:\d+|true|false)</g, '>TRUE<'),
    'after a document type': (xml) => xml.replace(/(<\w)/, '<!DOCTYPE x [<!ENTITY a "b">]>$1'),
    'with a byte order mark': (xml) => `\ufeff${xml}`,
    'with something after it': (xml) => `${xml}<more>`,
    twice: (xml) => xml.replace(/^(<\?xml[^>]*>)?/, '$1$1'),
    'with another root': (xml) => xml.replace(/<(\w+)/, '<Other$1'),
    'with nothing in its root': (xml) =>
      xml.replace(/^((?:<\?xml[^>]*>)?\s*<(\w+)[^>]*>)[\s\S]*$/, '$1</$2>'),
  };

  test.each(Object.entries(otherwise))('%s', async (_, change) => {
    for (const one of typical()) {
      const body = Buffer.from(change((one.response.body as Buffer).toString('utf8')));
      const changed = { ...one, response: { ...one.response, body } };
      expect(await made('us', changed), one.action).toStrictEqual(await made('sdk', changed));
    }
  });

  test('cut off anywhere', async () => {
    const one = typical().find(({ action }) => action === 'DescribeInstances');
    if (!one) throw new Error('no instances were read');
    const whole = (one.response.body as Buffer).subarray(0, 6_000);
    for (let length = 1; length < whole.length; length += 61) {
      const changed = { ...one, response: { ...one.response, body: whole.subarray(0, length) } };
      expect(await made('us', changed), String(length)).toStrictEqual(await made('sdk', changed));
    }
  });
});
