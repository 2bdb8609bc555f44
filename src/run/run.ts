import { join } from 'node:path';
import type { Connector } from '../connectors/connector.ts';
import { connectorOf } from '../connectors/index.ts';
import { describeError, isSnowcensusError, transientError } from '../errors.ts';
import { noUnits } from '../ledger/coverage.ts';
import { Lease } from '../ledger/lease/lease.ts';
import { type Beginning, LeaseStatements } from '../ledger/lease/lease-statements.ts';
import { NotRun } from '../ledger/lease/not-run.ts';
import { Ledger, type RunEnd, type RunStart } from '../ledger/ledger.ts';
import { COVERAGE } from '../ledger/ledger-tables.ts';
import { newRunId } from '../ledger/run-id.ts';
import { MOST_REPEATS, type OpenedSlot, SlotLedger } from '../ledger/slot-ledger.ts';
import { landingName } from '../load/landing.ts';
import { Spool } from '../load/spool.ts';
import { checkClock } from '../snowflake/clock.ts';
import { tagged, within } from '../snowflake/database.ts';
import { removeStaged } from '../snowflake/stage.ts';
import { startDeadline } from '../time/deadline.ts';
import { carryOut } from './carry-out.ts';
import { Journal } from './journal.ts';
import { openRun, type RunScope, scopeOf } from './open.ts';
import { prepareTables } from './prepare.ts';
import { type Recovery, recover } from './recover.ts';
import { isComplete, type RunEnvironment, type RunRequest } from './request.ts';
import { logEnd, logFailure, logStart } from './run-log.ts';
import type { RunSummary } from './summary.ts';

/**
 * Executes one run from opening reads to clean-up, under the connection's lease. Refusals of single accounts, regions
 * and tables become statuses; what stops the whole run is recorded and thrown. Nothing of a run that throws is ever
 * visible. Throws {@link NotRun} where another process has the connection, or has already accounted for the slot.
 */
export async function executeRun(caller: RunEnvironment, request: RunRequest): Promise<RunSummary> {
  const connection = request.connection.name;
  return caller.log.within({ connection }, async () => {
    try {
      const began = performance.now();
      const database = within(caller.database, caller.signal);
      const connector = connectorOf(request.connection);
      const scope = scopeOf(request, connector);
      await prepareTables(database, connection, connector, scope.landings);
      const beginning = await new LeaseStatements(database).begin(connection);
      const runId = newRunId(beginning.at, beginning.lastRunId);
      caller.onBegin?.(runId);
      return await caller.log.within({ runId }, async () => {
        logStart(caller.log, request);
        const own = { ...caller, database: tagged(caller.database, { runId }) };
        const done = await runAs(runId, beginning, own, request, scope);
        const summary = { ...done, seconds: (performance.now() - began) / 1000 };
        logEnd(caller.log, summary);
        return summary;
      });
    } catch (error) {
      logFailure(caller.log, error);
      throw error;
    }
  });
}

