import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Account } from '../../../sandbox/aws/contract.ts';
import { type LogsState, logsOf } from '../../../sandbox/aws/world/logs.ts';
import { denyAction } from '../../../sandbox/aws/world/plant.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

const REGION = 'us-east-1';
const entries = collectors('logs.log_groups', 'logs.metric_filters', 'logs.resource_policies');

let reader: Reader;
beforeAll(async () => {
  reader = await startReader({ assetRegions: [REGION] });
});
afterAll(() => reader[Symbol.asyncDispose]());

const read = async (account: Account) => {
  reader.aws.resetMetrics();
  const outcome = await reader.read(reader.access(), account, { collectors: entries, regions: [REGION] });
  return { ...outcome, calls: reader.aws.metrics.byAccountAction(account.id) };
};
const change = (account: Account, edit: (state: LogsState) => void) =>
  account.changeContent<LogsState>(`logs ${REGION}`, edit);

describe('the logs of a region', () => {
  test('cost one list each, however many groups there are, but for the pages', async () => {
    for (const account of reader.members) {
      const { rows, units, calls } = await read(account);
      const state = logsOf({ world: reader.world, account, region: REGION });
      expect(units.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
      expect(rows.get('AWS_LOGS_LOG_GROUPS')).toHaveLength(state.groups.length);
      expect(rows.get('AWS_LOGS_METRIC_FILTERS') ?? []).toHaveLength(state.filters.length);
      expect(rows.get('AWS_LOGS_RESOURCE_POLICIES') ?? []).toHaveLength(state.policies.length);
      expect(calls).toMatchObject({
        'logs:DescribeLogGroups': 1,
        'logs:DescribeMetricFilters': 1,
        'logs:DescribeResourcePolicies': 1,
        'tagging:GetResources': 1,
      });
    }
  });

  test('are read to the last page, policies too, for which the SDK has no paginator', async () => {
    const { member } = reader;
    change(member, ({ groups, filters, policies }) => {
      const logGroupName = 'many';
      for (let index = 0; index < 120; index += 1) {
        const logGroupArn = `arn:aws:logs:${REGION}:${member.id}:log-group:many-${index}`;
        groups.push({ group: { logGroupName: `many-${index}`, logGroupArn }, tags: {} });
        filters.push({ logGroupName, filterName: `filter-${index}`, filterPattern: 'ERROR' });
        policies.push({ policyName: `policy-${index}`, policyDocument: '{}', policyScope: 'ACCOUNT' });
      }
    });
    const { rows, calls } = await read(member);
    const truth = logsOf({ world: reader.world, account: member, region: REGION });
    expect(rows.get('AWS_LOGS_LOG_GROUPS')).toHaveLength(truth.groups.length);
    expect(rows.get('AWS_LOGS_METRIC_FILTERS')).toHaveLength(truth.filters.length);
    expect(rows.get('AWS_LOGS_RESOURCE_POLICIES')).toHaveLength(truth.policies.length);
    expect(calls['logs:DescribeResourcePolicies']).toBeGreaterThan(2);
  });

  test('that nobody limits are kept for ever, which is no number of days', async () => {
    const { member } = reader;
    change(member, ({ groups }) => {
      groups.length = 0;
      const group = { logGroupName: 'kept', arn: `arn:aws:logs:${REGION}:${member.id}:log-group:kept:*` };
      groups.push({ group: group as LogsState['groups'][number]['group'], tags: {} });
    });
    const [row] = (await read(member)).rows.get('AWS_LOGS_LOG_GROUPS') ?? [];
    expect(row).toMatchObject({ NAME: 'kept', ARN: `arn:aws:logs:${REGION}:${member.id}:log-group:kept` });
    expect(row).not.toHaveProperty('RETENTION_DAYS');
  });

  test('that only grew have not changed', async () => {
    const [, account] = reader.members;
    if (!account) throw new Error('members are needed');
    const hashes = async () =>
      (await read(account)).rows.get('AWS_LOGS_LOG_GROUPS')?.map(({ ROW_HASH }) => ROW_HASH);
    const before = await hashes();
    change(account, ({ groups }) => {
      for (const state of groups) Object.assign(state.group, { storedBytes: 77_000_000 });
    });
    expect(await hashes()).toEqual(before);
  });

  test('that are throttled are asked again', async () => {
    const { member } = reader;
    reader.aws.faults.add({
      match: { operation: 'DescribeMetricFilters', accountId: member.id, times: 1 },
      action: 'throttle',
    });
    expect((await read(member)).unit('logs.metric_filters')).toMatchObject({ status: 'ok' });
  });

  test('are known without their tags where those may not be read, and tell so', async () => {
    const { member } = reader;
    denyAction(reader.world, 'tag:GetResources');
    const { rows, unit } = await read(member);
    expect(rows.get('AWS_LOGS_LOG_GROUPS')?.[0]).toMatchObject({ BLIND_TO: ['Tags'] });
    expect(rows.get('AWS_LOGS_LOG_GROUPS')?.[0]).not.toHaveProperty('TAGS');
    expect(unit('logs.log_groups')).toMatchObject({ status: 'ok', rowsBlind: 1 });
  });

  test('of which one list is refused are denied in that and in nothing else', async () => {
    denyAction(reader.world, 'logs:DescribeMetricFilters');
    const { unit } = await read(reader.member);
    expect(unit('logs.metric_filters')).toMatchObject({ status: 'denied', rows: 0 });
    expect(unit('logs.resource_policies').status).toBe('ok');
  });
});
