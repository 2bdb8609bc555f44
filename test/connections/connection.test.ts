import { describe, expect, test } from 'vitest';
import {
  accountsConnection,
  accountsTable,
  findConnection,
  isConnectionName,
} from '../../src/connections/connection.ts';
import { readConnection } from '../../src/connectors/index.ts';
import { describeError } from '../../src/errors.ts';

test.each([
  ['AWS_X_CONNECTION', true],
  ['_CONNECTION', true],
  ['A$1_CONNECTION', true],
  ['AWS_X', false],
  ['aws_x_connection', false],
  ['AWS X_CONNECTION', false],
  ['DATA.AWS_X_CONNECTION', false],
  ['1X_CONNECTION', false],
  ['AWS_X_CONNECTION_OLD', false],
])('%s is the name of a connection: %s', (name, is) => {
  expect(isConnectionName(name)).toBe(is);
});

describe('a connection is found', () => {
  const KNOWN = ['AWS_ACCOUNTS_CONNECTION', 'AWS_INVENTORY_CONNECTION'];
  const tables = (names: readonly string[]) => names.map((name) => ({ name }));

  test.each(['AWS_ACCOUNTS_CONNECTION', 'aws_accounts_connection', 'aws_accounts', 'data.Aws_Accounts'])(
    'by %s',
    (meant) => {
      expect(findConnection(meant, tables(KNOWN)).name).toBe('AWS_ACCOUNTS_CONNECTION');
    },
  );

  test.each<[string, readonly string[], string]>([
    [
      'aws_acounts',
      KNOWN,
      'there is no connection AWS_ACOUNTS_CONNECTION\n  fix: use AWS_ACCOUNTS_CONNECTION',
    ],
    [
      'okta',
      KNOWN,
      'there is no connection OKTA_CONNECTION\n  fix: use one of AWS_ACCOUNTS_CONNECTION, AWS_INVENTORY_CONNECTION',
    ],
    [
      'okta',
      [],
      'there is no connection OKTA_CONNECTION\n  fix: create one with `snowcensus connections add`',
    ],
  ])('or %s is refused with what there is', (meant, known, message) => {
    let described = '';
    try {
      findConnection(meant, tables(known));
    } catch (error) {
      described = describeError(error);
    }
    expect(described).toBe(message);
  });
});

test.each([
  [
    'aws_accounts_default_connection',
    { database: 'DB', schema: 'DATA', name: 'AWS_ACCOUNTS_DEFAULT_CONNECTION' },
  ],
  ['AWS_ACCOUNTS_DEFAULT', { database: 'DB', schema: 'DATA', name: 'AWS_ACCOUNTS_DEFAULT_CONNECTION' }],
  ['old.accounts_connection', { database: 'DB', schema: 'OLD', name: 'ACCOUNTS_CONNECTION' }],
  [
    'snowalert.data.accounts_connection',
    { database: 'SNOWALERT', schema: 'DATA', name: 'ACCOUNTS_CONNECTION' },
  ],
])('accounts_connection_name %s means a table', (reference, table) => {
  expect(accountsTable(reference, { database: 'DB', schema: 'DATA' })).toEqual(table);
});

test.each([
  ['ACCOUNTS', 'ACCOUNTS_CONNECTION'],
  ['db.data.accounts', 'ACCOUNTS_CONNECTION'],
  ['OLD.ACCOUNTS', undefined],
])('the list that %s means is of the connection %s beside it', (reference, name) => {
  const comment = `module: aws_inventory\naccounts_connection_name: ${reference}\ndestination_role_name: reader\n`;
  const read = readConnection({ name: 'X_CONNECTION', comment });
  if (!read.ok) throw read.error;
  expect(accountsConnection(read.connection, { database: 'DB', schema: 'DATA' })).toBe(name);
});