async function runAs(
  runId: string,
  beginning: Beginning,
  caller: RunEnvironment,
  request: RunRequest,
  scope: RunScope,
): Promise<Omit<RunSummary, 'seconds'>> {
  const { database, settings, worker } = caller;
  const { spoolDirectory, partBytes, maxRunSeconds, leaseSeconds } = settings.run;
  const { connection, slot } = request;
  const connector = connectorOf(connection);
  // What ends a run must not be stopped by what stops it.
  const ledger = new Ledger(database);
  let start = startOf(caller, request, runId, beginning.at);
  const lease = await takeLease().catch(async (cause: unknown) => {
    if (cause instanceof NotRun) throw cause;
    const { failures } = await recordFailure(ledger, start, describeError(cause));
    throw alongside(cause, failures);
  });

  async function takeLease(): Promise<Lease> {
    checkClock(beginning);
    return Lease.take({
      statements: new LeaseStatements(database),
      connection: connection.name,
      runId,
      worker,
      seconds: leaseSeconds,
      directoryOf: (id) => join(spoolDirectory, id),
    });
  }

  const overtime = startDeadline(maxRunSeconds);
  const signal = AbortSignal.any([caller.signal, lease.lost]);
  const environment = { ...caller, signal, database: within(database, signal) };
  const slots = new SlotLedger(database, connection, caller);
  const directory = join(spoolDirectory, runId);
  const spool = new Spool(directory, partBytes, caller.secrets);
  const close = () =>
    failuresOf([
      () => (slot ? slots.close(slot) : Promise.resolve()),
      () => removeStaged(database, runId),
      () => lease.release(),
      // Last: by its directory others see that a holder of the lease was on this machine, and is gone.
      () => spool.remove(),
    ]);
  let accounts = 0;
  let opened: OpenedSlot | undefined;
  try {
    await recover(recoveryOf(environment, connector, connection.name), beginning.unreleased);
    opened = slot && (await slots.open(slot));
    start = { ...start, slot: opened };
    const plan = await openRun(environment, request, connector, scope);
    accounts = plan.accounts.length;
    await ledger.start(start);
    const stamp = { connection: connection.name, runId, snapshotAt: start.startedAt };
    const journal = new Journal(join(directory, 'journal.ndjson'));
    const execution = {
      environment,
      connection,
      connector,
      plan,
      stamp,
      spool,
      journal,
      timeUp: overtime.signal,
      mayRepeat: opened !== undefined && opened.tries < MOST_REPEATS,
      confirmsClosing: request.confirmsClosing === true || connection.options.allow_closing === true,
    };
    const summary = await carryOut(execution, ledger, start);
    if (summary.slots !== 0) slot?.onRecorded();
    const [leftOver] = await close();
    if (leftOver === undefined) return summary;
    return { ...summary, error: `published, but not all was cleared away: ${describeError(leftOver)}` };
  } catch (cause) {
    if (cause instanceof NotRun) throw alongside(cause, await close());
    const status = signal.aborted ? 'aborted' : 'failed';
    const isToRepeat = opened !== undefined && opened.tries < MOST_REPEATS && mayPass(cause, signal);
    const end = { ...nothingDone(accounts), status, ...(isToRepeat ? { slots: 0 } : {}) } as const;
    const { isPublished, failures } = await recordFailure(ledger, start, describeError(cause), end);
    if (isPublished || (failures.length === 0 && opened && !isToRepeat)) slot?.onRecorded();
    throw alongside(isPublished ? publishedUnheard(runId, cause) : cause, [...failures, ...(await close())]);
  } finally {
    overtime.end();
  }
}

function startOf(
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

/** What a connection's dead runs may have left. */
export function recoveryOf(
  { database, settings, worker }: Pick<RunEnvironment, 'database' | 'settings' | 'worker'>,
  { collectors }: Connector,
  connection: string,
): Recovery {
  const landings = collectors.flatMap(({ tables }) => tables.map(landingName));
  return {
    database,
    ledger: new Ledger(database),
    connection,
    tables: [...landings, COVERAGE.name, connection],
    spoolDirectory: settings.run.spoolDirectory,
    worker,
  };
}

/** Whether the run may go through when it is tried again. */
function mayPass(cause: unknown, signal: AbortSignal): boolean {
  return signal.aborted || (isSnowcensusError(cause) && cause.kind === 'transient');
}

/**
 * Ends the run's record, and begins it where the run failed before; gives what that failed with, and whether the run is
 * published all the same: then its record stays as its readers know it.
 */
async function recordFailure(
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
function publishedUnheard(runId: string, cause: unknown): Error {
  return transientError('the run is published, but Snowflake did not say so in time', {
    where: runId,
    cause,
  });
}

/** What the steps failed with; each is tried, whatever became of the others. */
async function failuresOf(steps: readonly (() => Promise<unknown>)[]): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => failures.push(error));
  return failures;
}

/** The error of a run, and what then went wrong in ending it: the next run of the connection clears that up. */
function alongside(error: unknown, others: readonly unknown[]): unknown {
  if (others.length === 0) return error;
  return transientError('the run failed, and its end could not be recorded or cleared away', {
    cause: new AggregateError([error, ...others]),
    hint: 'The next run of the connection clears up after it.',
  });
}

function nothingDone(accounts: number): Omit<RunEnd, 'status' | 'error'> {
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
