import { isSnowcensusError, transientError } from '../errors.ts';
import { noUnits } from '../ledger/coverage.ts';
import type { Ledger, RunEnd, RunStart } from '../ledger/ledger.ts';

/** Whether the run may go through when it is tried again. */
export function mayPass(cause: unknown, signal: AbortSignal): boolean {
  return signal.aborted || (isSnowcensusError(cause) && cause.kind === 'transient');
}

/**
 * Ends the run's record, and begins it where the run failed before; gives what that failed with, and whether the run is
 * published all the same: then its record stays as its readers know it.
 */
export async function recordFailure(
  ledger: Ledger,
  start: RunStart,
  error: string,
  end: Omit<RunEnd, 'error'> = { ...nothingDone(0), status: 'failed' },
): Promise<{ readonly isPublished: boolean; readonly failures: readonly unknown[] }> {
  let [isThere, isPublished] = [false, false];
  const begin = async () => {
    await ledger.start(start);
    isThere = true;
  };
  const finish = async () => {
    // Without a record there is none to end either.
    isPublished = !(await ledger.finish(start.runId, { ...end, error }, false)) && isThere;
  };
  const failures = await failuresOf([begin, finish]);
  return { isPublished, failures };
}

/** A run whose publish was carried out, and not answered until it was given up. */
export function publishedUnheard(runId: string, cause: unknown): Error {
  return transientError('the run is published, but Snowflake did not say so in time', {
    where: runId,
    cause,
  });
}

/** Errors of the steps; each step is tried, whether the others failed or not. */
export async function failuresOf(steps: readonly (() => Promise<unknown>)[]): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => failures.push(error));
  return failures;
}

/** The error of a run, and what then went wrong in ending it: the next run of the connection clears that up. */
export function alongside(error: unknown, others: readonly unknown[]): unknown {
  if (others.length === 0) return error;
  return transientError('the run failed, and its end could not be recorded or cleared away', {
    cause: new AggregateError([error, ...others]),
    hint: 'The next run of the connection clears up after it.',
  });
}

/** The end of a run that has not read anything. */
export function nothingDone(accounts: number): Omit<RunEnd, 'status' | 'error'> {
  return {
    accounts,
    accountsCovered: 0,
    units: noUnits(),
    unitsHeld: 0,
    rows: 0,
    parts: 0,
    bytes: 0,
    awsRequests: 0,
  };
}
