import { AsyncLocalStorage } from 'node:async_hooks';
import type { HttpRequest, HttpResponse } from '@smithy/types';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { AccountSession } from '../../../src/aws/account-session.ts';
import { requestFor } from '../../../src/aws/catalogue/services.ts';
import type { Client } from '../../../src/aws/client.ts';
import { CallsUnderWay } from '../../../src/aws/http/calls-under-way.ts';
import { EndpointHealth } from '../../../src/aws/http/endpoint-health.ts';
import { errorInBody } from '../../../src/aws/http/error-in-body.ts';
import { WholeAnswers } from '../../../src/aws/http/http-handler.ts';
import { isNotParsed } from '../../../src/aws/outcome.ts';
import { awsSdkLog } from '../../../src/aws/sdk-log.ts';
import { DirectCalls } from '../../../src/aws/wire/direct-calls.ts';
import { plantDetectorAdministrator } from '../../sandbox/aws/world/posture/plant-administrator.ts';
import { collectors, identityCenter, inventory, startReader } from '../reader.ts';

type ClientType = new (config: never) => Client;
type CommandType = new (input: object) => object;

/** A call that the product made of the sandbox while all collectors read, with the last answer to it. */
interface Recorded {
  readonly service: string;
  readonly operation: string;
  readonly type: ClientType;
  readonly Command: CommandType;
  readonly input: object;
  answer: HttpResponse | undefined;
}

const recorded: Recorded[] = [];

beforeAll(async () => {
  const underWay = new AsyncLocalStorage<Recorded>();
  const { client } = AccountSession.prototype;
  vi.spyOn(AccountSession.prototype, 'client').mockImplementation(function (this: AccountSession, ...given) {
    const made = client.apply(this, given as never) as Client;
    const [type] = given as unknown as [ClientType];
    const send = (command: { readonly input: object }, ...others: object[]) => {
      const Command = command.constructor as CommandType;
      const call: Recorded = {
        service: type.name.replace(/Client$/, ''),
        operation: Command.name.replace(/Command$/, ''),
        type,
        Command,
        input: structuredClone(command.input),
        answer: undefined,
      };
      recorded.push(call);
      return underWay.run(call, () => made.send(command as never, ...others));
    };
    return Object.create(made, { send: { value: send } });
  });
  const { handle } = WholeAnswers.prototype;
  vi.spyOn(WholeAnswers.prototype, 'handle').mockImplementation(async function (
    this: WholeAnswers,
    ...given
  ) {
    const answered = await handle.apply(this, given);
    const call = underWay.getStore();
    if (call) call.answer = copyOf(answered.response);
    return answered;
  });
  await using reader = await startReader();
  const access = reader.access();
  await reader.read(access, reader.member, { regions: ['us-east-1', 'eu-west-1'], accountTags: true });
  await reader.read(access, reader.largest, { regions: [] });
  await reader.readOrganization(access, { accountTags: true });
  await reader.readIdentityCenter(access);
  // Only a key that the credential report is too old for is asked for by itself.
  const [key] = [...reader.member.iam().users.values()].flatMap(({ accessKeys }) => accessKeys);
  if (!key) throw new Error('the account has no access key');
  key.CreateDate = new Date();
  await reader.read(access, reader.member, { collectors: collectors('iam.access_keys') });
  for (const member of reader.members) {
    await reader.read(access, member, {
      collectors: collectors(
        'rds.cluster_snapshots',
        'elb.load_balancers',
        'accessanalyzer.findings',
        'rolesanywhere.profiles',
      ),
    });
  }
  const { id } = plantDetectorAdministrator(reader.world, 'us-east-1');
  await reader.readMembers(access, new Map([['guardduty.amazonaws.com', [id]]]), {
    collectors: collectors('guardduty.detectors'),
  });
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  delete process.env.AWS_ENDPOINT_URL;
});

beforeEach(() => {
  // Signatures and waits are then the same each time.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-04T05:06:07.089Z') });
  vi.spyOn(Math, 'random').mockReturnValue(0);
  vi.spyOn(globalThis.crypto, 'randomUUID').mockReturnValue('5eed5eed-0000-4000-8000-000000000000');
});

afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function copyOf({ statusCode, headers, body }: HttpResponse): HttpResponse {
  return { statusCode, headers: { ...headers }, body: Buffer.from(body as Buffer) };
}

const CREDENTIALS = {
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'a secret',
  sessionToken: 'a/session+token=',
};

/** What comes for each attempt at a call, the last one for all further ones; an error is one of the network. */
type Answers = readonly (HttpResponse | Error)[];

/** What went out, attempt by attempt, and what came of the call. */
interface Made {
  readonly requests: readonly object[];
  readonly outcome: object;
  /** Whether the client that all accounts share served. */
  readonly shared: boolean;
}

interface Way {
  readonly region: string;
  readonly maxAttempts: number;
}

const USUAL: Way = { region: 'eu-west-1', maxAttempts: 3 };

