import { pickColumns } from '../load/view-columns.ts';
import type { View } from '../snowflake/ddl.ts';
import { literal } from '../snowflake/identifiers.ts';
import { COVERAGE, LEASES, UNITS } from './ledger-tables.ts';
import { ANY_REGION } from './units.ts';

const OF_ACCOUNT = 'PARTITION BY u.CONNECTION, u.COLLECTOR, u.ACCOUNT_ID';

/** The units that cannot be seen now, by tables that the loader may read. */
export const blindUnits: View = {
  name: 'CONNECTOR_BLIND_UNITS',
  comment:
    'Units that cannot be seen now, why, and since when. REGION * stands for all regions of the account.',
  columns: [
    ...pickColumns(UNITS.columns, ['CONNECTION', 'COLLECTOR', 'ACCOUNT_ID', 'REGION', 'ACCOUNT_NAME']),
    ...pickColumns(COVERAGE.columns, ['STATUS', 'CODE', 'REASON']),
    { name: 'SINCE', comment: 'First run that could not see it.' },
    {
      name: 'LAST_SEEN_AT',
      comment: 'Last run that could; NULL means never. What it saw is what views show.',
    },
    { name: 'RUN_ID', comment: 'Latest run that could not see it.' },
    { name: 'RUN_AT', comment: 'Start of that run.' },
  ],
  select: (name) =>
    'WITH lives AS (\n' +
    '  SELECT u.CONNECTION, u.COLLECTOR, u.ACCOUNT_ID, u.REGION, u.ACCOUNT_NAME, u.LATEST_STATUS, u.CODE, u.REASON,\n' +
    '    u.BLIND_SINCE, u.LAST_OK_AT, u.LATEST_RUN_ID, u.LATEST_AT,\n' +
    `    MAX(IFF(u.REGION = ${literal(ANY_REGION)}, u.LATEST_AT, NULL)) OVER (${OF_ACCOUNT}) AS REFUSED_AT,\n` +
    `    MAX(IFF(u.REGION = ${literal(ANY_REGION)}, NULL, u.LATEST_RUN_ID)) OVER (${OF_ACCOUNT}) AS ENTERED_RUN_ID\n` +
    `  FROM ${name(UNITS.name)} u\n` +
    `  LEFT JOIN ${name(LEASES.name)} e ON e.CONNECTION = u.CONNECTION\n` +
    // A connection that has ended is to see nothing.
    '  WHERE e.ENDED_AT IS NULL\n' +
    '), units AS (\n' +
    // What an administrator told of in the very run that was not let in is not out of sight.
    `  SELECT u.*, IFF(u.REGION = ${literal(ANY_REGION)}, MAX(IFF(u.LAST_OK_AT < u.REFUSED_AT, u.LAST_OK_AT, NULL)) OVER (${OF_ACCOUNT}), u.LAST_OK_AT) AS LAST_SEEN_AT\n` +
    '  FROM lives u\n' +
    ')\n' +
    'SELECT u.CONNECTION, u.COLLECTOR, u.ACCOUNT_ID, u.REGION, u.ACCOUNT_NAME, u.LATEST_STATUS AS STATUS, u.CODE, u.REASON,\n' +
    '  u.BLIND_SINCE AS SINCE, u.LAST_SEEN_AT, u.LATEST_RUN_ID AS RUN_ID, u.LATEST_AT AS RUN_AT\n' +
    'FROM units u\n' +
    "WHERE u.LATEST_STATUS IN ('denied', 'failed')\n" +
    // Once the account has been entered, be it by a narrowed run, its regions speak for themselves.
    `  AND (u.REGION <> ${literal(ANY_REGION)} OR u.ENTERED_RUN_ID IS NULL OR u.ENTERED_RUN_ID <= u.LATEST_RUN_ID)`,
};
