import { transientError } from '../errors.ts';
import type { Database } from '../snowflake/database.ts';
import { constant, literal, objectName, quoted } from '../snowflake/identifiers.ts';
import { RUNS } from './ledger-tables.ts';
import { moveOutcomes } from './move-outcomes.ts';

/**
 * Publishes a run: one transaction marks it as published, records what has changed and brings CONNECTOR_UNITS up to it, so
 * that a reader sees either the run before or this one. It does so only while nobody has marked the run as aborted: false where somebody has. The
 * mark comes first, for its lock keeps everybody from that until the units are up to it.
 *
 * Repeating it changes nothing. What is not answered may have been done, so the ledger is asked.
 */
export async function publishRun(
  { session, schema }: Database,
  runId: string,
  end: Readonly<Record<string, string | number | boolean | null>>,
): Promise<boolean> {
  const runs = objectName(schema, RUNS.name);
  const set = Object.entries(end).map(([name, value]) => `${quoted(name)} = ${constant(value)}`);
  const mark =
    `UPDATE ${runs} SET FINISHED_AT = CURRENT_TIMESTAMP(), PUBLISHED_AT = COALESCE(PUBLISHED_AT, CURRENT_TIMESTAMP()), ` +
    `${set.join(', ')} WHERE RUN_ID = ${literal(runId)} AND (STATUS = 'running' OR PUBLISHED_AT IS NOT NULL)`;
  const isPublished = async () => {
    const sql = `SELECT RUN_ID FROM ${runs} WHERE RUN_ID = ? AND PUBLISHED_AT IS NOT NULL`;
    return (await session.repeat(sql, { binds: [runId], about: RUNS.name })).length > 0;
  };
  try {
    const statements = [mark, ...moveOutcomes(schema, runId)];
    await session.untilAnswered(() => session.transaction(statements, { about: RUNS.name }));
  } catch (error) {
    if (
      await isPublished().catch((unanswered: unknown) => Promise.reject(unknown(runId, [error, unanswered])))
    ) {
      return true;
    }
    throw error;
  }
  return isPublished();
}

/** Error of a publish whose outcome Snowflake did not tell; the next run of the connection finds it in the ledger. */
function unknown(runId: string, errors: readonly unknown[]): Error {
  return transientError('Snowflake did not say whether the run is published', {
    where: runId,
    cause: new AggregateError(errors),
  });
}