class Wire {
  readonly requests: object[] = [];
  readonly #answers: Answers;

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  async handle({ method, protocol, hostname, port, path, query, headers, body }: HttpRequest) {
    const sent = Object.fromEntries(Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1)));
    // Buffer.from would ask the SDK's body for its text, of which the SDK warns.
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
    this.requests.push({ method, protocol, hostname, port, path, query, headers: sent, body: text });
    const answer = this.#answers[Math.min(this.requests.length, this.#answers.length) - 1];
    if (!answer || answer instanceof Error) throw Object.assign(new Error(answer?.message), answer);
    const response = copyOf(answer);
    const error = errorInBody(response.statusCode, response.body as Buffer);
    if (error) throw error;
    return { response };
  }
}

async function outcomeOf(answer: Promise<unknown>): Promise<object> {
  try {
    return { answer: await answer };
  } catch (error) {
    const { name, message } = error as Error;
    return { error: { ...(error as Error), name, message } };
  }
}

/** The call as an account of ours makes it. */
async function byUs({ type, Command, input }: Recorded, answers: Answers, way = USUAL): Promise<Made> {
  const wire = new Wire(answers);
  let shared = false;
  const direct = new DirectCalls();
  const { of } = direct;
  direct.of = (client, caller, otherwise) => {
    shared = true;
    return of.call(direct, client, caller, () => {
      shared = false;
      return otherwise();
    }) as never;
  };
  const nothing = () => undefined;
  const session = new AccountSession(
    { id: '123456789012', partition: 'aws' },
    { provider: async () => CREDENTIALS, invalidate: nothing },
    {
      maxAttempts: way.maxAttempts,
      requestHandler: wire,
      logger: awsSdkLog(undefined),
      onRequest: nothing,
      onThrottle: nothing,
      direct,
      health: new EndpointHealth(),
      underWay: new CallsUnderWay(),
      firstInRun: () => true,
      signal: new AbortController().signal,
    },
    { take: nothing },
  );
  const client = session.client(type, way.region);
  const outcome = await outcomeOf(client.send(new Command(structuredClone(input)) as never));
  return { requests: wire.requests, outcome, shared };
}

/** The call as the SDK makes it, but that what cannot be read is worth another attempt to us. */
async function bySdk({ type, Command, input }: Recorded, answers: Answers, way = USUAL): Promise<Made> {
  const wire = new Wire(answers);
  const client = new type({
    region: way.region,
    credentials: async () => CREDENTIALS,
    maxAttempts: way.maxAttempts,
    requestHandler: wire,
    logger: awsSdkLog(undefined),
  } as never);
  const tryAgain = (next: (args: object) => Promise<object>) => async (args: object) => {
    try {
      return await next(args);
    } catch (error) {
      if (!isNotParsed(error)) throw error;
      throw Object.assign(error as Error, { $retryable: { throttling: false } });
    }
  };
  client.middlewareStack.add(tryAgain as never, { step: 'finalizeRequest', priority: 'low' } as never);
  const outcome = await outcomeOf(client.send(new Command(structuredClone(input)) as never));
  return { requests: wire.requests, outcome, shared: false };
}

function answerTo(call: Recorded): HttpResponse {
  if (!call.answer) throw new Error(`${call.operation} was not answered`);
  return call.answer;
}

/** One call of each operation, answered well where one was. */
function eachOperation(): readonly Recorded[] {
  const calls = new Map<string, Recorded>();
  for (const call of recorded) {
    const name = `${call.service}:${call.operation}`;
    if (!calls.has(name) || answerTo(call).statusCode < 300) calls.set(name, call);
  }
  return [...calls.values()];
}

async function expectSame(call: Recorded, answers: Answers, way = USUAL): Promise<Made> {
  const [ours, theirs] = [await byUs(call, answers, way), await bySdk(call, answers, way)];
  expect(ours.requests, call.operation).toStrictEqual(theirs.requests);
  expect(ours.outcome, call.operation).toStrictEqual(theirs.outcome);
  return ours;
}

test('every operation of the catalogue is recorded', () => {
  const asked = new Set(recorded.map(({ service, operation }) => `${service}:${operation}`));
  const wanted = [...inventory, ...identityCenter]
    .flatMap(({ actions }) => actions)
    .map((action) => {
      const { service, operation } = requestFor(action) ?? {};
      if (!service) throw new Error(`nothing asks for ${action}`);
      return `${(service.client as string).replace(/Client$/, '')}:${operation}`;
    });
  expect([...new Set(wanted)].filter((name) => !asked.has(name))).toEqual([]);
});

test('every call goes out as the SDK sends it, signature included, and gives what the SDK gives', async () => {
  for (const call of recorded) await expectSame(call, [answerTo(call)]);
});

test('what is unusual goes the way of the SDK, and nothing else', async () => {
  const unusual = new Set<string>();
  for (const call of eachOperation()) {
    if (!(await byUs(call, [answerTo(call)])).shared) unusual.add(call.service);
  }
  expect([...unusual].sort()).toEqual(['S3', 'S3Control', 'STS']);
});

