import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountFilter } from '../../../../src/connections/filter.ts';
import type { Account, World } from '../../../sandbox/aws/contract.ts';
import { collectors, type Reader, type ReadOptions, startReader } from '../../reader.ts';

let reader: Reader;
beforeEach(async () => {
  reader = await startReader({ accounts: 21 });
  pruneTo(reader.world, 6);
});
afterEach(() => reader[Symbol.asyncDispose]());

const readList = (options: ReadOptions = {}) =>
  reader.readOrganization(reader.access(), { collectors: collectors('organizations.accounts'), ...options });

async function readAccounts(accountTags = false) {
  reader.aws.resetMetrics();
  const outcome = await readList({ accountTags });
  expect(outcome.units).toMatchObject([
    { collector: 'organizations.accounts', status: 'ok', region: 'global' },
  ]);
  return outcome.rows.get('AWS_ACCOUNTS') ?? [];
}

const calls = () => reader.aws.metrics.byAccountAction(reader.world.managementAccountId);

test('every account is listed, with its place in the tree', async () => {
  const rows = await readAccounts();
  expect(rows).toHaveLength(21);
  const depths = new Set<number>();
  for (const account of reader.world.accounts.values()) {
    const { names, ids } = placeOf(reader.world, account);
    depths.add(ids.length);
    const row = rows.find((each) => each.MEMBER_ACCOUNT_ID === account.id);
    expect(row).toMatchObject({
      ACCOUNT_ID: reader.world.managementAccountId,
      RESOURCE_ID: account.id,
      NAME: account.name,
      STATE: account.state,
      PARENT_ID: account.parentId,
      OU_PATH: `/${names.join('/')}`,
      OU_IDS: ids,
      ORGANIZATION_ID: reader.world.organizationId,
      MANAGEMENT_ACCOUNT_ID: reader.world.managementAccountId,
    });
    expect(row).not.toHaveProperty('TAGS');
  }
  // In the root, in a unit and in a unit of a unit.
  expect(depths.size).toBeGreaterThan(2);
});

test('a path has one spelling, however AWS was given the name', async () => {
  const unit = [...reader.world.organizationalUnits.values()].find(
    ({ parentId }) => parentId === reader.world.rootId,
  );
  if (!unit) throw new Error('the tree is too small');
  unit.name = 'Cafe\u0301';
  const { rows } = await readList();
  const found = (rows.get('AWS_ORGANIZATIONAL_UNITS') ?? []).find(({ UNIT_ID }) => UNIT_ID === unit.id);
  expect(found).toMatchObject({ OU_PATH: '/Caf\u00e9', NAME: 'Cafe\u0301' });
  const paths = (rows.get('AWS_ACCOUNTS') ?? []).map(({ OU_PATH }) => String(OU_PATH));
  expect(paths.filter((path) => path.normalize('NFC') !== path)).toEqual([]);
  expect(paths.some((path) => path.startsWith('/Caf\u00e9'))).toBe(true);
});

test('a slash in the name of a unit is no step of a path', async () => {
  const tops = [...reader.world.organizationalUnits.values()].filter(
    ({ parentId }) => parentId === reader.world.rootId,
  );
  const [slash, plain, percent] = tops;
  if (!slash || !plain || !percent) throw new Error('the tree is too small');
  [slash.name, plain.name, percent.name] = ['CI/CD', 'CI', 'CI%2FCD'];
  const { units, rows } = await readList();
  expect(units).toMatchObject([{ status: 'ok' }]);
  const paths = new Map(
    (rows.get('AWS_ORGANIZATIONAL_UNITS') ?? []).map(({ UNIT_ID, OU_PATH }) => [UNIT_ID, OU_PATH]),
  );
  expect([slash, plain, percent].map(({ id }) => paths.get(id))).toEqual(['/CI%2FCD', '/CI', '/CI%252FCD']);
  const accounts = rows.get('AWS_ACCOUNTS') ?? [];
  for (const [path, unit] of [
    ['/CI', plain],
    ['/CI%2FCD', slash],
    ['/CI%252FCD', percent],
  ] as const) {
    const meant = accounts.filter(
      ({ MEMBER_ACCOUNT_ID, OU_PATH, OU_IDS }) =>
        accountFilter({ include: { ous: [path] } })({
          id: String(MEMBER_ACCOUNT_ID),
          name: undefined,
          ouPath: OU_PATH as string,
          ouIds: OU_IDS as string[],
          tags: undefined,
        }) === undefined,
    );
    const inside = accounts.filter(({ OU_IDS }) => (OU_IDS as string[]).includes(unit.id));
    expect(inside.length).toBeGreaterThan(0);
    expect(meant).toEqual(inside);
  }
});

