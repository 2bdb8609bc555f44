import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { collectors, inventory, type Reader, startReader, statuses } from '../aws/reader.ts';
import type { DeliveryFault, FaultAction } from '../sandbox/aws/faults.ts';

let reader: Reader;
beforeEach(async () => {
  reader = await startReader();
});
afterEach(() => reader[Symbol.asyncDispose]());

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

  test('what is tried again waits ever longer, and no two wait alike', async () => {
    reader.aws.faults.add({ match: { operation: 'DescribeVpcs' }, action: 'throttle' });
    const { units } = await reader.read(reader.access({ maxAttempts: 4 }), reader.member, {
      collectors: collectors('ec2.vpcs'),
      regions: 'all',
      unitConcurrency: 100,
    });
    const struck = units.filter(({ status }) => status === 'failed');
    expect(struck.length).toBeGreaterThan(15);
    const waits = struck.map(({ region, reason }) => {
      expect(reason).toContain('(gave up after 4 attempts)');
      const calls = reader.aws.metrics.log.filter(
        (call) => call.operation === 'DescribeVpcs' && call.region === region,
      );
      expect(calls).toHaveLength(4);
      return calls.slice(1).map(({ at }, index) => at.getTime() - (calls[index]?.at.getTime() ?? 0));
    });
    const total = (nth: number) => waits.reduce((sum, wait) => sum + (wait[nth] ?? 0), 0);
    expect(total(2)).toBeGreaterThan(total(0));
    expect(new Set(waits.map(String)).size).toBe(waits.length);
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
