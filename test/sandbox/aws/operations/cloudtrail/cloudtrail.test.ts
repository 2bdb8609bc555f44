import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  ListTrailsCommand,
  LookupEventsCommand,
  type LookupEventsCommandInput,
} from '@aws-sdk/client-cloudtrail';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cloud, startCloud } from '../../cloud.ts';
import { plantEvent } from '../../world/cloudtrail/plant-events.ts';

const REGION = 'us-east-1';
const DAY_MS = 86_400_000;

let cloud: Cloud;
let client: CloudTrailClient;

beforeEach(async () => {
  cloud = await startCloud({ memberActions: ['cloudtrail:*'] });
  client = new CloudTrailClient({
    endpoint: cloud.aws.url,
    region: REGION,
    credentials: await cloud.memberKeys(),
    maxAttempts: 1,
  });
});
afterEach(async () => {
  expect(cloud.aws.metrics.defects).toEqual([]);
  await cloud.aws.close();
});

const lookup = (input: LookupEventsCommandInput) => client.send(new LookupEventsCommand(input));

describe('trails', () => {
  test('of the organization are a member’s shadows: listed, but not its own', async () => {
    const all = await client.send(new DescribeTrailsCommand({}));
    const own = await client.send(new DescribeTrailsCommand({ includeShadowTrails: false }));
    const shadow = all.trailList?.find(({ IsOrganizationTrail }) => IsOrganizationTrail);
    expect(shadow?.TrailARN).toContain(cloud.management.id);
    expect(own.trailList?.filter(({ IsOrganizationTrail }) => IsOrganizationTrail)).toEqual([]);
    const { Trails = [] } = await client.send(new ListTrailsCommand({}));
    expect(Trails.map(({ TrailARN }) => TrailARN)).toContain(shadow?.TrailARN);
    const status = await client.send(new GetTrailStatusCommand({ Name: shadow?.TrailARN }));
    expect(status.IsLogging).toBe(true);
    await expect(client.send(new GetTrailStatusCommand({ Name: shadow?.Name }))).rejects.toMatchObject({
      name: 'TrailNotFoundException',
    });
    await expect(
      client.send(new GetEventSelectorsCommand({ TrailName: shadow?.TrailARN })),
    ).rejects.toMatchObject({ name: 'TrailNotFoundException' });
  });
});

describe('events', () => {
  test.each<[string, LookupEventsCommandInput]>([
    ['InvalidMaxResultsException', { MaxResults: 51 }],
    ['InvalidMaxResultsException', { MaxResults: 0 }],
    ['InvalidTimeRangeException', { StartTime: new Date(2_000_000_000), EndTime: new Date(1_000_000_000) }],
    ['InvalidTimeRangeException', { StartTime: new Date(Date.now() - 91 * DAY_MS) }],
    ['InvalidNextTokenException', { NextToken: 'made up' }],
    [
      'InvalidLookupAttributesException',
      { LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'no' }] },
    ],
    [
      'InvalidLookupAttributesException',
      {
        LookupAttributes: [
          { AttributeKey: 'ReadOnly', AttributeValue: 'true' },
          { AttributeKey: 'EventName', AttributeValue: 'ListBuckets' },
        ],
      },
    ],
  ])('%s', async (name, input) => {
    await expect(lookup(input)).rejects.toMatchObject({ name });
  });

  test('come newest first, fifty at most, and a token is good for its own question for an hour', async () => {
    // What is only read is small: a page of large events holds fewer, and which are there goes by the time of day.
    const LookupAttributes = [{ AttributeKey: 'ReadOnly', AttributeValue: 'true' } as const];
    const { Events = [], NextToken } = await lookup({ LookupAttributes });
    expect(Events).toHaveLength(50);
    const times = Events.map(({ EventTime }) => EventTime?.getTime() ?? 0);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const since = { LookupAttributes, StartTime: new Date(Date.now() - DAY_MS) };
    await expect(lookup({ ...since, NextToken })).rejects.toMatchObject({
      name: 'InvalidNextTokenException',
    });
    cloud.advance(61 * 60);
    const offset = { systemClockOffset: 61 * 60_000 };
    const { entry } = cloud.world;
    const hub = await cloud.assume(entry, entry.sourceRoleArn, {}, offset);
    const external = { ExternalId: entry.externalId };
    const credentials = await cloud.assume(hub, cloud.memberRoleArn(cloud.member.id), external, offset);
    const endpoint = cloud.aws.url;
    const later = new CloudTrailClient({ endpoint, region: REGION, credentials, maxAttempts: 1, ...offset });
    await expect(later.send(new LookupEventsCommand({ LookupAttributes, NextToken }))).rejects.toMatchObject({
      name: 'InvalidNextTokenException',
    });
  });

  test('are not there before they are delivered', async () => {
    const where = { accountId: cloud.member.id, region: REGION, time: new Date(Date.now() - 60_000) };
    const there = plantEvent(cloud.world, where);
    const awaited = plantEvent(cloud.world, { ...where, deliveredAt: new Date(Date.now() + 60_000) });
    const { Events = [] } = await lookup({});
    const ids = Events.map(({ EventId }) => EventId);
    expect(ids).toContain(there.EventId);
    expect(ids).not.toContain(awaited.EventId);
  });

  test('may be looked up twice a second in each region', async () => {
    const hour = { StartTime: new Date(Date.now() - DAY_MS / 24) };
    await Promise.all([lookup(hour), lookup(hour)]);
    await expect(lookup(hour)).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});
