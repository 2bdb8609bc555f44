import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Hop } from '../../src/aws/role-session.ts';
import { trust } from '../sandbox/aws/world/entry.ts';
import { addRole } from './add-role.ts';
import { collectors, inventory, type Reader, startReader, statuses } from './reader.ts';

let reader: Reader;
beforeEach(async () => {
  reader = await startReader({ accounts: 12 });
});
afterEach(async () => {
  vi.useRealTimers();
  await reader[Symbol.asyncDispose]();
});

const vpcs = collectors('ec2.vpcs');
const hubId = (): string => reader.world.entry.sourceRoleArn.split(':')[4] ?? '';
/** AssumeRole calls made from the account of the source role: by the user, then by the role itself. */
const assumed = (by: 'user' | 'assumed-role'): number =>
  reader.aws.metrics.log.filter(
    ({ operation, code, caller }) =>
      operation === 'AssumeRole' && code === 'OK' && caller?.split(':')[5]?.startsWith(by) === true,
  ).length;

describe('the chain', () => {
  test('is walked once, however many accounts are read at once, and each account is entered once', async () => {
    const access = reader.access();
    const accounts = reader.members.slice(0, 6);
    const outcomes = await Promise.all(
      accounts.map((account) =>
        reader.read(access, account, { collectors: vpcs, regions: ['us-east-1', 'eu-west-1'] }),
      ),
    );
    for (const { units } of outcomes) expect(statuses(units)).toEqual({ ok: 2 });
    expect(assumed('user')).toBe(1);
    expect(assumed('assumed-role')).toBe(accounts.length);
  });

  test('has any number of hops, each with an external id of its own', async () => {
    const { sourceRoleArn } = reader.world.entry;
    const [first, second, target] = reader.members;
    if (!first || !second || !target) throw new Error('three members are needed');
    const one = addRole(reader.world, first.id, 'hop-one', trust(sourceRoleArn, 'external-one'), [
      'sts:AssumeRole',
    ]);
    const two = addRole(reader.world, second.id, 'hop-two', trust(one, 'external-two'), ['sts:AssumeRole']);
    const last = addRole(reader.world, target.id, 'hop-last', trust(two, 'external-last'), ['ec2:Describe*']);
    allowSourceRole(one);
    const chain = [
      { roleArn: sourceRoleArn },
      { roleArn: one, externalId: 'external-one' },
      { roleArn: two, externalId: 'external-two' },
    ];
    const hop = { roleArn: last, externalId: 'external-last' };
    const { units } = await reader.read(reader.access({ chain }), target, { collectors: vpcs, hop });
    expect(statuses(units)).toEqual({ ok: 1 });

    const swapped = [chain[0], { roleArn: one, externalId: 'external-two' }, chain[2]] as Hop[];
    await expect(reader.access({ chain: swapped }).open()).rejects.toMatchObject({ kind: 'config' });
  });

  test('may be all there is: the account of its last role is read', async () => {
    const chain = [
      { roleArn: reader.world.entry.sourceRoleArn },
      {
        roleArn: `arn:aws:iam::${reader.member.id}:role/${reader.world.entry.memberRoleName}`,
        externalId: reader.world.entry.externalId,
      },
    ];
    const { units } = await reader.read(reader.access({ chain }), reader.member, {
      collectors: vpcs,
      hop: null,
    });
    expect(statuses(units)).toEqual({ ok: 1 });
  });

  test('shows the run in CloudTrail, on every hop', async () => {
    await reader.read(reader.access({ sessionName: 'snowcensus-run-7' }), reader.member, {
      collectors: vpcs,
    });
    const callers = reader.aws.metrics.log.map(({ caller }) => caller ?? '');
    expect(callers.filter((caller) => caller.endsWith('/snowcensus-run-7')).length).toBe(callers.length - 1);
  });

  test('lies in another partition where its roles do', async () => {
    await using gov = await startReader({ partition: 'aws-us-gov' });
    const { units } = await gov.read(gov.access(), gov.member, { collectors: inventory, regions: 'all' });
    const others = units.filter(({ status }) => status !== 'ok');
    // AWS has requests in its commercial partition only, and Cloud Control does not know trust anchors in this one.
    expect(others).toMatchObject([
      { collector: 'iam.delegation_requests', status: 'absent' },
      { collector: 'rolesanywhere.trust_anchors', status: 'denied', region: 'us-gov-east-1' },
      { collector: 'rolesanywhere.trust_anchors', status: 'denied', region: 'us-gov-west-1' },
    ]);
    expect(units.map(({ region }) => region)).toContain('us-gov-east-1');
  });

  test('counts the requests that it sent, retries included', async () => {
    reader.aws.faults.add({ match: { operation: 'DescribeVpcs', times: 1 }, action: 'http500' });
    const access = reader.access();
    await reader.read(access, reader.member, { collectors: vpcs });
    expect(Object.fromEntries(access.requests)).toEqual({
      'STS:AssumeRole': 2,
      'EC2:DescribeRegions': 1,
      'EC2:DescribeVpcs': 2,
    });
  });
});

describe('a session', () => {
  test('is renewed before it expires, so that AWS never has to refuse it', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const access = reader.access();
    await access.open();
    vi.advanceTimersByTime(54 * 60_000);
    await reader.read(access, reader.member, { collectors: vpcs });
    expect(assumed('user')).toBe(1);
    vi.advanceTimersByTime(2 * 60_000);
    await reader.read(access, reader.member, { collectors: vpcs });
    expect(assumed('user')).toBe(2);
    expect(Object.keys(reader.aws.metrics.byCode)).toEqual(['OK']);
  });

  test('that AWS ends in the middle of a run is renewed once, and no unit notices', async () => {
    const access = reader.access();
    const fault = reader.aws.faults.add({
      match: { operation: 'DescribeVpcs', accountId: reader.member.id, times: 1 },
      action: 'expire-credentials',
    });
    const { units } = await reader.read(access, reader.member, {
      regions: ['us-east-1', 'eu-west-1'],
      unitConcurrency: 16,
    });
    expect(fault.struck).toBe(1);
    expect(units.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(assumed('assumed-role')).toBe(2);
  });

  test('of the chain that AWS ends in the middle of a run is renewed', async () => {
    const access = reader.access();
    await reader.read(access, reader.member, { collectors: vpcs });
    reader.aws.faults.add({ match: { operation: 'AssumeRole', times: 1 }, action: 'expire-credentials' });
    const [, second] = reader.members;
    if (!second) throw new Error('two members are needed');
    const { units } = await reader.read(access, second, { collectors: vpcs });
    expect(statuses(units)).toEqual({ ok: 1 });
    expect(assumed('user')).toBe(2);
  });

  test('that AWS ends again and again is a failure, not a loop', async () => {
    reader.aws.faults.add({ match: { operation: 'DescribeVpcs' }, action: 'expire-credentials' });
    const { units } = await reader.read(reader.access(), reader.member, { collectors: vpcs });
    expect(units).toMatchObject([{ status: 'failed', code: 'RequestExpired' }]);
  });
});

/** Lets the source role assume one more role. */
function allowSourceRole(roleArn: string): void {
  reader.world.accounts.get(hubId())?.changeIam((iam) => {
    iam.roles.get(reader.world.entry.sourceRoleArn.split('/').at(-1) ?? '')?.inlinePolicies.push({
      PolicyName: 'one-more',
      Document: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: roleArn }],
      },
    });
  });
}
