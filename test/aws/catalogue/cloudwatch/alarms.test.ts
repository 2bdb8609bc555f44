import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Account } from '../../../sandbox/aws/contract.ts';
import { type AlarmsState, alarmsOf } from '../../../sandbox/aws/world/alarms.ts';
import { logsOf, TRAIL_METRICS } from '../../../sandbox/aws/world/logs.ts';
import { denyAction } from '../../../sandbox/aws/world/plant.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

const REGION = 'us-east-1';
const entry = collectors('cloudwatch.alarms');

let reader: Reader;
beforeAll(async () => {
  reader = await startReader({ assetRegions: [REGION] });
});
afterAll(() => reader[Symbol.asyncDispose]());

const read = async (account: Account) => {
  reader.aws.resetMetrics();
  const outcome = await reader.read(reader.access(), account, { collectors: entry, regions: [REGION] });
  return { ...outcome, alarms: outcome.rows.get('AWS_CLOUDWATCH_ALARMS') ?? [] };
};

describe('alarms', () => {
  test('of both kinds come by one list, each once', async () => {
    let composites = 0;
    for (const account of reader.members) {
      const { alarms, rows } = await read(account);
      const state = alarmsOf({ world: reader.world, account, region: REGION });
      expect(alarms).toHaveLength(state.metric.length);
      expect(rows.get('AWS_CLOUDWATCH_COMPOSITE_ALARMS') ?? []).toHaveLength(state.composite.length);
      expect(reader.aws.metrics.byAccountAction(account.id)['monitoring:DescribeAlarms']).toBe(1);
      composites += state.composite.length;
    }
    expect(composites).toBeGreaterThan(0);
  });

  test('on what logs are counted in join with the filter by metric and namespace', async () => {
    const account = reader.members.find(
      (each) => logsOf({ world: reader.world, account: each, region: REGION }).filters.length > 0,
    );
    if (!account) throw new Error('the world has no metric filter');
    const names = (await read(account)).alarms
      .filter(({ METRIC_NAMESPACE }) => METRIC_NAMESPACE === TRAIL_METRICS)
      .map(({ METRIC_NAME }) => METRIC_NAME);
    const counted = logsOf({ world: reader.world, account, region: REGION }).filters;
    expect(names).toEqual(counted.map(({ filterName }) => filterName));
  });

  test('more than a page holds are all read', async () => {
    const { member } = reader;
    member.changeContent<AlarmsState>(`alarms ${REGION}`, ({ metric }) => {
      for (let index = 0; index < 250; index += 1) {
        metric.push({ AlarmName: `many-${index}`, AlarmArn: `arn:alarm:many-${index}` });
      }
    });
    expect((await read(member)).alarms.length).toBeGreaterThanOrEqual(250);
  });

  test('that go off have not changed', async () => {
    const account = reader.members.find(
      (each) => alarmsOf({ world: reader.world, account: each, region: REGION }).metric.length > 0,
    );
    if (!account) throw new Error('the world has no alarm');
    const before = (await read(account)).alarms;
    account.changeContent<AlarmsState>(`alarms ${REGION}`, ({ metric }) => {
      for (const alarm of metric)
        Object.assign(alarm, { StateValue: 'ALARM', StateUpdatedTimestamp: new Date() });
    });
    const after = (await read(account)).alarms;
    expect(after.map(({ STATE }) => STATE)).toEqual(after.map(() => 'ALARM'));
    expect(after.map(({ ROW_HASH }) => ROW_HASH)).toEqual(before.map(({ ROW_HASH }) => ROW_HASH));
  });

  test('that are throttled are asked again, and those that are refused are denied', async () => {
    const { member } = reader;
    reader.aws.faults.add({
      match: { operation: 'DescribeAlarms', accountId: member.id, times: 1 },
      action: 'throttle',
    });
    expect((await read(member)).unit('cloudwatch.alarms')).toMatchObject({ status: 'ok' });
    denyAction(reader.world, 'cloudwatch:DescribeAlarms');
    expect((await read(member)).unit('cloudwatch.alarms')).toMatchObject({ status: 'denied', rows: 0 });
  });
});

// Last, for another sandbox takes the place of the first.
test.each(['aws-us-gov', 'aws-cn'] as const)('alarms and logs are read in %s', async (partition) => {
  const region = partition === 'aws-cn' ? 'cn-north-1' : 'us-gov-west-1';
  await using elsewhere = await startReader({ partition, assetRegions: [region] });
  const { rows, units } = await elsewhere.read(elsewhere.access(), elsewhere.member, {
    collectors: [...entry, ...collectors('logs.log_groups', 'logs.metric_filters', 'logs.resource_policies')],
    regions: [region],
    homeRegion: region,
  });
  expect(units.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok']);
  expect(rows.get('AWS_LOGS_LOG_GROUPS')?.[0]?.ARN).toMatch(`arn:${partition}:logs:`);
});
