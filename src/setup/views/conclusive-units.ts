import { COVERAGE } from '../../ledger/ledger-tables.ts';
import { pickColumns } from '../../load/view-columns.ts';
import type { View } from '../../snowflake/ddl.ts';

/** Sources of changes and events. */
export const CONCLUSIVE_UNITS = 'CONNECTOR_CONCLUSIVE_UNITS';

/** A run that was not published is not among them, nor one of which not all of a unit could be loaded. */
export const conclusiveUnits: View = {
  name: CONCLUSIVE_UNITS,
  comment:
    'Every time that the rows of a unit changed: the run that landed them, or found none any more, and that whose rows they replaced.',
  columns: [
    ...pickColumns(COVERAGE.columns, [
      'CONNECTION',
      'COLLECTOR',
      'ACCOUNT_ID',
      'REGION',
      'RUN_ID',
      'SNAPSHOT_AT',
    ]),
    { name: 'STATUS', comment: 'What the run found: ok, absent or skipped.' },
    ...pickColumns(COVERAGE.columns, ['PREVIOUS_RUN_ID']),
  ],
  select: (name) =>
    'SELECT c.CONNECTION, c.COLLECTOR, c.ACCOUNT_ID, c.REGION, c.RUN_ID, c.SNAPSHOT_AT, c.STATUS, c.PREVIOUS_RUN_ID\n' +
    `FROM ${name(COVERAGE.name)} c\n` +
    'WHERE c.CONCLUSIVE_RUN_ID = c.RUN_ID',
};
