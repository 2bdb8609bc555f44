import { join } from 'node:path';
import { describeError } from '../errors.ts';
import { Lease } from '../ledger/lease/lease.ts';
import { type Beginning, LeaseStatements } from '../ledger/lease/lease-statements.ts';
import { NotRun } from '../ledger/lease/not-run.ts';
import { Ledger, type RunStart } from '../ledger/ledger.ts';
import { checkClock } from '../snowflake/clock.ts';
import { alongside, recordFailure } from './failure.ts';
import { isComplete, type RunEnvironment, type RunRequest } from './run-request.ts';

/**
 * Takes the lease of the run's connection, from another run where `isDead` tells that its process is. Throws
 * {@link NotRun} where another process holds it; any other failure is recorded as the run's, and thrown.
 */
export async function claim(
  { database, settings, worker, log }: RunEnvironment,
  start: RunStart,
  beginning: Beginning,
  isDead?: (runId: string) => Promise<boolean>,
): Promise<Lease> {
  const { spoolDirectory, leaseSeconds } = settings.run;
  try {
    checkClock(beginning);
    return await Lease.take({
      statements: new LeaseStatements(database),
      connection: start.connection,
      runId: start.runId,
      worker,
      seconds: leaseSeconds,
      directoryOf: (id) => join(spoolDirectory, id),
      isDead,
      log,
    });
  } catch (cause) {
    if (cause instanceof NotRun) throw cause;
    const { failures } = await recordFailure(new Ledger(database), start, describeError(cause));
    throw alongside(cause, failures);
  }
}

/** The record of a run with which it begins. */
export function startOf(
  { worker, version }: RunEnvironment,
  request: RunRequest,
  runId: string,
  startedAt: Date,
): RunStart {
  const { connection, triggeredBy } = request;
  return {
    runId,
    connection: connection.name,
    module: connection.module,
    triggeredBy,
    slot: undefined,
    complete: isComplete(request),
    startedAt: startedAt.toISOString(),
    worker,
    version,
  };
}
