import { expect, test } from 'vitest';
import type { PlannedAccount } from '../../../src/connectors/connector.ts';
import { type Balance, divideAccounts } from '../../../src/run/shards/balance.ts';

function account(id: string, more: Partial<PlannedAccount> = {}): PlannedAccount {
  return { id, name: undefined, partition: 'aws', hop: undefined, ...more };
}

function divide(ids: readonly string[], balance: Partial<Balance> = {}): readonly (readonly string[])[] {
  const rules = { shards: 2, ofFirst: new Set<string>(), costOf: () => undefined, ...balance };
  return divideAccounts(
    ids.map((id) => account(id)),
    rules,
  ).map((accounts) => accounts.map(({ id }) => id));
}

test('the dearest account goes to the shard that has least to do', () => {
  const costs: Readonly<Record<string, number>> = { a: 1, b: 1, c: 1, d: 10, e: 6, f: 1 };
  const parts = divide(Object.keys(costs), { costOf: (id) => costs[id] });
  expect(parts).toEqual([['d'], ['e', 'a', 'b', 'c', 'f']]);
});

test('an account of which nothing is known counts as the mean of the others', () => {
  const costs: Readonly<Record<string, number>> = { a: 9, b: 1 };
  expect(divide(['a', 'b', 'new'], { costOf: (id) => costs[id] })).toEqual([['a'], ['new', 'b']]);
});

test('the same accounts are divided the same way, whatever their order', () => {
  const parts = divide(['c', 'a', 'd', 'b', 'e']);
  expect(parts).toEqual([
    ['a', 'c', 'e'],
    ['b', 'd'],
  ]);
  expect(divide(['e', 'd', 'c', 'b', 'a'])).toEqual(parts);
});

test('the first shard has what others need, and what nobody enters', () => {
  const verdict = { status: 'absent', code: 'account_closed', reason: 'The account is closed.' } as const;
  const accounts = [account('a'), account('b', { verdict }), account('c'), account('d')];
  const parts = divideAccounts(accounts, { shards: 2, ofFirst: new Set(['c']), costOf: () => undefined });
  expect(parts.map((part) => part.map(({ id }) => id))).toEqual([['c', 'b', 'd'], ['a']]);
});

test('there may be more shards than accounts', () => {
  expect(divide(['a'], { shards: 3 })).toEqual([['a'], [], []]);
});
