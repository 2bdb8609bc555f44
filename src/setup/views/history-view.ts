import { COVERAGE } from '../../ledger/ledger-tables.ts';
import { pickColumns } from '../../load/view-columns.ts';
import type { View } from '../../snowflake/ddl.ts';

/** How far back the changes of each unit reach: whoever undoes them comes no further. */
export const historyView: View = {
  name: 'CONNECTOR_HISTORY',
  comment:
    'Of each unit since when its changes are kept without a gap: of a time before that nothing is known, be it that retention has deleted it or that nothing was read yet.',
  columns: [
    ...pickColumns(COVERAGE.columns, ['CONNECTION', 'COLLECTOR', 'ACCOUNT_ID', 'REGION']),
    {
      name: 'KEPT_SINCE',
      comment: 'Start of the first run whose finding is kept, as are all changes since; no row means none.',
    },
  ],
  select: (name) =>
    'SELECT c.CONNECTION, c.COLLECTOR, c.ACCOUNT_ID, c.REGION, COALESCE(\n' +
    // Rows that replaced none begin the chain, or retention is deleting what they replaced.
    '  MAX(IFF(c.CONCLUSIVE_RUN_ID = c.RUN_ID AND c.PREVIOUS_RUN_ID IS NULL, c.SNAPSHOT_AT, NULL)), MIN(c.SNAPSHOT_AT)) AS KEPT_SINCE\n' +
    `FROM ${name(COVERAGE.name)} c\n` +
    'WHERE c.CONCLUSIVE_RUN_ID IS NOT NULL\n' +
    'GROUP BY c.CONNECTION, c.COLLECTOR, c.ACCOUNT_ID, c.REGION',
};
