import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { configError } from '../errors.ts';
import { type Home, objectName } from '../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../snowflake/session.ts';
import { removeStaged } from '../snowflake/stage.ts';
import type { Ledger, UnfinishedRun } from './ledger.ts';

/** What recovery needs to know of the run that is about to start. */
export interface Recovery {
  readonly session: SnowflakeSession;
  readonly home: Home;
  readonly ledger: Ledger;
  readonly connection: string;
  /** Tables the connection's runs load. */
  readonly tables: readonly string[];
  readonly spoolDirectory: string;
  /** A run older than this cannot be alive. */
  readonly maxRunSeconds: number;
}

/**
 * Clears up after runs of the connection whose process died: marks them aborted, removes what they staged, spooled
 * and loaded. Nobody has seen those rows, for such a run was never published.
 * Throws a config error when another process is running the connection now.
 */
export async function recover(recovery: Recovery): Promise<void> {
  const unfinished = await recovery.ledger.unfinished(recovery.connection);
  const alive = unfinished.find((run) => isAlive(run, recovery.maxRunSeconds));
  if (alive) {
    throw configError(`a run of this connection is under way since ${alive.startedAt.toISOString()}`, {
      where: `${recovery.connection}, ${alive.runId} on ${alive.worker}`,
      hint: 'Wait for it to end. If that process is gone, set the run’s STATUS to aborted in CONNECTOR_RUNS.',
    });
  }
  const dead = unfinished.map((run) => run.runId);
  if (dead.length === 0) return;
  for (const runId of dead) {
    await removeStaged(recovery.session, recovery.home, runId);
    await rm(join(recovery.spoolDirectory, runId), { recursive: true, force: true });
  }
  for (const table of recovery.tables) {
    await recovery.session.execute(
      `DELETE FROM ${objectName(recovery.home, table)} WHERE RUN_ID IN (${dead.map(() => '?').join(', ')})`,
      { binds: dead, about: `DELETE ${table}` },
    );
  }
  await recovery.ledger.markAborted(dead, 'The process ended without a word; cleared up by a later run.');
}

function isAlive(run: UnfinishedRun, maxRunSeconds: number): boolean {
  if (Date.now() - run.startedAt.getTime() > maxRunSeconds * 1000) return false;
  const separator = run.worker.lastIndexOf(':');
  const pid = Number(run.worker.slice(separator + 1));
  if (run.worker.slice(0, separator) !== hostname()) return true;
  // A container that restarts has the same host name, and its new process may have the old one's number.
  return pid !== process.pid && processExists(pid);
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
