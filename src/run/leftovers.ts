import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from '../connections/connection.ts';
import { connectorOf } from '../connectors/index.ts';
import { Lease } from '../ledger/lease/lease.ts';
import { LeaseStatements } from '../ledger/lease/lease-statements.ts';
import { NotRun } from '../ledger/lease/not-run.ts';
import { runRow } from '../ledger/ledger-rows.ts';
import { RUNS } from '../ledger/ledger-tables.ts';
import { newRunId, RUN_ID } from '../ledger/run-id.ts';
import type { Database } from '../snowflake/database.ts';
import { decodeRows } from '../snowflake/decode.ts';
import { objectName } from '../snowflake/identifiers.ts';
import { listStaged, removeStaged } from '../snowflake/stage.ts';
import { desertedRuns, recover, recoveryOf, runsOnDisk } from './recover.ts';
import type { RunEnvironment } from './run-request.ts';

/** Part of a run's environment that clearing up takes. */
export type Clearing = Pick<RunEnvironment, 'database' | 'settings' | 'worker' | 'log'>;

/**
 * Clears up after runs whose process died: those that nobody holds a lease for are marked aborted, and what no run in the
 * ledger still owns goes from stage and disk. Gives how many runs were marked.
 */
export async function clearLeftovers(
  clearing: Clearing,
  connections: readonly Connection[],
): Promise<number> {
  const { database, settings } = clearing;
  // Looked at first: a run is in the ledger before it leaves anything here, but for signs of life, which come again.
  const staged = new Set((await listStaged(database)).flatMap((name) => RUN_ID.exec(name)?.[0] ?? []));
  const spooled = await runsOnDisk(settings.run.spoolDirectory);
  const before = await unfinishedRuns(database);
  let recovered = 0;
  for (const connection of connections) {
    if (before.some((run) => run.connection === connection.name)) {
      recovered += await recoverConnection(clearing, connection);
    }
  }
  const owned = new Set((await unfinishedRuns(database)).map(({ runId }) => runId));
  for (const runId of staged) if (!owned.has(runId)) await removeStaged(database, runId);
  await clearDisk(
    clearing,
    spooled.filter((runId) => !owned.has(runId)),
  );
  return recovered;
}

/** Removes the directories of runs that are dead or have none to remember them. */
async function clearDisk({ database, settings, worker }: Clearing, runIds: readonly string[]) {
  const { spoolDirectory } = settings.run;
  const deserted = await desertedRuns({ spoolDirectory, worker }, runIds);
  // Before the directory goes, by which alone others see that the holder of a lease is dead.
  if (deserted.length > 0) await new LeaseStatements(database).releaseOf(deserted);
  for (const runId of runIds) {
    if (!deserted.includes(runId) && !isOld(runId)) continue;
    await rm(join(spoolDirectory, runId), { recursive: true, force: true });
  }
}

/** Recovers a connection unless somebody holds it. */
async function recoverConnection(clearing: Clearing, connection: Connection): Promise<number> {
  const { database, settings, worker, log } = clearing;
  const directoryOf = (id: string) => join(settings.run.spoolDirectory, id);
  const statements = new LeaseStatements(database);
  const beginning = await statements.begin(connection.name);
  const runId = newRunId(beginning.at, beginning.lastRunId);
  const { leaseSeconds: seconds } = settings.run;
  try {
    const lease = await Lease.take({
      statements,
      connection: connection.name,
      runId,
      worker,
      seconds,
      directoryOf,
      log,
    });
    try {
      return await recover(recoveryOf(clearing, connectorOf(connection), connection.name), beginning);
    } finally {
      await lease.release();
      await rm(directoryOf(runId), { recursive: true, force: true });
    }
  } catch (error) {
    if (error instanceof NotRun) return 0;
    throw error;
  }
}

/** Runs that another process of this machine may just be starting have no row yet: they are left alone. */
const YOUNG_MS = 600_000;

function isOld(runId: string): boolean {
  return runId < newRunId(new Date(Date.now() - YOUNG_MS));
}

async function unfinishedRuns({
  session,
  schema,
}: Database): Promise<readonly { readonly runId: string; readonly connection: string }[]> {
  const sql = `SELECT r.RUN_ID, r.CONNECTION FROM ${objectName(schema, RUNS.name)} r WHERE r.FINISHED_AT IS NULL`;
  const rows = await session.execute(sql, { about: RUNS.name });
  return decodeRows(rows, runRow.pick({ RUN_ID: true, CONNECTION: true }), RUNS.name).map((row) => ({
    runId: row.RUN_ID,
    connection: row.CONNECTION,
  }));
}
