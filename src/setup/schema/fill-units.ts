import { runRow } from '../../ledger/ledger-rows.ts';
import { COMPRESSED_BYTES, RUNS, UNITS } from '../../ledger/ledger-tables.ts';
import { moveHistory } from '../../ledger/move-outcomes.ts';
import type { Database } from '../../snowflake/database.ts';
import { addColumn, createTable } from '../../snowflake/ddl.ts';
import { decodeRows } from '../../snowflake/decode.ts';
import { objectName, quoted } from '../../snowflake/identifiers.ts';

/** The column of CONNECTOR_RUNS that programs before version 3 publish with, those of version 3, and while we are filling. */
const BEFORE = 'BYTE_COUNT';
const FILLED_BEFORE = 'LOADED_BYTES';
const MEANWHILE = 'BYTE_COUNT_OF_AN_OLDER_SCHEMA';

/** The column that says that all is filled. */
export const FILLED = COMPRESSED_BYTES;

/**
 * Fills CONNECTOR_UNITS from the coverage of a schema before version 3, whose rows learn which runs were the truth, and gives how many statements that took. Run
 * after run, oldest first, by the statements that publish one: each is as long as its run is large, however many there
 * are, and a fill that was broken off goes on where it was. Most of it happens while older programs still publish;
 * then a renamed column keeps them, and newer ones, from that until all is filled. Then only newer ones go on.
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
  const fill = async () => {
    for (const runId of await unmerged(database)) {
      const moved = moveHistory(schema, runId);
      await session.transaction(moved, { about: 'setup' });
      statements += moved.length;
    }
  };
  if (runsColumns.has(FILLED_BEFORE)) {
    await rename(FILLED_BEFORE, FILLED.name);
    return statements;
  }
  await execute(createTable(schema, UNITS));
  const isRenamed = runsColumns.has(BEFORE) || runsColumns.has(MEANWHILE);
  if (runsColumns.has(BEFORE)) {
    await fill();
    await rename(BEFORE, MEANWHILE);
  }
  await fill();
  if (isRenamed) await rename(MEANWHILE, FILLED.name);
  else await execute(addColumn(schema, RUNS.name, FILLED));
  return statements;
}

/** The published runs that CONNECTOR_UNITS is not up to, oldest first. */
async function unmerged({ session, schema }: Database): Promise<readonly string[]> {
  const rows = await session.execute(
    `SELECT r.RUN_ID FROM ${objectName(schema, RUNS.name)} r LEFT JOIN ` +
      `(SELECT "CONNECTION", MAX(LATEST_RUN_ID) AS RUN_ID FROM ${objectName(schema, UNITS.name)} GROUP BY "CONNECTION") u ` +
      'ON u.CONNECTION = r.CONNECTION WHERE r.PUBLISHED_AT IS NOT NULL AND (u.RUN_ID IS NULL OR r.RUN_ID > u.RUN_ID) ' +
      'ORDER BY r.RUN_ID',
    { about: RUNS.name },
  );
  return decodeRows(rows, runRow.pick({ RUN_ID: true }), RUNS.name).map((row) => row.RUN_ID);
}
