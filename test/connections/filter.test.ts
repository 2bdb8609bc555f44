import { describe, expect, test } from 'vitest';
import { accountFilter, type FilterAccount } from '../../src/connections/filter.ts';
import type { Selection } from '../../src/connections/selection.ts';

const ACCOUNT: FilterAccount = {
  id: '111111111111',
  name: 'prod-web',
  ouPath: '/Workloads/Prod',
  ouIds: ['r-ab12', 'ou-ab12-workload', 'ou-ab12-prodprod'],
  tags: { env: 'prod', team: 'web' },
};

const leftOut = (filters: Parameters<typeof accountFilter>[0], account: FilterAccount) =>
  accountFilter(filters)(account);

const NOT_INCLUDED = { status: 'skipped', code: 'not_included', reason: 'Matched by no entry of include.' };

describe('a selection matches', () => {
  test.each<[string, Selection, string]>([
    ['an account id', { account_ids: ['222222222222', '111111111111'] }, 'account_ids 111111111111'],
    ['a name', { names: ['dev-*', 'prod-*'] }, 'names prod-*'],
    ['the unit', { ous: ['ou-ab12-prodprod'] }, 'ous ou-ab12-prodprod'],
    ['a unit above it', { ous: ['ou-ab12-workload'] }, 'ous ou-ab12-workload'],
    ['the root', { ous: ['r-ab12'] }, 'ous r-ab12'],
    ['the path', { ous: ['/Workloads/Prod'] }, 'ous /Workloads/Prod'],
    ['a path above it', { ous: ['/Workloads/'] }, 'ous /Workloads/'],
    ['the root path', { ous: ['/'] }, 'ous /'],
    ['a tag', { tags: { env: 'prod' } }, 'tags env'],
    ['a tag with one of its values', { tags: { env: ['dev', 'prod'] } }, 'tags env'],
    ['a tag with any value', { tags: { env: '*' } }, 'tags env'],
    ['all of several tags', { tags: { env: 'prod', team: 'web' } }, 'tags env, team'],
    ['any of its entries', { account_ids: ['222222222222'], names: ['prod-*'] }, 'names prod-*'],
  ])('%s', (_, selection, entry) => {
    expect(leftOut({ include: selection }, ACCOUNT)).toBeUndefined();
    expect(leftOut({ exclude: selection }, ACCOUNT)).toEqual({
      status: 'skipped',
      code: 'excluded',
      reason: `Excluded by ${entry}.`,
    });
  });

  test.each<[string, Selection]>([
    ['another account id', { account_ids: ['222222222222'] }],
    ['a part of the name', { names: ['prod'] }],
    ['a name in another case', { names: ['PROD-*'] }],
    ['a unit elsewhere', { ous: ['ou-ab12-sandboxx'] }],
    ['a path that begins alike', { ous: ['/Work', '/Workloads/Pro'] }],
    ['a path below it', { ous: ['/Workloads/Prod/Web'] }],
    ['a tag of another value', { tags: { env: 'dev' } }],
    ['a tag it does not have', { tags: { cost: '*' } }],
    ['no tag at all', { tags: {} }],
    ['a tag of the prototype', { tags: { toString: '*' } }],
    ['only one of several tags', { tags: { env: 'prod', team: 'db' } }],
  ])('but not %s', (_, selection) => {
    expect(leftOut({ include: selection }, ACCOUNT)).toEqual(NOT_INCLUDED);
    expect(leftOut({ exclude: selection }, ACCOUNT)).toBeUndefined();
  });
});

test('a name, path or tag matches however its accents are spelled', () => {
  const [one, two] = ['Café'.normalize('NFC'), 'Café'.normalize('NFD')];
  expect(one).not.toBe(two);
  for (const [written, answered] of [
    [one, two],
    [two, one],
  ] as const) {
    const account = { ...ACCOUNT, name: answered, ouPath: `/${answered}/Prod`, tags: { team: answered } };
    for (const include of [
      { names: [`${written}*`] },
      { ous: [`/${written}`] },
      { tags: { team: written } },
    ]) {
      expect(leftOut({ include }, account)).toBeUndefined();
      expect(leftOut({ exclude: include }, account)?.code).toBe('excluded');
    }
  }
});

test('without filters every account is meant', () => {
  expect(leftOut({}, ACCOUNT)).toBeUndefined();
});

test('exclude wins over include', () => {
  const selection = { account_ids: [ACCOUNT.id] };
  expect(leftOut({ include: selection, exclude: selection }, ACCOUNT)).toMatchObject({ code: 'excluded' });
});

describe('what is not known of an account', () => {
  const bare: FilterAccount = {
    ...ACCOUNT,
    name: undefined,
    ouPath: undefined,
    ouIds: undefined,
    tags: undefined,
  };
  const again =
    'which the accounts list does not hold; run the accounts connection again, or filter by account_ids.';

  test.each<[string, Selection, string]>([
    [
      'tags',
      { tags: { env: 'prod' } },
      "the account's tags, which the accounts list does not hold; set tags: true in the accounts connection and run it again.",
    ],
    ['unit by id', { ous: ['ou-ab12-prodprod'] }, `the account's organizational unit, ${again}`],
    ['unit by path', { ous: ['/Workloads'] }, `the account's organizational unit, ${again}`],
    ['name', { names: ['prod-*'] }, `the account's name, ${again}`],
  ])('leaves it undecided where the options ask for its %s', (_, selection, asked) => {
    for (const option of ['include', 'exclude']) {
      expect(leftOut({ [option]: selection }, bare)).toEqual({
        status: 'failed',
        code: 'filter_undecided',
        reason: `The option ${option} asks for ${asked}`,
      });
    }
  });

  test('does not matter where another entry decides', () => {
    const selection = { account_ids: [bare.id], tags: { env: 'prod' } };
    expect(leftOut({ include: selection }, bare)).toBeUndefined();
    expect(leftOut({ exclude: selection }, bare)).toMatchObject({ code: 'excluded' });
  });

  test('does not matter for a root that all accounts are under only when the path is known', () => {
    expect(leftOut({ include: { ous: ['/'] } }, bare)).toMatchObject({ code: 'filter_undecided' });
  });

  test('is not the same as having none', () => {
    expect(leftOut({ include: { tags: { env: '*' } } }, { ...ACCOUNT, tags: {} })).toEqual(NOT_INCLUDED);
    expect(leftOut({ include: { ous: ['r-ab12'] } }, { ...ACCOUNT, ouIds: [] })).toEqual(NOT_INCLUDED);
  });
});

test('filters that a stranger has made long cost no other connection its time', () => {
  const many = (count: number, of: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => of(index));
  const filters: readonly Selection[] = [
    { names: many(500, (index) => `*?a?*${index}`) },
    { names: many(5_000, (index) => `team ${index}`) },
    { ous: many(5_000, (index) => `/Workloads/${index}`) },
    { tags: { env: many(5_000, String) } },
  ];
  const began = performance.now();
  for (const include of filters) {
    const filter = accountFilter({ include });
    const left = many(2_000, (index) => `account ${index} of the team aaaa`).map((name) =>
      filter({ ...ACCOUNT, name }),
    );
    expect(left).toEqual(left.map(() => NOT_INCLUDED));
  }
  expect(performance.now() - began).toBeLessThan(4_000);
});
