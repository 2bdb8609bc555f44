import { runRow } from '../../ledger/ledger-rows.ts';
import { COMPRESSED_BYTES, RUNS, UNITS } from '../../ledger/ledger-tables.ts';
import { moveHistory } from '../../ledger/move-outcomes.ts';
import type { Database } from '../../snowflake/database.ts';
import { addColumn, createTable, dropTable } from '../../snowflake/ddl.ts';
import { decodeRows } from '../../snowflake/decode.ts';
import { objectName, quoted } from '../../snowflake/identifiers.ts';
import type { Table } from '../../table.ts';

/** The column that says that all is filled. */
export const FILLED = COMPRESSED_BYTES;

/** A schema of before: what its programs publish with, what that is called while it is filled, and what it is filled by. */
interface Before {
  readonly column: string;
  readonly meanwhile: string;
  readonly state: Table;
}

/**
 * Schemas that are to be filled. Of version 3 CONNECTOR_UNITS is up to date, and its coverage does not say which runs were
 * the truth: to find that out a table of its own is filled, and dropped when nothing asks for it any more.
 */
const BEFORE: readonly Before[] = [
  { column: 'BYTE_COUNT', meanwhile: 'BYTE_COUNT_OF_AN_OLDER_SCHEMA', state: UNITS },
  {
    column: 'LOADED_BYTES',
    meanwhile: 'LOADED_BYTES_OF_AN_OLDER_SCHEMA',
    state: { ...UNITS, name: 'CONNECTOR_UNITS_OF_AN_OLDER_SCHEMA' },
  },
];

/**
 * Fills CONNECTOR_UNITS from the coverage of a schema before version 3, and has the rows of coverage before version 4 learn
 * which runs were the truth; gives how many statements that took. Run after run, oldest first, by the statements that
 * publish one: each is as long as its run is large, however many there are, and a fill that was broken off goes on where
 * it was. Most of it happens while older programs still publish; then a renamed column keeps them, and newer ones, from
 * that until all is filled. Then only newer ones go on.
 */
export async function fillUnits(
  database: Database,
  runsColumns: ReadonlySet<string> | undefined,
): Promise<number> {
  if (!runsColumns || runsColumns.has(FILLED.name)) return 0;
  const { session, schema } = database;
  let statements = 0;
  const execute = async (sql: string) => {
    await session.execute(sql, { about: 'setup' });
    statements += 1;
  };
  const rename = (from: string, to: string) =>
    execute(`ALTER TABLE ${objectName(schema, RUNS.name)} RENAME COLUMN ${quoted(from)} TO ${quoted(to)}`);
  const before = BEFORE.find(
    ({ column, meanwhile }) => runsColumns.has(column) || runsColumns.has(meanwhile),
  );
  const { column, meanwhile, state } = before ?? { column: '', meanwhile: '', state: UNITS };
  const fill = async () => {
    for (const runId of await unmerged(database, state)) {
      const moved = moveHistory(schema, runId, state.name);
      await session.transaction(moved, { about: 'setup' });
      statements += moved.length;
    }
  };
  await execute(createTable(schema, state));
  if (runsColumns.has(column)) {
    await fill();
    await rename(column, meanwhile);
  }
  await fill();
  // Before what says that it is not needed any more: whoever is broken off here fills it once more.
  if (state !== UNITS) await execute(dropTable(schema, state.name));
  if (before) await rename(meanwhile, FILLED.name);
  else await execute(addColumn(schema, RUNS.name, FILLED));
  return statements;
}

/** The published runs that the table is not up to, oldest first. */
async function unmerged({ session, schema }: Database, state: Table): Promise<readonly string[]> {
  const rows = await session.execute(
    `SELECT r.RUN_ID FROM ${objectName(schema, RUNS.name)} r LEFT JOIN ` +
      `(SELECT "CONNECTION", MAX(LATEST_RUN_ID) AS RUN_ID FROM ${objectName(schema, state.name)} GROUP BY "CONNECTION") u ` +
      'ON u.CONNECTION = r.CONNECTION WHERE r.PUBLISHED_AT IS NOT NULL AND (u.RUN_ID IS NULL OR r.RUN_ID > u.RUN_ID) ' +
      'ORDER BY r.RUN_ID',
    { about: RUNS.name },
  );
  return decodeRows(rows, runRow.pick({ RUN_ID: true }), RUNS.name).map((row) => row.RUN_ID);
}
