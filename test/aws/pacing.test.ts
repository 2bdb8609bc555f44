import { setImmediate as turn } from 'node:timers/promises';
import { GenerateCredentialReportCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { iam } from '../../src/aws/catalogue/iam/service.ts';
import { rateOf } from '../../src/aws/catalogue/rates.ts';
import { Pacing } from '../../src/aws/pacing.ts';
import { ConcurrencyLimit } from '../../src/concurrency/concurrency-limit.ts';
import { UnitInstants } from '../../src/ledger/known/unit-instants.ts';
import { addUser } from '../sandbox/aws/world/plant.ts';
import { collectors, type Reader, startReader, statuses } from './reader.ts';

const ONE = '111111111111';
const OTHER = '222222222222';

/** Calls of IAM that were let through by now; the rest waits until aborted. */
async function admitted(pacing: Pacing, account: string, calls: number): Promise<number> {
  const stop = new AbortController();
  const pacer = pacing.of(account);
  let count = 0;
  const all = Array.from({ length: calls }, async () => {
    await pacer.take('IAM', 'ListUsers', 'us-east-1', stop.signal);
    count += 1;
  });
  await new Promise(setImmediate);
  stop.abort();
  await Promise.allSettled(all);
  return count;
}

describe('the pace of a process', () => {
  test('an account has its buckets once, whoever asks for it; other accounts have their own', async () => {
    const pacing = new Pacing(1);
    const { burst } = rateOf(iam.facts.rates, 'ListUsers');
    expect(await admitted(pacing, ONE, burst - 1)).toBe(burst - 1);
    expect(await admitted(pacing, ONE, burst)).toBeLessThanOrEqual(2);
    expect(await admitted(pacing, OTHER, burst)).toBe(burst);
  });

  test.each([
    [0.5, 8],
    [0.1, 1],
    [20, 320],
  ])('a rate of %d lets %d calls of IAM out at once', async (rate, burst) => {
    expect(await admitted(new Pacing(rate), ONE, burst)).toBe(burst);
    expect(await admitted(new Pacing(rate), ONE, 2 * burst)).toBeLessThan(2 * burst);
  });

  test('a rate of its own holds for one service alone, beside that of all', async () => {
    const { burst } = rateOf(iam.facts.rates, 'ListUsers');
    const pacing = Pacing.of({ rate: 1, rates: 'ec2=3, iam = 2' });
    expect(await admitted(pacing, ONE, 2 * burst)).toBe(2 * burst);
    expect(await admitted(Pacing.of({ rate: 1, rates: 'ec2=3' }), ONE, 2 * burst)).toBeLessThan(2 * burst);
  });

  test('a rate of a service that there is not is told, with the nearest', () => {
    expect(() => Pacing.of({ rate: 1, rates: 'iamm=2' })).toThrow('there is no service iamm');
  });

  test('buckets that have filled up again take no room', async () => {
    const pacing = new Pacing(100);
    const ask = (index: number) => pacing.of(String(index)).take('IAM', 'ListUsers', 'us-east-1');
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(Array.from({ length: 500 }, (_, index) => ask(round * 500 + index)));
      // One token comes in little more than a millisecond.
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(pacing.size).toBeLessThan(2_000);
  });

  test('a bucket that is in use is not dropped for others', async () => {
    const pacing = new Pacing(0.1);
    await pacing.of(ONE).take('EC2', 'DescribeVpcs', 'us-east-1');
    expect(await admitted(pacing, ONE, 1)).toBe(1);
    const others = Array.from({ length: 3_000 }, (_, index) => pacing.of(`other ${index}`));
    await Promise.all(others.map((pacer) => pacer.take('IAM', 'ListUsers', 'us-east-1')));
    expect(await admitted(pacing, ONE, 1)).toBe(0);
  });
});

describe('over the wire', () => {
  let reader: Reader;
  beforeEach(async () => {
    reader = await startReader({}, { quotas: 1 });
  });
  afterEach(() => reader[Symbol.asyncDispose]());

  const keys = collectors('iam.access_keys');
  const fill = (accountId: string, users: number): void => {
    for (let index = 0; index < users; index += 1) {
      addUser(reader.world, accountId, `many-${index}`, new Date('2024-01-01T00:00:00Z'));
    }
  };

  test('a large account is never throttled, and holds up no other', async () => {
    const [large, small] = reader.members;
    if (!large || !small) throw new Error('two members are needed');
    fill(large.id, 30);
    const access = reader.access();
    await access.open();
    // Far behind its burst, so that it goes on at its own pace.
    const pause = reader.aws.faults.pauseBefore({
      operation: 'ListAccessKeys',
      accountId: large.id,
      nth: 25,
    });
    const slow = reader.read(access, large, { collectors: keys });
    await pause.reached;
    const quick = await reader.read(access, small, { collectors: collectors('iam.authorization_details') });
    expect(statuses(quick.units)).toEqual({ ok: 1 });
    pause.release();
    expect(statuses((await slow).units)).toEqual({ ok: 1 });
    expect(reader.aws.metrics.throttled).toBe(0);
    expect(reader.aws.metrics.byAccountAction(large.id)['iam:ListAccessKeys']).toBeGreaterThanOrEqual(30);
  });

  test('all there is to read of an organization is read without being throttled', async () => {
    const access = reader.access();
    const outcomes = await Promise.all([
      reader.readOrganization(access),
      ...reader.members.slice(0, 3).map((account) => reader.read(access, account)),
    ]);
    expect(outcomes.flatMap(({ units }) => units).filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(Object.keys(reader.aws.metrics.byAction).length).toBeGreaterThan(60);
    expect(reader.aws.metrics.throttled).toBe(0);
  });

  /** Many wait for the account's bucket of IAM, so that the next call would go out after minutes. */
  function drain(accountId: string, stop: AbortSignal): Pacing {
    const pacing = new Pacing(1);
    const pacer = pacing.of(accountId);
    const waiting = Array.from({ length: 2_000 }, async () => pacer.take('IAM', 'Any', 'us-east-1', stop));
    for (const wait of waiting) wait.catch(() => undefined);
    return pacing;
  }

  test('neither other accounts nor other units wait for the empty bucket of an account', async () => {
    const stop = new AbortController();
    const [large, ...others] = reader.members.slice(0, 4);
    if (!large) throw new Error('members are needed');
    const access = reader.access({ pacing: drain(large.id, stop.signal), signal: stop.signal });
    const entries = collectors('iam.access_keys', 'iam.authorization_details', 'ec2.vpcs');
    const done: string[] = [];
    const accounts = new ConcurrencyLimit(1, { most: 4 });
    const all = accounts.forEach([large, ...others], async (account) => {
      const { units } = await reader.read(access, account, {
        collectors: entries,
        unitConcurrency: 1,
        accounts,
      });
      expect(statuses(units)).toEqual({ ok: entries.length });
      done.push(account.id);
    });
    const vpcs = () => reader.aws.metrics.byAccountAction(large.id)['ec2:DescribeVpcs'];
    while (done.length < others.length || vpcs() === undefined) await turn();
    expect(done).toEqual(others.map(({ id }) => id));
    expect(
      reader.aws.metrics.byAccountAction(large.id)['iam:GetAccountAuthorizationDetails'],
    ).toBeUndefined();
    stop.abort(new Error('told to stop'));
    await expect(all).rejects.toThrow('told to stop');
  });

  test('events, of which AWS gives two pages a second, are read without being throttled', async () => {
    const until = new Date(Date.now() - 3_600_000);
    const readPlan = { lookbackMs: 48 * 3_600_000, overlapMs: 0, keptMs: 90 * 86_400_000, readOnly: true };
    const outcome = await reader.read(reader.access(), reader.member, {
      collectors: collectors('cloudtrail.events'),
      events: { readPlan, watermarks: new UnitInstants(), until },
    });
    expect(statuses(outcome.units)).toEqual({ ok: 1 });
    expect(reader.aws.metrics.byAction['cloudtrail:LookupEvents']).toBeGreaterThanOrEqual(5);
    expect(reader.aws.metrics.throttled).toBe(0);
  });

  test('an abort ends every wait for the bucket', async () => {
    const stop = new AbortController();
    const access = reader.access({ signal: stop.signal });
    const { entry } = reader.world;
    const session = await access.enter(
      { id: reader.member.id, partition: 'aws' },
      {
        roleArn: `arn:aws:iam::${reader.member.id}:role/${entry.memberRoleName}`,
        externalId: entry.externalId,
      },
    );
    const iam = session.client(IAMClient, 'us-east-1');
    const report = () => iam.send(new GenerateCredentialReportCommand({}));
    const made = () =>
      reader.aws.metrics.byAccountAction(reader.member.id)['iam:GenerateCredentialReport'] ?? 0;
    // At our pace the last of these would go out after eight seconds.
    const sent = Promise.allSettled(Array.from({ length: 80 }, report));
    while (made() < 16) await new Promise((resolve) => setTimeout(resolve, 10));
    const started = performance.now();
    stop.abort(new Error('told to stop'));
    const settled = await sent;
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(settled.filter(({ status }) => status === 'fulfilled').length).toBeLessThan(40);
    expect(made()).toBeLessThan(40);
  });
});
