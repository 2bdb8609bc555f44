import { OU_PATH_DOC } from '../../aws/catalogue/organizations/tree.ts';
import type { View } from '../../snowflake/ddl.ts';
import { literal } from '../../snowflake/identifiers.ts';

const EVENTS = [
  ['JOINED', "CHANGE = 'ADDED'", 'NULL', 'RAW:OuPath::STRING'],
  ['LEFT', "CHANGE = 'REMOVED'", 'PREVIOUS_RAW:OuPath::STRING', 'NULL'],
  [
    'MOVED',
    "CHANGE = 'MODIFIED' AND RAW:ParentId::STRING <> PREVIOUS_RAW:ParentId::STRING",
    'PREVIOUS_RAW:OuPath::STRING',
    'RAW:OuPath::STRING',
  ],
  [
    'RENAMED',
    "CHANGE = 'MODIFIED' AND RAW:Name::STRING <> PREVIOUS_RAW:Name::STRING",
    'PREVIOUS_RAW:Name::STRING',
    'RAW:Name::STRING',
  ],
  [
    'STATE_CHANGED',
    "CHANGE = 'MODIFIED' AND COALESCE(RAW:State, RAW:Status)::STRING <> COALESCE(PREVIOUS_RAW:State, PREVIOUS_RAW:Status)::STRING",
    'COALESCE(PREVIOUS_RAW:State, PREVIOUS_RAW:Status)::STRING',
    'COALESCE(RAW:State, RAW:Status)::STRING',
  ],
] as const;

/** Events of accounts, in words: one row per account and event, so that a move with a rename is two. */
const accountEvents: View = {
  name: 'AWS_ACCOUNTS_EVENTS',
  comment:
    'Accounts that joined or left the organization, moved between units, or got another name or state.',
  columns: [
    { name: 'CONNECTION', comment: 'Connection that read the list.' },
    { name: 'ACCOUNT_ID', comment: 'Account id, twelve digits.' },
    { name: 'MEMBER_ACCOUNT_ID', comment: 'The same as ACCOUNT_ID.' },
    { name: 'NAME', comment: 'Account name, the last one of an account that left.' },
    { name: 'EVENT', comment: `${EVENTS.map(([event]) => event).join(', ')}.` },
    { name: 'BEFORE', comment: 'Unit path, name or state before; NULL when it joined.' },
    { name: 'AFTER', comment: 'Unit path, name or state since; NULL when it left.' },
    { name: 'FOUND_AT', comment: 'Start of the run that found it.' },
    { name: 'RUN_ID', comment: 'Run that found it.' },
    { name: 'PREVIOUS_RUN_ID', comment: 'Run that last found it as it was before.' },
  ],
  select: (name) =>
    EVENTS.map(
      ([event, condition, before, after]) =>
        'SELECT CONNECTION, ACCOUNT_ID, ACCOUNT_ID AS MEMBER_ACCOUNT_ID,\n' +
        `  COALESCE(RAW:Name, PREVIOUS_RAW:Name)::STRING AS NAME, ${literal(event)} AS EVENT,\n` +
        `  ${before} AS BEFORE, ${after} AS AFTER,\n` +
        '  CHANGED_AT AS FOUND_AT, RUN_ID, PREVIOUS_RUN_ID\n' +
        `FROM ${name('AWS_ACCOUNTS_CHANGES')}\n` +
        `WHERE ${condition}`,
    ).join('\nUNION ALL\n'),
};

/** The tree with what is in it. */
const unitTree: View = {
  name: 'AWS_ORGANIZATIONAL_UNIT_TREE',
  comment:
    'The root and the organizational units with depth and numbers of accounts; order by OU_PATH to see the tree.',
  columns: [
    { name: 'CONNECTION', comment: 'Connection that read the tree.' },
    { name: 'UNIT_ID', comment: 'Id, which begins with ou- or r-.' },
    { name: 'NAME', comment: 'Name of the unit.' },
    { name: 'PARENT_ID', comment: 'Id of the unit or root above it; NULL for the root.' },
    { name: 'OU_PATH', comment: OU_PATH_DOC },
    { name: 'DEPTH', comment: 'How many levels below the root; 0 is the root.' },
    { name: 'UNITS', comment: 'Units directly in it.' },
    { name: 'ACCOUNTS', comment: 'Accounts directly in it.' },
    { name: 'ACCOUNTS_BELOW', comment: 'Accounts in it and in all units below it.' },
  ],
  select: (name) =>
    'WITH accounts AS (\n' +
    '  SELECT a.CONNECTION, a.SOURCE_ACCOUNT_ID AS ACCOUNT_ID, i.VALUE::STRING AS UNIT_ID, IFF(a.PARENT_ID = i.VALUE::STRING, 1, 0) AS IS_DIRECT\n' +
    `  FROM ${name('AWS_ACCOUNTS')} a, LATERAL FLATTEN(input => a.OU_IDS) i\n` +
    '), accounts_in AS (\n' +
    '  SELECT CONNECTION, ACCOUNT_ID, UNIT_ID, SUM(IS_DIRECT) AS ACCOUNTS, COUNT(*) AS ACCOUNTS_BELOW\n' +
    '  FROM accounts GROUP BY CONNECTION, ACCOUNT_ID, UNIT_ID\n' +
    '), units_in AS (\n' +
    '  SELECT CONNECTION, ACCOUNT_ID, PARENT_ID, COUNT(*) AS UNITS\n' +
    `  FROM ${name('AWS_ORGANIZATIONAL_UNITS')} WHERE PARENT_ID IS NOT NULL\n` +
    '  GROUP BY CONNECTION, ACCOUNT_ID, PARENT_ID\n' +
    ')\n' +
    'SELECT o.CONNECTION, o.UNIT_ID, o.NAME, o.PARENT_ID, o.OU_PATH, o.DEPTH, COALESCE(u.UNITS, 0) AS UNITS,\n' +
    '  COALESCE(a.ACCOUNTS, 0) AS ACCOUNTS, COALESCE(a.ACCOUNTS_BELOW, 0) AS ACCOUNTS_BELOW\n' +
    `FROM ${name('AWS_ORGANIZATIONAL_UNITS')} o\n` +
    'LEFT JOIN accounts_in a ON a.CONNECTION = o.CONNECTION AND a.ACCOUNT_ID = o.ACCOUNT_ID AND a.UNIT_ID = o.UNIT_ID\n' +
    'LEFT JOIN units_in u ON u.CONNECTION = o.CONNECTION AND u.ACCOUNT_ID = o.ACCOUNT_ID AND u.PARENT_ID = o.UNIT_ID',
};

/** Views over the tables of an organization, in an order in which each can be made. */
export const ORGANIZATION_VIEWS: readonly View[] = [accountEvents, unitTree];