test('an answer without paths and states gives the same places, by a walk over the tree', async () => {
  const places = (rows: Awaited<ReturnType<typeof readAccounts>>) =>
    rows.map((row) => [row.MEMBER_ACCOUNT_ID, row.PARENT_ID, row.OU_PATH, row.OU_IDS]);
  const withPaths = places(await readAccounts());
  reader.world.accountShape = 'status-only';
  const rows = await readAccounts();
  expect(rows[0]?.RAW).not.toHaveProperty('Paths');
  expect(rows[0]?.RAW).not.toHaveProperty('State');
  expect(places(rows)).toEqual(withPaths);
  for (const row of rows) expect(row.STATE).toBe(row.STATUS);
  const nodes = reader.world.organizationalUnits.size + 1;
  expect(calls()['organizations:ListAccountsForParent']).toBeGreaterThanOrEqual(nodes);
});

test('the units come with them, from the same walk', async () => {
  const { rows } = await readList();
  const units = rows.get('AWS_ORGANIZATIONAL_UNITS') ?? [];
  const { world } = reader;
  expect(units.map((unit) => unit.UNIT_ID)).toEqual(
    expect.arrayContaining([world.rootId, ...world.organizationalUnits.keys()]),
  );
  expect(units).toHaveLength(world.organizationalUnits.size + 1);
  expect(units[0]).toMatchObject({ UNIT_ID: world.rootId, OU_PATH: '/', DEPTH: 0, OU_IDS: [world.rootId] });
  for (const unit of world.organizationalUnits.values()) {
    const above = units.find((each) => each.UNIT_ID === unit.parentId);
    const row = units.find((each) => each.UNIT_ID === unit.id);
    expect(row).toMatchObject({
      NAME: unit.name,
      PARENT_ID: unit.parentId,
      OU_IDS: [above?.OU_IDS, unit.id].flat(),
      DEPTH: Number(above?.DEPTH) + 1,
    });
    expect(units.indexOf(row ?? {})).toBeGreaterThan(units.indexOf(above ?? {}));
  }
});

test('it takes one call per twenty accounts and one per node of the tree', async () => {
  await readAccounts();
  expect(calls()).toEqual({
    'organizations:ListAccounts': 2,
    'organizations:ListRoots': 1,
    'organizations:ListOrganizationalUnitsForParent': reader.world.organizationalUnits.size + 1,
  });
});

test('tags are read where they are asked for, at one call per account more', async () => {
  const rows = await readAccounts(true);
  expect(calls()['organizations:ListTagsForResource']).toBe(21);
  const tags = [...reader.world.accounts.values()].map((account) => account.tags);
  expect(tags.some((own) => own.length > 0)).toBe(true);
  for (const account of reader.world.accounts.values()) {
    const row = rows.find((each) => each.MEMBER_ACCOUNT_ID === account.id);
    expect(row?.TAGS).toEqual(Object.fromEntries(account.tags.map(({ Key, Value }) => [Key, Value])));
  }
});

test('a tag may have any key', async () => {
  reader.member.tags = ['__proto__', 'constructor', 'a.b:c/d=e+f-g@h', '日本'].map((Key) => ({
    Key,
    Value: 'v',
  }));
  const rows = await readAccounts(true);
  const row = rows.find((each) => each.MEMBER_ACCOUNT_ID === reader.member.id);
  expect(Object.keys(row?.TAGS ?? {})).toEqual(reader.member.tags.map(({ Key }) => Key));
});

