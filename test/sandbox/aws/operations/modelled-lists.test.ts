import * as configService from '@aws-sdk/client-config-service';
import * as ec2 from '@aws-sdk/client-ec2';
import * as rds from '@aws-sdk/client-rds';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cloud, startCloud } from '../cloud.ts';
import { allOf } from '../member-reader.ts';

/**
 * The lists that `modelled` answers, as AWS documents them: operation, member of its answer, what names a thing, and
 * the fewest and most that a page may be asked for, where it may be.
 */
const LISTS: readonly [object, string, string, string, number?, number?][] = [
  [rds, 'DescribeEventSubscriptions', 'EventSubscriptionsList', 'EventSubscriptionArn', 20, 100],
  [ec2, 'DescribeVpcEndpointServiceConfigurations', 'ServiceConfigurations', 'ServiceId', 5, 1000],
  [
    configService,
    'DescribeConfigurationAggregators',
    'ConfigurationAggregators',
    'ConfigurationAggregatorArn',
    1,
    100,
  ],
];

type Answer = Readonly<Record<string, unknown>>;

interface Client {
  send(command: object): Promise<Answer>;
}

type Settings = Readonly<Record<string, unknown>>;
type Sdk = Readonly<Record<string, unknown>>;

let cloud: Cloud;
let settings: Settings;

beforeAll(async () => {
  cloud = await startCloud({ accounts: 8, memberActions: ['*'] }, { quotas: 100 });
  settings = { endpoint: cloud.aws.url, maxAttempts: 1, region: 'us-east-1' };
});
afterAll(async () => {
  expect(cloud.aws.metrics.defects).toEqual([]);
  await cloud.aws.close();
});

/** A client of the SDK in one account of the organization. */
async function clientOf(sdk: Sdk, accountId?: string): Promise<Client> {
  const name = Object.keys(sdk).find((each) => /^[A-Z]\w*[^_]Client$/.test(each)) ?? '';
  const Made = sdk[name] as new (settings: Settings) => Client;
  return new Made({ ...settings, credentials: await cloud.memberKeys(accountId) });
}

function ask(client: Client, sdk: Sdk, operation: string, input: object = {}): Promise<Answer> {
  const Command = sdk[`${operation}Command`] as new (input: object) => object;
  return client.send(new Command(input));
}

type Paginate = (config: { client: Client }, input: object) => AsyncIterable<Answer>;

/** All things of a list in one account, page by page where it has pages. */
async function listed(client: Client, sdk: Sdk, operation: string, member: string): Promise<Answer[]> {
  const paginate = sdk[`paginate${operation}`] as Paginate | undefined;
  const pages = paginate ? await allOf(paginate({ client }, {})) : [await ask(client, sdk, operation)];
  return pages.flatMap((page) => (page[member] ?? []) as Answer[]);
}

describe.each(LISTS)('%#', (module, operation, member, id, fewest, most) => {
  const sdk = module as Sdk;

  test(`${operation} gives everything once, the same each time`, async () => {
    const accounts = [...cloud.world.accounts.keys()].slice(2);
    const ids: unknown[] = [];
    for (const account of accounts) {
      const client = await clientOf(sdk, account);
      const things = await listed(client, sdk, operation, member);
      expect(await listed(client, sdk, operation, member)).toEqual(things);
      ids.push(...things.map((thing) => thing[id]));
    }
    expect(ids.length).toBeGreaterThan(5);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.runIf(most !== undefined)(`${operation} refuses page sizes out of its bounds`, async () => {
    const client = await clientOf(sdk);
    const size = ['MaxResults', 'maxResults', 'MaxRecords', 'MaxItems', 'PageSize', 'Limit'];
    for (const wrong of [(fewest ?? 1) - 1, (most ?? 0) + 1]) {
      const input = Object.fromEntries(size.map((name) => [name, wrong]));
      await expect(ask(client, sdk, operation, input)).rejects.toMatchObject({
        message: expect.stringContaining(`between ${fewest} and ${most}`),
      });
    }
  });
});
