import { GenerateCredentialReportCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bucketOf, Pacer, rateOf } from '../../src/aws/pacing.ts';
import { addUser } from '../sandbox/aws/world/plant.ts';
import { collectors, type Reader, startReader, statuses } from './reader.ts';

const RATE = { perSecond: 10, burst: 5 };
/** Less than the time in which one token comes, more than a busy machine takes for nothing. */
const AT_ONCE_MS = 80;

describe('a bucket', () => {
  test('gives its burst at once, then its rate', async () => {
    const pacer = new Pacer();
    const started = performance.now();
    const times = await Promise.all(
      Array.from({ length: 9 }, async () => {
        await pacer.take('a', RATE);
        return performance.now() - started;
      }),
    );
    expect(Math.max(...times.slice(0, 5))).toBeLessThan(AT_ONCE_MS);
    // The n-th call after the burst may not come before n / rate.
    for (const [index, time] of times.slice(5).entries()) {
      expect(time).toBeGreaterThanOrEqual(((index + 1) / RATE.perSecond) * 1000 - 2);
    }
    expect(times.at(-1)).toBeLessThan(1_000);
  });

  test('fills up again, but never above its burst', async () => {
    const pacer = new Pacer();
    await Promise.all(Array.from({ length: 5 }, () => pacer.take('a', RATE)));
    await new Promise((resolve) => setTimeout(resolve, 700));
    const started = performance.now();
    await Promise.all(Array.from({ length: 5 }, () => pacer.take('a', RATE)));
    expect(performance.now() - started).toBeLessThan(AT_ONCE_MS);
    await pacer.take('a', RATE);
    expect(performance.now() - started).toBeGreaterThanOrEqual(97);
  });

  test('that is empty holds up no other', async () => {
    const pacer = new Pacer();
    const slow = { perSecond: 1, burst: 1 };
    await pacer.take('a', slow);
    const stop = new AbortController();
    const waiting = pacer.take('a', slow, stop.signal);
    const started = performance.now();
    await pacer.take('b', slow);
    expect(performance.now() - started).toBeLessThan(500);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('calls draw from the bucket that AWS meters them by', () => {
  test('EC2: one per operation and region; IAM: one per account', () => {
    expect(bucketOf('EC2', 'DescribeVpcs', 'eu-west-1')).not.toBe(
      bucketOf('EC2', 'DescribeVpcs', 'us-east-1'),
    );
    expect(bucketOf('EC2', 'DescribeVpcs', 'eu-west-1')).not.toBe(
      bucketOf('EC2', 'DescribeSubnets', 'eu-west-1'),
    );
    expect(bucketOf('IAM', 'ListAccessKeys', 'us-east-1')).toBe(bucketOf('IAM', 'ListUsers', 'us-east-1'));
  });

  /** Published rate and burst; we stay below. */
  test.each([
    ['EC2', 'DescribeInstances', 20, 100],
    ['STS', 'AssumeRole', 600, 600],
    ['Organizations', 'ListAccounts', 8, 12],
    ['Organizations', 'ListOrganizationalUnitsForParent', 5, 8],
    ['Organizations', 'ListAccountsForParent', 5, 8],
    ['Organizations', 'ListTagsForResource', 10, 15],
    ['Organizations', 'DescribeAccount', 20, 30],
    ['Organizations', 'DescribeOrganizationalUnit', 2, 2],
    ['Organizations', 'DescribePolicy', 2, 2],
  ])('%s %s stays below %d a second and %d at once', (service, operation, perSecond, burst) => {
    expect(rateOf(service, operation).perSecond).toBeLessThan(perSecond);
    expect(rateOf(service, operation).burst).toBeLessThanOrEqual(burst);
    expect(rateOf(service, operation).perSecond).toBeGreaterThan(perSecond / 2);
  });
});

describe('over the wire', () => {
  let reader: Reader;
  beforeEach(async () => {
    reader = await startReader();
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
    const started = performance.now();
    const timed = async (read: ReturnType<Reader['read']>) => {
      expect(statuses((await read).units)).toEqual({ ok: 1 });
      return performance.now() - started;
    };
    const [slow, quick] = await Promise.all([
      timed(reader.read(access, large, { collectors: keys })),
      timed(reader.read(access, small, { collectors: collectors('iam.authorization_details') })),
    ]);
    expect(slow).toBeGreaterThan(1_000);
    expect(quick).toBeLessThan(slow / 2);
    expect(reader.aws.metrics.throttled).toBe(0);
    expect(reader.aws.metrics.byAccountAction(large.id)['iam:ListAccessKeys']).toBeGreaterThanOrEqual(30);
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
