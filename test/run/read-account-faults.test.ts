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
  const impatient = {
    region: 'us-east-1',
    maxAttempts: 2,
    connectTimeoutMs: 1_000,
    requestTimeoutMs: 600,
    callTimeoutMs: 1_500,
  };
  const faults: readonly [FaultAction, code: RegExp, reason: RegExp][] = [
    ['throttle', /^(Throttling|RequestLimitExceeded)$/, /gave up after 2 attempts/],
    ['http500', /^(ServiceFailure|InternalError|InternalFailure)$/, /gave up after 2 attempts/],
    ['http503', /^(ServiceUnavailable|Unavailable)$/, /gave up after 2 attempts/],
    ['reset', /^ECONNRESET$/, /^no whole answer came: read ECONNRESET \(gave up after 2 attempts\)$/],
    ['truncate-body', /^ECONNRESET$/, /^no whole answer came: aborted \(gave up after 2 attempts\)$/],
    [
      'malformed-body',
      /^unusable_answer$/,
      /^HTTP 200 came that is not in AWS’s format: @aws-sdk XML parse error: [^\n]+ \(gave up after 2 attempts\)$/,
    ],
    ['stall', /^ETIMEDOUT$/, /^no whole answer came: .*gave up after 2 attempts\)$/],
    ['hang', /^ETIMEDOUT$/, /^no whole answer came: .*gave up after 2 attempts\)$/],
    ['html-200', /^unusable_answer$/, /^HTTP 200 came with a page in HTML.*gave up after 2 attempts\)$/],
    ['error-200', /^InternalError$/, /^An internal error has occurred \(gave up after 2 attempts\)$/],
    ['binary', /^unusable_answer$/, /^HTTP 200 came that is not in AWS’s format: [\x20-\x7e’“”]+$/],
    ['html', /^http_502$/, /^HTTP 502 came, without an error of AWS \(gave up after 2 attempts\)$/],
  ];

  test.each(faults)('%s', async (action, code, reason) => {
    for (const operation of struck) reader.aws.faults.add({ match: { operation }, action });
    const { units, unit, rows } = await reader.read(reader.access({ settings: impatient }), reader.member);
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

  test('a body of which a byte comes now and then is given up when its time is over', async () => {
    reader.aws.faults.add({ match: { operation: 'DescribeVpcs' }, action: 'drip' });
    const access = reader.access({ settings: { ...impatient, maxAttempts: 2 } });
    const { unit } = await reader.read(access, reader.member, { collectors: collectors('ec2.vpcs') });
    expect(unit('ec2.vpcs')).toMatchObject({ status: 'failed', code: 'ETIMEDOUT' });
    expect(unit('ec2.vpcs').reason).toBe(
      'no whole answer came: not within 1.5 seconds (gave up after 2 attempts)',
    );
    expect(unit('ec2.vpcs').durationMs).toBeLessThan(2 * 1_500 + 2_000);
  });

  test('a body that somebody has compressed is read', async () => {
    reader.aws.faults.add({ match: {}, action: 'gzip' });
    const { units } = await reader.read(reader.access(), reader.member);
    expect(statuses(units)).toEqual({ ok: units.length });
  });

  test('a unit whose time is over ends, says what it waited for, and leaves the others', async () => {
    reader.aws.faults.add({ match: { operation: 'DescribeVpcs' }, action: 'hang' });
    const { units, unit } = await reader.read(reader.access(), reader.member, {
      collectors: collectors('ec2.vpcs', 'ec2.subnets'),
      unitSeconds: 1,
    });
    expect(unit('ec2.vpcs')).toMatchObject({ status: 'failed', code: 'unit_time_over', rows: 0 });
    expect(unit('ec2.vpcs').reason).toContain(`EC2 DescribeVpcs of account ${reader.member.id} in us-east-1`);
    expect(statuses(units)).toEqual({ ok: 1, failed: 1 });
  });

  test('when the time of the run is over, what was read stays, and the rest is failed', async () => {
    const over = new AbortController();
    const pause = reader.aws.faults.pauseBefore({ operation: 'DescribeVpcs' });
    const reading = reader.read(reader.access(), reader.member, {
      collectors: collectors('ec2.subnets', 'ec2.vpcs', 'ec2.volumes'),
      unitConcurrency: 1,
      timeUp: over.signal,
    });
    await pause.reached;
    over.abort(new Error('time is over'));
    const { units } = await reading;
    pause.release();
    expect(units.map(({ collector, status, code }) => [collector, status, code])).toEqual([
      ['ec2.subnets', 'ok', undefined],
      ['ec2.vpcs', 'failed', 'run_time_over'],
      ['ec2.volumes', 'failed', 'run_time_over'],
    ]);
  });

  test('an answer that does not come', async () => {
    reader.aws.faults.add({ match: { operation: 'DescribeVpcs' }, action: { delayMs: 3_000 } });
    const settings = {
      region: 'us-east-1',
      maxAttempts: 1,
      connectTimeoutMs: 1_000,
      requestTimeoutMs: 300,
      callTimeoutMs: 300,
    };
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
