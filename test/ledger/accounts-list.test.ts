import { describe, expect, test } from 'vitest';
import { readAccountsList } from '../../src/ledger/accounts-list.ts';
import { recordingSession, SCHEMA } from '../snowflake/recording-session.ts';

const TABLE = { database: 'SNOWALERT', schema: 'DATA', name: 'A_CONNECTION' };

const ROW = {
  ACCOUNT_ID: '111111111111',
  ACCOUNT_ALIAS: 'one',
  STATUS: 'SUSPENDED',
  STATE: null,
  OU_PATH: '/a',
  OU_IDS: ['r-1', 'ou-1'],
  TAGS: { team: 'ops' },
  LEFT_OUT: null,
  ORGANIZATION_ID: 'o-1',
};

/** What the list is where its table holds these rows. */
async function listOf(...rows: readonly Readonly<Record<string, unknown>>[]) {
  const columns = Object.keys(rows[0] ?? ROW);
  const { session } = await recordingSession((sql) => {
    if (sql.startsWith('DESCRIBE TABLE')) return columns.map((name) => ({ name }));
    if (sql.includes('WHOLE_RUN_ID'))
      return [{ WHOLE_RUN_ID: 'r1', RUN_ID: 'r1', STATUS: 'ok', ERROR: null }];
    return rows;
  });
  return readAccountsList({ session, schema: SCHEMA }, TABLE);
}

test('an account is what its row says, and NULL is not known', async () => {
  const { accounts } = await listOf(ROW, { ...ROW, ACCOUNT_ID: '222222222222', OU_IDS: null, TAGS: null });
  const one = {
    id: '111111111111',
    name: 'one',
    state: 'SUSPENDED',
    ouPath: '/a',
    ouIds: ['r-1', 'ou-1'],
    tags: { team: 'ops' },
    leftOut: undefined,
  };
  expect(accounts).toEqual([one, { ...one, id: '222222222222', ouIds: undefined, tags: undefined }]);
});

test('a table that SnowAlert made says what it can', async () => {
  const { accounts } = await listOf({ ACCOUNT_ID: '111111111111', ACCOUNT_ALIAS: null, STATUS: 'ACTIVE' });
  expect(accounts).toMatchObject([{ id: '111111111111', name: undefined, state: 'ACTIVE', tags: undefined }]);
});

describe('a list is refused whole where a row of it holds', () => {
  test.each([
    ['ACCOUNT_ID', '1:role/evil', 'holds "1:role/evil", which is no account id'],
    ['ACCOUNT_ID', '../../etc', 'which is no account id'],
    ['ACCOUNT_ID', '１１１１１１１１１１１１', 'which is no account id'],
    ['ACCOUNT_ID', '111111111111\n', 'which is no account id'],
    ['ACCOUNT_ID', 111111111111, 'which is no account id'],
    ['ACCOUNT_ID', null, 'holds null, which is no account id'],
    ['OU_IDS', 'r-1', 'holds "r-1", which is no OU_IDS'],
    ['OU_IDS', [{ id: 'r-1' }], 'which is no OU_IDS'],
    ['TAGS', ['team'], 'which is no TAGS'],
    ['TAGS', { team: { $ne: 1 } }, 'which is no TAGS'],
    ['TAGS', 'team=ops', 'which is no TAGS'],
    ['ORGANIZATION_ID', 'o-2', 'names several organizations (o-1, o-2)'],
    ['ORGANIZATION_ID', null, 'names several organizations (o-1, none)'],
  ])('%s %j', async (column, value, message) => {
    await expect(listOf(ROW, { ...ROW, ACCOUNT_ID: '222222222222', [column]: value })).rejects.toMatchObject({
      kind: 'config',
      where: TABLE.name,
      message: expect.stringContaining(message),
    });
  });
});
