import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ledger } from '../ledger/ledger.ts';
import { RUN_ID } from '../ledger/run-id.ts';
import { runsOfConnection } from '../ledger/run-lookup.ts';
import type { Database } from '../snowflake/database.ts';
import { objectName } from '../snowflake/identifiers.ts';
import { listStaged, removeStaged } from '../snowflake/stage.ts';

/** What recovery needs to know of a connection. */
export interface Recovery {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly connection: string;
  /** Tables the connection's runs load. */
  readonly tables: readonly string[];
  readonly spoolDirectory: string;
}

const GONE = 'The process ended without a word, or lost its lease; cleared up by a later run.';

/**
 * Clears up after runs of the connection that have no end; only for the holder of its lease, so that none of them is rightly
 * under way. They are marked first, for a marked run cannot publish. Then what they staged, spooled and loaded goes:
 * nobody has seen those rows. Whoever dies in here leaves the rest to the next. Gives how many runs there were.
 *
 * `unreleased` is the run that had the lease before and did not let it go: it may have ended and yet left files.
 */
export async function recover(recovery: Recovery, unreleased?: string): Promise<number> {
  const { database, ledger, connection } = recovery;
  if (unreleased !== undefined) await clearPlaces(recovery, unreleased);
  const unfinished = await ledger.unfinished(connection);
  const running = unfinished.filter(({ isRunning }) => isRunning).map(({ runId }) => runId);
  if (running.length > 0) await ledger.abort(running, GONE);
  // One of them may have published itself in the meantime.
  const left = running.length > 0 ? await ledger.unfinished(connection) : unfinished;
  const dead = left.map(({ runId }) => runId);
  if (dead.length === 0) return 0;
  for (const runId of dead) {
    await removeStaged(database, runId);
    await rm(join(recovery.spoolDirectory, runId), { recursive: true, force: true });
  }
  for (const table of recovery.tables) {
    await database.session.execute(
      `DELETE FROM ${objectName(database.schema, table)} WHERE RUN_ID IN (${dead.map(() => '?').join(', ')})`,
      { binds: dead, about: `DELETE ${table}` },
    );
  }
  await ledger.clearedUp(dead);
  return dead.length;
}

/** Removes what ended runs of the connection have left on stage and disk. */
async function clearPlaces({ database, ledger, connection, spoolDirectory }: Recovery, runId: string) {
  const staged = (await listStaged(database)).flatMap((name) => RUN_ID.exec(name)?.[0] ?? []);
  const its = await runsOfConnection(database, connection, [
    ...new Set([...staged, ...(await runsOnDisk(spoolDirectory))]),
  ]);
  const unfinished = await ledger.unfinished(connection);
  for (const id of new Set([runId, ...its])) {
    if (unfinished.some((run) => run.runId === id)) continue;
    if (staged.includes(id)) await removeStaged(database, id);
    await rm(join(spoolDirectory, id), { recursive: true, force: true });
  }
}

/** Runs that have a directory on this machine. */
export async function runsOnDisk(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => RUN_ID.exec(name)?.[0] === name);
}
