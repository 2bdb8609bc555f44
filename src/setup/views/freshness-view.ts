import { unitsView } from '../../detections/units-view.ts';
import { LEASES, UNITS } from '../../ledger/ledger-tables.ts';
import type { View } from '../../snowflake/ddl.ts';
import { literal } from '../../snowflake/identifiers.ts';
import type { CollectedTable } from './blind-rows.ts';

/**
 * Freshness of every table by account and region: the one LEFT JOIN by which a question tells "nothing" from "not
 * seen". Tables with the same rows for every account are not in it, for their rows are of no one account.
 */
export function freshnessView(tables: readonly CollectedTable[]): View {
  const filled = tables.filter(({ entry }) => entry.kind !== 'reference');
  return {
    name: 'CONNECTOR_FRESHNESS',
    comment:
      'When each table was last read of each account and region, and since when and why it cannot be read now: join it to tell no rows from not seen.',
    columns: [
      { name: 'TABLE_NAME', comment: 'View of the current state or of events, such as AWS_EC2_INSTANCES.' },
      { name: 'COLLECTOR', comment: 'Collector that fills it.' },
      { name: 'ACCOUNT_ID', comment: 'Account.' },
      { name: 'ACCOUNT_NAME', comment: 'Name of the account.' },
      {
        name: 'REGION',
        comment:
          'Region; global for account scope; * where no region of the account is known, or only what an administrator told of.',
      },
      {
        name: 'STATE',
        comment:
          'seen: read whole; partly: read, but ROWS_BLIND of its rows lack something; told: read whole, but by its administrator alone, for the account lets nobody in; blind: cannot be read now; out: left out by options, or cannot hold anything.',
      },
      {
        name: 'SEEN_AT',
        comment: 'Start of the run that last read it: its rows are of then; NULL means never.',
      },
      {
        name: 'BLIND_SINCE',
        comment: 'First run that could not read it, or not ask the account; NULL where the last one could.',
      },
      {
        name: 'WHY',
        comment:
          'Why it cannot be read, or why the account itself was not asked, in AWS’s own words where AWS said it.',
      },
      { name: 'ROWS_BLIND', comment: 'Rows whose BLIND_TO says what is missing; 0 for none.' },
    ],
    select: (name) =>
      'WITH tables AS (\n' +
      '  SELECT COLLECTOR, TABLE_NAME FROM (VALUES\n' +
      `    ${filled.map(({ collector, entry }) => `(${literal(collector.name)}, ${literal(entry.name)})`).join(',\n    ')}\n` +
      '  ) AS t (COLLECTOR, TABLE_NAME)\n' +
      '), parts AS (\n' +
      '  SELECT u.COLLECTOR, u.ACCOUNT_ID, u.REGION, MAX(u.ACCOUNT_NAME) AS ACCOUNT_NAME,\n' +
      "    MAX(IFF(u.CONCLUSIVE_STATUS = 'ok', COALESCE(u.ROWS_BLIND, 0), 0)) AS ROWS_BLIND\n" +
      `  FROM ${name(UNITS.name)} u\n` +
      `  LEFT JOIN ${name(LEASES.name)} l ON l.CONNECTION = u.CONNECTION\n` +
      '  WHERE l.ENDED_AT IS NULL\n' +
      '  GROUP BY u.COLLECTOR, u.ACCOUNT_ID, u.REGION\n' +
      `), units AS (\n${unitsView({ tables: name, detections: name }).select(name)}\n)\n` +
      'SELECT t.TABLE_NAME, u.COLLECTOR, u.ACCOUNT_ID, p.ACCOUNT_NAME, u.REGION,\n' +
      "  IFF(u.STATE = 'seen' AND p.ROWS_BLIND > 0, 'partly', u.STATE) AS STATE,\n" +
      '  u.OBSERVED_AT AS SEEN_AT, u.SINCE AS BLIND_SINCE, u.REASON AS WHY, COALESCE(p.ROWS_BLIND, 0) AS ROWS_BLIND\n' +
      'FROM units u\n' +
      'JOIN tables t ON t.COLLECTOR = u.COLLECTOR\n' +
      'LEFT JOIN parts p ON p.COLLECTOR = u.COLLECTOR AND p.ACCOUNT_ID = u.ACCOUNT_ID AND p.REGION = u.REGION',
  };
}
