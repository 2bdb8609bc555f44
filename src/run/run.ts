import { join } from 'node:path';
import { CONNECTORS } from '../connectors/index.ts';
import { configError, describeError, transientError } from '../errors.ts';
import { removeStaged } from '../snowflake/stage.ts';
import { collect } from './collect.ts';
import { noUnits } from './coverage.ts';
import type { Execution } from './execution.ts';
import { Journal } from './journal.ts';
import { Ledger, type RunEnd, type RunStart, type RunStatus } from './ledger.ts';
import { COVERAGE } from './ledger-tables.ts';
import { type LoadTarget, loadTables, type TableLoad } from './load.ts';
import { type OpenedRun, openRun } from './open.ts';
import { isComplete, type RunEnvironment, type RunRequest } from './request.ts';
import { newRunId } from './run-id.ts';
import { Spool } from './spool.ts';
import { type CoverageTotals, writeCoverage } from './write-coverage.ts';

/** What a run came to, for the one who asked for it. */
export interface RunSummary extends RunEnd {
  readonly runId: string;
  readonly connection: string;
  /** Rows loaded, by landing table. */
  readonly tables: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/**
 * Executes one run from opening reads to clean-up. Refusals of single accounts, regions and tables become statuses;
 * what stops the whole run is recorded and thrown. Nothing of a run that throws is ever visible.
 */
export async function run(caller: RunEnvironment, request: RunRequest): Promise<RunSummary> {
  const startedAt = new Date();
  const runId = newRunId(startedAt);
  const { home, session, settings } = caller;
  const overtime = AbortSignal.timeout(settings.run.maxRunSeconds * 1000);
  const environment = { ...caller, signal: AbortSignal.any([caller.signal, overtime]) };
  const { connection } = request;
  const connector = CONNECTORS[connection.module];
  const ledger = new Ledger(session, home);
  const plan = await openRun(environment, request, connector, ledger);
  const start: RunStart = {
    runId,
    connection: connection.name,
    module: connection.module,
    triggeredBy: request.triggeredBy,
    complete: isComplete(request),
    startedAt: startedAt.toISOString(),
    version: environment.version,
  };
  await ledger.start(start);

  const directory = join(settings.run.spoolDirectory, runId);
  const execution: Execution = {
    environment,
    connection,
    connector,
    plan,
    stamp: { connection: connection.name, runId, snapshotAt: start.startedAt },
    spool: new Spool(directory, settings.run.partBytes),
    journal: new Journal(join(directory, 'journal.ndjson')),
  };
  try {
    const summary = await execute(execution, ledger, start);
    const leftOver = await failureOf(() => cleanUp(execution));
    if (leftOver === undefined) return summary;
    return { ...summary, error: `published, but not all was cleared away: ${describeError(leftOver)}` };
  } catch (cause) {
    const error = overtime.aborted ? tookTooLong(connection.name, settings.run.maxRunSeconds, cause) : cause;
    const status = environment.signal.aborted ? 'aborted' : 'failed';
    const end = { ...nothingDone(plan), status, error: describeError(error) } as const;
    const unrecorded = await failureOf(() => ledger.finish(runId, end, false));
    const leftOver = await failureOf(() => cleanUp(execution));
    throw alongside(error, unrecorded, leftOver);
  }
}

async function cleanUp({ environment, spool, stamp }: Execution): Promise<void> {
  await spool.remove();
  await removeStaged(environment.session, environment.home, stamp.runId);
}

/** What the step failed with; undefined when it did not. */
async function failureOf(step: () => Promise<void>): Promise<unknown> {
  try {
    await step();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The error of a run, and what then went wrong in ending it: the next run of the connection clears that up. */
function alongside(error: unknown, ...others: readonly unknown[]): unknown {
  const more = others.filter((other) => other !== undefined);
  if (more.length === 0) return error;
  return transientError('the run failed, and its end could not be recorded or cleared away', {
    cause: new AggregateError([error, ...more]),
    hint: 'The next run of the connection clears up after it.',
  });
}

async function execute(execution: Execution, ledger: Ledger, start: RunStart): Promise<RunSummary> {
  const { environment, plan, spool } = execution;
  const target: LoadTarget = {
    session: environment.session,
    home: environment.home,
    runId: start.runId,
    signal: environment.signal,
  };
  const awsRequests = await collect(execution);
  const landings = spool.tables().filter((table) => table !== start.connection);
  const landed = await loadTables(target, spool, landings);
  const totals = await writeCoverage(execution, landed);
  // Coverage comes last: what it speaks of has been loaded by then.
  const told = await loadTables(target, spool, [start.connection, COVERAGE.name]);
  for (const load of told) if (load.error !== undefined) throw notRecorded(load);
  if (start.complete) await ledger.closeUnplanned(start);

  const loads = [...landed, ...told];
  const status = statusOf(totals);
  const end: RunEnd = {
    status,
    accounts: plan.accounts.length,
    accountsCovered: totals.accountsCovered,
    units: totals.units,
    rows: sum(landed, 'rows'),
    parts: sum(loads, 'parts'),
    bytes: sum(loads, 'bytes'),
    awsRequests,
    error: failureIn(totals) ?? plan.warning,
  };
  await ledger.finish(start.runId, end, true);
  return {
    ...end,
    runId: start.runId,
    connection: start.connection,
    tables: Object.fromEntries(landed.map((load) => [load.table, load.rows])),
    seconds: (Date.now() - Date.parse(start.startedAt)) / 1000,
  };
}

function tookTooLong(connection: string, seconds: number, cause: unknown): Error {
  return transientError(`the run took longer than ${seconds} seconds and was aborted`, {
    where: connection,
    cause,
    hint: 'Raise SNOWCENSUS_MAX_RUN_SECONDS or SNOWCENSUS_ACCOUNT_CONCURRENCY, or spread the accounts over several connections.',
  });
}

function notRecorded(load: TableLoad): Error {
  return configError('what the run found could not be recorded, so nothing of it is published', {
    where: load.table,
    cause: load.error,
  });
}

function statusOf(totals: CoverageTotals): RunStatus {
  if (failureIn(totals) !== undefined) return 'failed';
  return totals.units.denied + totals.units.failed === 0 ? 'ok' : 'partial';
}

/** Why the run did not do what it is for; undefined where it did, if only in part. */
function failureIn({ units, firstReason, listLost }: CoverageTotals): string | undefined {
  if (units.ok === 0 && units.denied + units.failed > 0) {
    return `nothing could be read: ${firstReason ?? 'no reason'}`;
  }
  return listLost === undefined ? undefined : `the list could not be read: ${listLost}`;
}

function sum(loads: readonly TableLoad[], count: 'rows' | 'parts' | 'bytes'): number {
  return loads.reduce((total, load) => total + load[count], 0);
}

function nothingDone(plan: OpenedRun): Omit<RunEnd, 'status' | 'error'> {
  return {
    accounts: plan.accounts.length,
    accountsCovered: 0,
    units: noUnits(),
    rows: 0,
    parts: 0,
    bytes: 0,
    awsRequests: 0,
  };
}
