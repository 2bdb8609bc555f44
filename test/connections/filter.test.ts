import { describe, expect, test } from 'vitest';
import { type FilterAccount, leftOut } from '../../src/connections/filter.ts';
import type { Selection } from '../../src/connections/selection.ts';

const ACCOUNT: FilterAccount = {
  id: '111111111111',
  name: 'prod-web',
  ouPath: '/Workloads/Prod',
  ouIds: ['r-ab12', 'ou-ab12-workload', 'ou-ab12-prodprod'],
  tags: { env: 'prod', team: 'web' },
};

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