test('accounts and units of the same name stay apart', async () => {
  const [first, second] = reader.members;
  if (!first || !second) throw new Error('two members are needed');
  first.name = 'Same name';
  second.name = 'Same name';
  for (const unit of reader.world.organizationalUnits.values()) unit.name = 'Same unit';
  const rows = await readAccounts();
  const same = rows.filter((row) => row.NAME === 'Same name');
  const places = Object.fromEntries(same.map((row) => [row.MEMBER_ACCOUNT_ID, row.PARENT_ID]));
  expect(places).toEqual({ [first.id]: first.parentId, [second.id]: second.parentId });
});

test('a name that no Unicode text could be is mended', async () => {
  reader.member.name = 'Odd\ud800\0name';
  const rows = await readAccounts();
  const row = rows.find((each) => each.MEMBER_ACCOUNT_ID === reader.member.id);
  expect(row?.NAME).toBe('Odd\u{FFFD}\u{FFFD}name');
  expect(row?.RAW).toMatchObject({ Name: 'Odd\u{FFFD}\u{FFFD}name' });
});

describe('an answer without its list is no organization without accounts', () => {
  test.each(['ListAccounts', 'ListRoots', 'ListOrganizationalUnitsForParent'])('%s', async (operation) => {
    reader.aws.faults.add({ match: { operation }, action: 'malformed-body' });
    const { units } = await readList();
    expect(units).toMatchObject([{ status: 'failed', rows: 0 }]);
    expect(units[0]?.reason).toBeTruthy();
  });
});

describe('an action that only some reads need', () => {
  test.each([
    ['organizations:ListTagsForResource', { accountTags: true }, 'state'],
    ['organizations:ListAccountsForParent', { accountTags: false }, 'status-only'],
  ] as const)('%s', async (action, options, shape) => {
    forbid(reader.world, action);
    const without = await readList();
    expect(without.units).toMatchObject([{ status: 'ok' }]);
    reader.world.accountShape = shape;
    const withIt = await readList(options);
    expect(withIt.units).toMatchObject([{ status: 'denied', code: 'AccessDeniedException' }]);
    expect(withIt.units[0]?.reason).toContain(action);
  });
});

test.each([
  'organizations:ListAccounts',
  'organizations:ListRoots',
  'organizations:ListOrganizationalUnitsForParent',
])('without %s the list is denied', async (action) => {
  forbid(reader.world, action);
  const { units } = await readList();
  expect(units).toMatchObject([{ status: 'denied', code: 'AccessDeniedException' }]);
  expect(units[0]?.reason).toContain(action);
});

function forbid(world: World, action: string): void {
  const roleName = world.entry.organizationRoleArn.split('/').at(-1) ?? '';
  world.accounts.get(world.managementAccountId)?.changeIam((iam) => {
    iam.roles.get(roleName)?.inlinePolicies.push({
      PolicyName: 'forbid',
      Document: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Action: action, Resource: '*' }],
      },
    });
  });
}

/** Takes away units that hold no others: a call for each would only make the tests wait for our own pace. */
function pruneTo(world: World, count: number): void {
  const units = world.organizationalUnits;
  for (const unit of [...units.values()].reverse()) {
    if (units.size === count) return;
    if ([...units.values()].some(({ parentId }) => parentId === unit.id)) continue;
    units.delete(unit.id);
    for (const account of world.accounts.values()) {
      if (account.parentId === unit.id) account.parentId = unit.parentId;
    }
  }
}

function placeOf(world: World, account: Account): { names: string[]; ids: string[] } {
  const names: string[] = [];
  const ids: string[] = [];
  let id = account.parentId;
  for (let unit = world.organizationalUnits.get(id); unit; unit = world.organizationalUnits.get(id)) {
    names.unshift(unit.name);
    ids.unshift(unit.id);
    id = unit.parentId;
  }
  return { names, ids: [id, ...ids] };
}
