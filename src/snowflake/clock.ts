import { z } from 'zod';
import { bugError, configError } from '../errors.ts';
import { decodeRows, instantValue } from './decode.ts';
import type { ResultRow, SnowflakeSession, StatementOptions } from './session.ts';

/** Rows of a statement that asks for the time among other things, and that time. */
export interface Timed {
  readonly rows: readonly ResultRow[];
  /** Snowflake's time when it answered. */
  readonly at: Date;
  /** By how many milliseconds the clock of this machine is surely ahead of Snowflake's (behind: negative). */
  readonly aheadMs: number;
}

const timedRow = z.object({ SNOWFLAKE_NOW: instantValue });

/** Column in which a statement gives Snowflake's time. */
export const NOW = 'CURRENT_TIMESTAMP() AS SNOWFLAKE_NOW';

/**
 * Executes a statement that gives {@link NOW} in each row, and compares the clocks. Snowflake read its own at some moment
 * between question and answer: only what lies outside of the two is a difference.
 */
export async function executeTimed(
  session: SnowflakeSession,
  sql: string,
  statement: StatementOptions,
): Promise<Timed> {
  const asked = Date.now();
  const rows = await session.execute(sql, statement);
  const answered = Date.now();
  const [first] = decodeRows(rows.slice(0, 1), timedRow, statement.about);
  // Never our own: whatever hangs by the time would go by a clock that nobody has compared.
  if (first === undefined)
    throw bugError('no row was answered that tells the time', { where: statement.about });
  const at = first.SNOWFLAKE_NOW;
  const aheadMs = Math.max(0, asked - at.getTime()) - Math.max(0, at.getTime() - answered);
  return { rows, at, aheadMs };
}

/** Difference that schedules and the lifetimes of sessions can bear. */
const MOST_MS = 60_000;

/** Throws a config error where the clock of this machine differs from Snowflake's by more than a minute. */
export function checkClock({ at, aheadMs }: Pick<Timed, 'at' | 'aheadMs'>): void {
  if (Math.abs(aheadMs) <= MOST_MS) return;
  const side = aheadMs > 0 ? 'ahead of' : 'behind';
  throw configError(`this machine's clock is ${spell(Math.abs(aheadMs))} ${side} Snowflake's`, {
    where: `Snowflake has ${at.toISOString()}`,
    hint: 'Set the clock of the machine, best by NTP. Nothing is run while it differs by more than a minute.',
  });
}

function spell(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 600) return `${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes < 600 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}
