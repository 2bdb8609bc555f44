import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { catalogue } from '../../src/aws/catalogue/index.ts';
import { collectors, inventory, type Reader, startReader, statuses } from '../aws/reader.ts';
import type { DeliveryFault, FaultAction } from '../sandbox/aws/faults.ts';
import {
  denyAction,
  denyRegionByScp,
  refuseExternalId,
  removeAccount,
  removeMemberRole,
} from '../sandbox/aws/world/plant.ts';

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

describe('regions', () => {
  const vpcs = collectors('ec2.vpcs');
  const closed = (): string => {
    const region = reader.world.regions.find(
      ({ name, optIn }) => optIn && !reader.member.optedInRegions.has(name),
    );
    if (!region) throw new Error('every region is opted in');
    return region.name;
  };

  test('all: those enabled are read, the others are absent', async () => {
    const { units } = await reader.read(reader.access(), reader.member, {
      regions: 'all',
      collectors: vpcs,
      unitConcurrency: 16,
    });
    const enabled = reader.member.enabledRegions();
    expect(statuses(units)).toEqual({
      ok: enabled.length,
      absent: reader.world.regions.length - enabled.length,
    });
    expect(
      units
        .filter(({ status }) => status === 'ok')
        .map(({ region }) => region)
        .sort(byText),
    ).toEqual(enabled.sort(byText));
  });

  test('a region that is named twice is read once', async () => {
    const { units } = await reader.read(reader.access(), reader.member, {
      regions: ['us-east-1', 'us-east-1'],
      collectors: vpcs,
    });
    expect(units).toMatchObject([{ status: 'ok', region: 'us-east-1' }]);
  });

  test('a region that is named but not enabled is absent, without a call', async () => {
    const region = closed();
    const { unit } = await reader.read(reader.access(), reader.member, {
      regions: ['us-east-1', region],
      collectors: vpcs,
    });
    expect(unit('ec2.vpcs', 'us-east-1').status).toBe('ok');
    expect(unit('ec2.vpcs', region)).toMatchObject({ status: 'absent', code: 'region_not_enabled', rows: 0 });
    expect(reader.aws.metrics.byAccountAction(reader.member.id)['ec2:DescribeVpcs']).toBe(1);
  });

  test('a region that an SCP denies is denied, in AWS’s words, and the others are read', async () => {
    denyRegionByScp(reader.world, [reader.member.id], 'eu-west-1');
    const { units, unit } = await reader.read(reader.access(), reader.member, { regions: REGIONS });
    for (const { name } of regional) {
      expect(unit(name, 'us-east-1').status).toBe('ok');
      expect(unit(name, 'eu-west-1')).toMatchObject({
        status: 'denied',
        code: 'UnauthorizedOperation',
        rows: 0,
      });
      expect(unit(name, 'eu-west-1').reason).toContain('explicit deny in a service control policy');
    }
    expect(statuses(units)).toEqual({ ok: units.length - regional.length, denied: regional.length });
  });

  test('an account that does not tell its regions: named ones are tried, and what fails may be closed', async () => {
    denyAction(reader.world, 'ec2:DescribeRegions');
    const region = closed();
    const { units, unit } = await reader.read(reader.access(), reader.member, {
      regions: ['us-east-1', region],
      collectors: collectors('ec2.regions', 'ec2.vpcs'),
    });
    expect(units).toHaveLength(3);
    expect(unit('ec2.regions')).toMatchObject({ status: 'denied', code: 'UnauthorizedOperation' });
    expect(unit('ec2.vpcs', 'us-east-1').status).toBe('ok');
    expect(unit('ec2.vpcs', region)).toMatchObject({ status: 'denied', code: 'AuthFailure' });
    expect(unit('ec2.vpcs', region).reason).toContain(`may not have enabled ${region}`);
  });

  test('an account that does not tell its regions: all means the default ones, and the rest stays open', async () => {
    denyAction(reader.world, 'ec2:DescribeRegions');
    const { units, unit } = await reader.read(reader.access(), reader.member, {
      regions: 'all',
      collectors: vpcs,
      unitConcurrency: 16,
    });
    const byDefault = reader.world.regions.filter(({ optIn }) => !optIn);
    expect(statuses(units)).toEqual({ ok: byDefault.length, denied: 1 });
    expect(unit('ec2.vpcs', '*')).toMatchObject({ status: 'denied', code: 'UnauthorizedOperation', rows: 0 });
    expect(unit('ec2.vpcs', '*').reason).toContain('ec2:DescribeRegions');
  });
});

describe('a permission removed makes exactly those collectors denied that declare it', () => {
  const actions = [...new Set(inventory.flatMap((collector) => collector.actions))];
  const conditional = new Set(inventory.flatMap((collector) => Object.keys(collector.conditional)));

  test.each(actions.filter((action) => !conditional.has(action)))('%s', async (action) => {
    denyAction(reader.world, action);
    const { units } = await reader.read(reader.access(), reader.member);
    expect(units).toHaveLength(inventory.length);
    for (const unit of units) {
      const needs = catalogue.find(({ name }) => name === unit.collector)?.actions.includes(action);
      expect(unit.status, unit.collector).toBe(needs ? 'denied' : 'ok');
      if (needs) expect(unit.reason).toContain(action);
    }
  });
});

