import * as analyzer from '@aws-sdk/client-accessanalyzer';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as ec2 from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cloud, startCloud } from '../cloud.ts';
import { allOf } from '../member-reader.ts';
import { allOperations } from './index.ts';
import { modelled } from './modelled.ts';

const operations = {
  sts: allOperations.sts ?? {},
  ec2: {
    ...modelled(ec2, 'DescribeCarrierGateways', 'CarrierGateways', { service: 'ec2', most: 1000 }),
    ...modelled(ec2, 'DescribePlacementGroups', 'PlacementGroups', { service: 'ec2' }),
  },
  cloudtrail: modelled(cloudtrail, 'ListEventDataStores', 'EventDataStores', {
    service: 'cloudtrail',
    most: 1000,
  }),
  'access-analyzer': modelled(analyzer, 'ListAnalyzers', 'analyzers', {
    service: 'access-analyzer',
    most: 100,
  }),
};

let cloud: Cloud;
let settings: { readonly endpoint: string; readonly maxAttempts: number; readonly region: string };

beforeAll(async () => {
  cloud = await startCloud(
    { accounts: 8, memberActions: ['ec2:*', 'cloudtrail:*', 'access-analyzer:*'] },
    { quotas: 100, operations },
  );
  settings = { endpoint: cloud.aws.url, maxAttempts: 1, region: 'us-east-1' };
});
afterAll(() => cloud.aws.close());

async function clientOf(index: number, region = 'us-east-1'): Promise<ec2.EC2Client> {
  return new ec2.EC2Client({ ...settings, region, credentials: await cloud.memberKeys(idOf(index)) });
}

function idOf(index: number): string {
  return [...cloud.world.accounts.keys()][index] ?? '';
}

async function carriers(client: ec2.EC2Client): Promise<readonly ec2.CarrierGateway[]> {
  const pages = await allOf(ec2.paginateDescribeCarrierGateways({ client, pageSize: 1000 }, {}));
  for (const { CarrierGateways = [] } of pages) expect(CarrierGateways.length).toBeLessThanOrEqual(3);
  return pages.flatMap(({ CarrierGateways = [] }) => CarrierGateways);
}

describe('a modelled list', () => {
  test('holds what each account has in each region, the same each time', async () => {
    const found = await Promise.all([2, 3, 4, 5].map(async (index) => carriers(await clientOf(index))));
    expect(found.flat().length).toBeGreaterThan(6);
    const ids = found.flat().map(({ CarrierGatewayId }) => CarrierGatewayId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [index, gateways] of found.entries()) {
      expect(gateways.every(({ OwnerId }) => OwnerId === undefined || OwnerId === idOf(index + 2))).toBe(
        true,
      );
      expect(await carriers(await clientOf(index + 2))).toEqual(gateways);
    }
    expect(await carriers(await clientOf(3, 'eu-west-1'))).not.toEqual(found[1]);
    expect(await carriers(await clientOf(3, 'eu-north-1'))).toEqual([]);
    const other = await startCloud({ accounts: 8, memberActions: ['ec2:*'], seed: 8 }, { operations });
    const client = new ec2.EC2Client({
      ...settings,
      endpoint: other.aws.url,
      credentials: await other.memberKeys(),
    });
    expect(await carriers(client)).not.toEqual(found[0]);
    await other.aws.close();
  });

  test('is what the schema says, and what the names say', async () => {
    const pages = await Promise.all(
      [2, 3, 4, 5].map(async (index) =>
        (await clientOf(index)).send(new ec2.DescribePlacementGroupsCommand({})),
      ),
    );
    const groups = pages.flatMap(({ PlacementGroups = [] }) => PlacementGroups);
    expect(groups.length).toBeGreaterThan(3);
    for (const { State, GroupName, Tags } of groups) {
      if (State !== undefined) expect(Object.values(ec2.PlacementGroupState)).toContain(State);
      expect(GroupName).toMatch(/^groupname-[0-9a-f]{12}$/);
      for (const { Key } of Tags ?? []) expect(Key).not.toBe('');
    }
  });

  test('is spoken in each protocol', async () => {
    const credentials = await cloud.memberKeys(idOf(3));
    const trails = new cloudtrail.CloudTrailClient({ ...settings, credentials });
    const stores = await allOf(cloudtrail.paginateListEventDataStores({ client: trails }, {}));
    const access = new analyzer.AccessAnalyzerClient({ ...settings, credentials });
    const analyzers = await allOf(analyzer.paginateListAnalyzers({ client: access }, {}));
    for (const store of stores.flatMap(({ EventDataStores = [] }) => EventDataStores)) {
      expect(store.EventDataStoreArn).toMatch(
        /^arn:aws:cloudtrail:us-east-1:\d{12}:eventdatastore\/[0-9a-f]{12}$/,
      );
    }
    for (const each of analyzers.flatMap(({ analyzers: some = [] }) => some)) {
      expect(each.createdAt).toBeInstanceOf(Date);
    }
    expect(cloud.aws.metrics.defects).toEqual([]);
  });

  test('refuses what AWS refuses: a size out of bounds, a token of another list or account', async () => {
    const client = await clientOf(3);
    for (const MaxResults of [0, 1001]) {
      await expect(client.send(new ec2.DescribeCarrierGatewaysCommand({ MaxResults }))).rejects.toMatchObject(
        {
          name: 'ValidationException',
        },
      );
    }
    await expect(
      client.send(new ec2.DescribeCarrierGatewaysCommand({ NextToken: 'x.y' })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('takes a request for more than a list for a defect of the sandbox', async () => {
    const client = await clientOf(3);
    const filtered = new ec2.DescribeCarrierGatewaysCommand({
      Filters: [{ Name: 'state', Values: ['available'] }],
    });
    await expect(client.send(filtered)).rejects.toMatchObject({ name: 'InternalError' });
    expect(cloud.aws.metrics.defects.join()).toContain(
      'the modelled DescribeCarrierGateways knows no Filters',
    );
  });
});

test.each([
  [() => modelled(ec2, 'DescribeNothing', 'Nothing'), 'the SDK has no operation DescribeNothing'],
  [() => modelled(ec2, 'DescribeVpcs', 'Vpc'), 'the answer has no list Vpc, but '],
  [() => modelled(ec2, 'DescribeVpcs', 'Vpcs'), 'the request has MaxResults: say the most that AWS takes'],
  [
    () => modelled(ec2, 'DescribeImageAttribute', 'LaunchPermissions'),
    'the request needs Attribute, ImageId',
  ],
])('what cannot be modelled is told where it is registered: %#', (model, problem) => {
  expect(model).toThrow(problem);
});