test.each(['us-east-1', 'cn-north-1', 'us-gov-west-1', 'ap-southeast-5'])(
  'every operation finds its endpoint in %s as the SDK does',
  async (region) => {
    for (const call of eachOperation()) await expectSame(call, [answerTo(call)], { ...USUAL, region });
  },
);

test.each<[string, Record<string, string>]>([
  ['a FIPS endpoint', { AWS_USE_FIPS_ENDPOINT: 'true' }],
  ['an endpoint of both stacks', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }],
  ['an emulator', { AWS_ENDPOINT_URL: 'http://aws.corp.test:4566' }],
  ['an emulator in a folder', { AWS_ENDPOINT_URL: 'http://aws.corp.test/some/where' }],
  ['an emulator of one service', { AWS_ENDPOINT_URL_IAM: 'https://iam.corp.test' }],
])('every operation finds %s as the SDK does', async (_, environment) => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  for (const call of eachOperation()) await expectSame(call, [answerTo(call)]);
  vi.unstubAllEnvs();
});

describe('what goes wrong ends as it does with the SDK, attempt by attempt:', () => {
  const changed =
    (status: number, body: (whole: Buffer) => Buffer | string, headers: Record<string, string> = {}) =>
    (answer: HttpResponse): HttpResponse => ({
      statusCode: status,
      headers: { ...answer.headers, ...headers },
      body: Buffer.from(body(answer.body as Buffer)),
    });
  const json = (code: string) => `{"__type":"com.amazonaws.x#${code}","message":"no"}`;
  const xml = (code: string) =>
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
  const ec2 = (code: string) =>
    `<Response><Errors><Error><Code>${code}</Code><Message>no</Message></Error></Errors><RequestID>r</RequestID></Response>`;
  const HTML = '<html><body>A proxy says no.</body></html>';
  const faults: Readonly<Record<string, (answer: HttpResponse) => HttpResponse | Error>> = {
    'a refusal in JSON': changed(400, () => json('AccessDeniedException')),
    'a refusal in XML': changed(403, () => xml('AccessDenied')),
    'a refusal of EC2': changed(403, () => ec2('UnauthorizedOperation')),
    'a throttle in JSON': changed(400, () => json('ThrottlingException')),
    'a throttle in XML': changed(400, () => xml('Throttling')),
    'a throttle of EC2': changed(503, () => ec2('RequestLimitExceeded')),
    'a throttle without words': changed(429, () => ''),
    'a throttle that says how long to wait': changed(503, () => xml('SlowDown'), { 'retry-after': '0' }),
    'a failure of the service': changed(500, () => json('InternalFailure')),
    'a failure without words': changed(503, () => ''),
    'a gateway that is away': changed(502, () => HTML),
    'a page in HTML': changed(200, () => HTML),
    'a page that refuses': changed(403, () => HTML),
    'a place elsewhere': changed(302, () => HTML, { location: 'https://login.corp.test/' }),
    'a place elsewhere for good': changed(301, () => '', { location: 'https://elsewhere.corp.test/' }),
    'nothing new': changed(304, () => ''),
    'an empty answer': changed(200, () => ''),
    'a body that was cut': changed(200, (whole) => whole.subarray(0, whole.length >> 1)),
    'a body that is another': changed(200, () => 'the wrong words'),
    'a body that begins as it should': changed(200, () => '{"a":'),
    'a key that nobody knows': changed(403, () => xml('InvalidClientTokenId')),
    'a clock that is wrong, by words': changed(403, () => xml('RequestTimeTooSkewed'), {
      date: 'Wed, 04 Mar 2026 07:06:07 GMT',
    }),
    'a clock that is wrong, by the signature': changed(400, () => json('InvalidSignatureException'), {
      date: 'Wed, 04 Mar 2026 03:06:07 GMT',
    }),
    'a connection that breaks': () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
    'a silence': () =>
      Object.assign(new Error('not within 1 second'), { name: 'TimeoutError', code: 'ETIMEDOUT' }),
    'a name that is not found': () =>
      Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }),
    'an abort': () => Object.assign(new Error('aborted'), { name: 'AbortError' }),
  };

  /** Of every protocol, and of the way around. */
  const examples = [
    'EC2:DescribeVpcs',
    'IAM:GetAccountSummary',
    'KMS:ListKeys',
    'CloudWatch:DescribeAlarms',
    'Lambda:ListFunctions',
    'Account:GetContactInformation',
    'S3:ListBuckets',
  ];

  test.each(Object.entries(faults))('%s', async (_, fault) => {
    for (const name of examples) {
      const call = eachOperation().find(({ service, operation }) => `${service}:${operation}` === name);
      if (!call) throw new Error(`${name} was not recorded`);
      const good = answerTo(call);
      const bad = fault(good);
      await expectSame(call, [bad]);
      const once = await expectSame(call, [bad, good]);
      expect(once.requests.length).toBeLessThanOrEqual(2);
    }
  });
});