describe('what goes wrong is failed, with a reason, and takes nothing else with it', () => {
  /** Strikes one operation of each protocol: query XML, EC2 XML. */
  const struck = ['GetAccountAuthorizationDetails', 'DescribeVpcs'];
  const faults: readonly [FaultAction, code: RegExp, reason: RegExp][] = [
    ['throttle', /^(Throttling|RequestLimitExceeded)$/, /gave up after 2 attempts/],
    ['http500', /^(ServiceFailure|InternalError|InternalFailure)$/, /gave up after 2 attempts/],
    ['http503', /^(ServiceUnavailable|Unavailable)$/, /gave up after 2 attempts/],
    ['reset', /^ECONNRESET$/, /^no whole answer came: read ECONNRESET \(gave up after 2 attempts\)$/],
    ['truncate-body', /^ECONNRESET$/, /^no whole answer came: aborted \(gave up after 2 attempts\)$/],
    ['malformed-body', /^unusable_answer$/, /^@aws-sdk XML parse error: [^\n]+$/],
    ['html', /^http_502$/, /^HTTP 502 came, without an error of AWS \(gave up after 2 attempts\)$/],
  ];

  test.each(faults)('%s', async (action, code, reason) => {
    for (const operation of struck) reader.aws.faults.add({ match: { operation }, action });
    const { units, unit, rows } = await reader.read(reader.access(), reader.member);
    for (const name of ['iam.authorization_details', 'ec2.vpcs']) {
      expect(unit(name)).toMatchObject({ status: 'failed', rows: 0 });
      expect(unit(name).code).toMatch(code);
      expect(unit(name).reason).toMatch(reason);
    }
    expect(rows.get('AWS_IAM_ROLES')).toBeUndefined();
    expect(statuses(units)).toEqual({ ok: units.length - 2, failed: 2 });
  });

  test.each<DeliveryFault>(['malformed-body', 'truncate-body', 'html'])(
    'a credential report: %s',
    async (action) => {
      reader.aws.faults.add({ match: { operation: 'GetCredentialReport' }, action });
      const { units } = await reader.read(reader.access(), reader.member, {
        collectors: collectors('iam.credential_report', 'iam.access_keys'),
      });
      expect(statuses(units)).toEqual({ failed: 2 });
    },
  );

  test('the second page, so that the first must not pass for all', async () => {
    reader.aws.faults.add({ match: { operation: 'ListAccessKeys', nth: 2 }, action: 'http500' });
    const { unit } = await reader.read(reader.access(), reader.member, {
      collectors: collectors('iam.access_keys'),
    });
    expect(unit('iam.access_keys')).toMatchObject({ status: 'failed', rows: 0 });
  });

  test('an account that cannot be entered because STS is away', async () => {
    const access = reader.access();
    await access.open();
    reader.aws.faults.add({
      match: { operation: 'AssumeRole', roleAccountId: reader.member.id },
      action: 'http500',
    });
    const { units } = await reader.read(access, reader.member);
    expect(statuses(units)).toEqual({ failed: inventory.length });
    expect(units[0]?.reason).toMatch(/gave up after 2 attempts/);
  });

  test('a page that trickles in is read', async () => {
    reader.aws.faults.add({ match: { operation: 'DescribeVpcs', times: 1 }, action: 'slow-page' });
    const { unit } = await reader.read(reader.access(), reader.member, {
      collectors: collectors('ec2.vpcs'),
    });
    expect(unit('ec2.vpcs').status).toBe('ok');
  });

  test('an answer that does not come', async () => {
    reader.aws.faults.add({ match: { operation: 'DescribeVpcs' }, action: { delayMs: 3_000 } });
    const settings = { region: 'us-east-1', maxAttempts: 1, connectTimeoutMs: 1_000, requestTimeoutMs: 300 };
    const { unit } = await reader.read(reader.access({ settings }), reader.member, {
      collectors: collectors('ec2.vpcs'),
    });
    expect(unit('ec2.vpcs')).toMatchObject({ status: 'failed', code: 'ETIMEDOUT' });
  });

  test('what passes by the next attempt is no failure', async () => {
    for (const action of ['throttle', 'http500', 'reset', 'http503'] as const) {
      reader.aws.faults.add({ match: { operation: 'DescribeVpcs', times: 1 }, action });
      const { unit } = await reader.read(reader.access(), reader.member, {
        collectors: collectors('ec2.vpcs'),
      });
      expect(unit('ec2.vpcs').status, action).toBe('ok');
    }
  });
});

test('an account that vanishes in the middle takes no other with it', async () => {
  const [first, second] = reader.members;
  if (!first || !second) throw new Error('two members are needed');
  reader.aws.faults.add({
    match: { operation: 'ListAccessKeys', accountId: first.id, times: 1 },
    action: 'vanish-account',
  });
  const access = reader.access();
  const [gone, other] = await Promise.all([reader.read(access, first), reader.read(access, second)]);
  expect(statuses(other.units)).toEqual({ ok: inventory.length });
  expect(gone.unit('iam.access_keys')).toMatchObject({
    status: 'failed',
    code: 'InvalidClientTokenId',
    rows: 0,
  });
  expect(gone.units).toHaveLength(inventory.length);
  const again = await reader.read(access, first);
  expect(statuses(again.units)).toEqual({ denied: inventory.length });
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
