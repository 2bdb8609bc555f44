import { expect, test } from 'vitest';
import { blindAccounts, groupCoverage, servicesOf } from '../../src/service/coverage-groups.ts';
import { accountCoverage, accountIdOf, badDay, coverage } from './views.ts';

const cells = badDay().connections[1]?.coverage ?? [];

test('two thousand accounts become a handful of lines, the blindest first', () => {
  const groups = groupCoverage(cells);
  expect(groups.map(({ accounts, isBlind }) => [accounts.length, isBlind])).toEqual([
    [33, true],
    [1, true],
    [1, true],
    [1_950, false],
    [14, false],
    [1, false],
  ]);
});

test('every account is in one line, whatever its luck', () => {
  const shown = groupCoverage(cells).flatMap(({ accounts }) => accounts.map(({ id }) => id));
  expect(new Set(shown).size).toBe(2_000);
  expect(shown.length).toBe(2_000);
});

test('a few blind accounts are shown one by one, many that fare alike in one line', () => {
  const denied = (number: number) =>
    Array.from({ length: number }, (_, index) => accountCoverage(index, 'denied', 'no')).flat();
  expect(groupCoverage(denied(12)).length).toBe(12);
  expect(groupCoverage(denied(13)).length).toBe(1);
});

test('accounts that differ in one service are not alike', () => {
  const mixed = [
    ...accountCoverage(1, 'ok', undefined, ['ec2', 'iam']),
    ...accountCoverage(2, 'ok', undefined, ['ec2']),
  ];
  expect(groupCoverage(mixed).length).toBe(2);
  const swapped = [
    ...accountCoverage(1, 'ok', undefined, ['ec2', 'iam']),
    ...accountCoverage(2, 'ok', undefined, ['iam', 'ec2']),
  ];
  expect(groupCoverage(swapped).length).toBe(1);
});

test('blind is who was denied or failed, and nobody else', () => {
  const fares = (['ok', 'absent', 'skipped', 'probed', 'denied', 'failed'] as const).flatMap(
    (status, index) => accountCoverage(index, status),
  );
  expect([...blindAccounts(fares)]).toEqual([accountIdOf(4), accountIdOf(5)]);
  expect(servicesOf(coverage(2))).toEqual(['accessanalyzer', 'ec2', 'elb', 'elbv2', 'iam']);
});
