import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ledger } from '../ledger/ledger.ts';
import { type Home, objectName } from '../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../snowflake/session.ts';
import { removeStaged } from '../snowflake/stage.ts';

/** What recovery needs to know of a connection. */
export interface Recovery {
  readonly session: SnowflakeSession;
  readonly home: Home;
  readonly ledger: Ledger;
  readonly connection: string;
  /** Tables the connection's runs load. */
  readonly tables: readonly string[];
  readonly spoolDirectory: string;
}

const GONE = 'The process ended without a word, or lost its lease; cleared up by a later run.';

/**
 * Clears up after runs of the connection that have no end; only for who holds its lease, so that none of them is rightly
 * under way. They are marked first, for a marked run cannot publish. Then what they staged, spooled and loaded goes:
 * nobody has seen those rows. Whoever dies in here leaves the rest to the next. Gives how many runs there were.
 */
export async function recover(recovery: Recovery): Promise<number> {
  const { session, home, ledger, connection } = recovery;
  const unfinished = await ledger.unfinished(connection);
  const running = unfinished.filter(({ isRunning }) => isRunning).map(({ runId }) => runId);
  if (running.length > 0) await ledger.abort(running, GONE);
  // One of them may have published itself in the meantime.
  const left = running.length > 0 ? await ledger.unfinished(connection) : unfinished;
  const dead = left.map(({ runId }) => runId);
  if (dead.length === 0) return 0;
  for (const runId of dead) {
    await removeStaged(session, home, runId);
    await rm(join(recovery.spoolDirectory, runId), { recursive: true, force: true });
  }
  for (const table of recovery.tables) {
    await session.execute(
      `DELETE FROM ${objectName(home, table)} WHERE RUN_ID IN (${dead.map(() => '?').join(', ')})`,
      { binds: dead, about: `DELETE ${table}` },
    );
  }
  await ledger.clearedUp(dead);
  return dead.length;
}
