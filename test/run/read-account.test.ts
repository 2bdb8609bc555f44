import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { collectors, inventory, type Reader, startReader, statuses } from '../aws/reader.ts';
import { refuseExternalId, removeAccount, removeMemberRole } from '../sandbox/aws/world/plant.ts';

let reader: Reader;
beforeEach(async () => {
  reader = await startReader();
});
afterEach(() => reader[Symbol.asyncDispose]());

const byText = (a: string, b: string): number => a.localeCompare(b);
const REGIONS = ['us-east-1', 'eu-west-1'];
const regional = inventory.filter(({ scope }) => scope === 'region');
const global = inventory.filter(({ scope }) => scope !== 'region');

test('a unit per collector, and per region where the collector has that scope', async () => {
  const { units } = await reader.read(reader.access(), reader.member, { regions: REGIONS });
  expect(units.map(({ collector, region }) => `${collector} ${region}`).sort(byText)).toEqual(
    [
      ...global.map(({ name }) => `${name} global`),
      ...regional.flatMap(({ name }) => REGIONS.map((region) => `${name} ${region}`)),
    ].sort(byText),
  );
  expect(statuses(units)).toEqual({ ok: units.length });
  for (const unit of units) expect(unit.durationMs).toBeGreaterThanOrEqual(0);
});

test('regions are asked for once per account, whoever needs them', async () => {
  await reader.read(reader.access(), reader.member, {
    regions: 'all',
    collectors: collectors('ec2.regions', 'ec2.vpcs'),
  });
  expect(reader.aws.metrics.byAccountAction(reader.member.id)['ec2:DescribeRegions']).toBe(1);
});

test('no region is asked for where nobody needs one', async () => {
  await reader.read(reader.access(), reader.member, { collectors: collectors('iam.credential_report') });
  expect(reader.aws.metrics.byAccountAction(reader.member.id)['ec2:DescribeRegions']).toBeUndefined();
});

test('units count their rows', async () => {
  const { units, rows, unit } = await reader.read(reader.access(), reader.member, { regions: REGIONS });
  const written = [...rows.values()].reduce((sum, table) => sum + table.length, 0);
  expect(units.reduce((sum, each) => sum + each.rows, 0)).toBe(written);
  expect(unit('ec2.regions').rows).toBe(reader.world.regions.length);
  const vpcs = rows.get('AWS_EC2_VPCS')?.filter((row) => row.REGION === 'eu-west-1');
  expect(unit('ec2.vpcs', 'eu-west-1').rows).toBe(vpcs?.length);
});

describe('an account that does not let us in is denied, unit by unit, and nothing is called there', () => {
  const plants = {
    'the role is missing': removeMemberRole,
    'the external id is refused': refuseExternalId,
    'the account has left': removeAccount,
  };
  test.each(Object.entries(plants))('%s', async (_what, plant) => {
    plant(reader.world, reader.member.id);
    const { units, rows } = await reader.read(reader.access(), reader.member, { regions: REGIONS });
    expect(units).toHaveLength(inventory.length);
    for (const unit of units) {
      expect(unit).toMatchObject({ status: 'denied', code: 'assume_role_refused', rows: 0 });
      expect(unit.reason).toMatch(
        /^AccessDenied: .*is not authorized to perform: sts:AssumeRole on resource: /,
      );
      expect(unit.reason).toContain(`${reader.member.id}:role/${reader.world.entry.memberRoleName}`);
      expect(unit.reason).not.toContain(reader.world.entry.externalId);
    }
    expect(rows.size).toBe(0);
    expect(units.filter(({ region }) => region === '*')).toHaveLength(regional.length);
    expect(reader.aws.metrics.byAccountAction(reader.member.id)).toEqual({});
  });
});

describe('a verdict from planning', () => {
  test('is every unit’s, and the account is not entered', async () => {
    const access = reader.access();
    await access.open();
    reader.aws.resetMetrics();
    const verdict = { status: 'skipped', code: 'excluded', reason: 'excluded by id' } as const;
    const { units } = await reader.read(access, reader.member, { verdict });
    expect(units).toHaveLength(inventory.length);
    for (const unit of units) expect(unit).toMatchObject({ ...verdict, rows: 0 });
    expect(reader.aws.metrics.calls).toBe(0);
  });
});

test('a resource that AWS lists twice, on pages that shifted, is one row', async () => {
  const twice = reader.member.region('us-east-1').vpcs[0];
  if (!twice) throw new Error('the region has no VPC');
  reader.member.changeRegion('us-east-1', (region) => {
    (region.vpcs as unknown[]).push(structuredClone(twice));
  });
  const { rows, unit } = await reader.read(reader.access(), reader.member, {
    collectors: collectors('ec2.vpcs'),
  });
  const same = rows.get('AWS_EC2_VPCS')?.filter((row) => row.RESOURCE_ID === twice.VpcId);
  expect(same).toHaveLength(1);
  expect(unit('ec2.vpcs').rows).toBe(rows.get('AWS_EC2_VPCS')?.length);
});

describe('an abort', () => {
  test('ends a read whose answers do not come, with its own reason', async () => {
    const stop = new AbortController();
    const pause = reader.aws.faults.pauseBefore({ operation: 'DescribeVpcs' });
    const read = reader.read(reader.access({ signal: stop.signal }), reader.member, { regions: REGIONS });
    await pause.reached;
    const started = performance.now();
    stop.abort(new Error('told to stop'));
    await expect(read).rejects.toThrow('told to stop');
    expect(performance.now() - started).toBeLessThan(1_000);
    pause.release();
  });

  test('ends a read that waits to try again', async () => {
    const stop = new AbortController();
    const fault = reader.aws.faults.add({ match: { operation: 'DescribeVpcs' }, action: 'throttle' });
    const read = reader.read(reader.access({ signal: stop.signal, maxAttempts: 20 }), reader.member, {
      collectors: collectors('ec2.vpcs'),
    });
    while (fault.struck < 3) await new Promise((resolve) => setTimeout(resolve, 20));
    const started = performance.now();
    stop.abort(new Error('told to stop'));
    await expect(read).rejects.toThrow('told to stop');
    expect(performance.now() - started).toBeLessThan(500);
  });

  test('before the start reads nothing', async () => {
    const access = reader.access({ signal: AbortSignal.abort(new Error('told to stop')) });
    await expect(reader.read(access, reader.member)).rejects.toThrow('told to stop');
    expect(reader.aws.metrics.calls).toBe(0);
  });
});
