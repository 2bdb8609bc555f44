import { expect, test } from 'vitest';
import { PaceShares } from '../../src/aws/pace-shares.ts';
import { Pacing } from '../../src/aws/pacing.ts';

/** Shares, and what each has been told last. */
function watched() {
  const parts: Record<string, number> = {};
  const shares = new PaceShares((count) => {
    parts.here = count;
  });
  const elsewhere = (name: string, ...accounts: readonly string[]) =>
    shares.beginElsewhere(new Set(accounts), (count) => {
      parts[name] = count;
    });
  return { parts, shares, elsewhere };
}

test('a run alone has all, wherever it reads', () => {
  const { parts, shares, elsewhere } = watched();
  shares.beginHere(new Set(['a']))();
  expect(parts).toEqual({ here: 1 });
  elsewhere('x', 'a');
  expect(parts).toEqual({ here: 1, x: 1 });
});

test('runs that read here share their buckets already', () => {
  const { parts, shares, elsewhere } = watched();
  shares.beginHere(new Set(['a']));
  shares.beginHere(new Set(['a', 'b']));
  expect(parts).toEqual({ here: 1 });
  elsewhere('x', 'a');
  expect(parts).toEqual({ here: 2, x: 2 });
});

test('those that read the same account elsewhere divide it, until one has ended', () => {
  const { parts, elsewhere } = watched();
  elsewhere('x', 'a', 'b');
  const end = elsewhere('y', 'b', 'c');
  elsewhere('z', 'd');
  expect(parts).toEqual({ here: 1, x: 2, y: 2, z: 1 });
  end();
  expect(parts).toMatchObject({ x: 1, z: 1 });
});

/** How many of many calls are let through at once. */
function admitted(pacing: Pacing, account: string, service: string, operation: string): number {
  const stop = new AbortController();
  const pacer = pacing.of(account);
  const waits = Array.from({ length: 2_000 }, () =>
    pacer.take(service, operation, 'us-east-1', stop.signal),
  ).filter((wait) => wait !== undefined);
  stop.abort();
  for (const wait of waits) wait.catch(() => undefined);
  return 2_000 - waits.length;
}

test('of several processes each takes its part of what accounts share, and all of what is of one account', () => {
  const settings = { rate: 1, rates: 'iam=2' };
  const [whole, part] = [Pacing.of(settings), Pacing.shareOf(settings, 4)];
  for (const [service, operation, parts] of [
    ['STS', 'AssumeRole', 4],
    ['Organizations', 'ListAccounts', 4],
    ['SSOAdmin', 'ListInstances', 4],
    ['IAM', 'ListUsers', 1],
    ['EC2', 'DescribeVpcs', 1],
  ] as const) {
    const all = admitted(whole, 'a', service, operation);
    const its = admitted(part, 'a', service, operation);
    // Buckets fill while they are asked.
    expect(Math.abs(its - all / parts), service).toBeLessThan(4 + all / 10);
  }
});

test('a pace that is divided is slower at once, also in buckets in use, and whole again afterwards', () => {
  const pacing = new Pacing(1);
  const whole = admitted(pacing, 'a', 'IAM', 'ListUsers');
  expect(pacing.of('b').take('IAM', 'ListUsers', 'us-east-1')).toBeUndefined();
  pacing.divide(4);
  for (const account of ['b', 'c']) {
    expect(admitted(pacing, account, 'IAM', 'ListUsers')).toBeLessThanOrEqual(whole / 4 + 1);
  }
  pacing.divide(1);
  expect(admitted(pacing, 'd', 'IAM', 'ListUsers')).toBeGreaterThanOrEqual(whole - 1);
});
