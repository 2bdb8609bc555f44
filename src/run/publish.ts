import { retentionDays } from '../connections/options.ts';
import { recordFindings } from '../detections/record-findings.ts';
import { configError, describeError, transientError } from '../errors.ts';
import { ClosingStatements } from '../ledger/closing-statements.ts';
import type { UnitCounts } from '../ledger/coverage.ts';
import type { Ledger, RunEnd, RunStart, RunStatus } from '../ledger/ledger.ts';
import { OUTCOMES } from '../ledger/ledger-tables.ts';
import { keepRetention } from '../ledger/retention/retention.ts';
import { landingName } from '../load/landing.ts';
import { type LoadTarget, loadTables, type TableLoad } from '../load/load.ts';
import { READABLE } from '../load/readable.ts';
import { objectName, schemaBeside } from '../snowflake/identifiers.ts';
import { type ClosingRules, closeUnits } from './close-units.ts';
import type { Collected } from './collect.ts';
import type { Execution } from './execution.ts';
import { logLoad } from './run-log.ts';
import type { RunSummary } from './summary.ts';
import { type CoverageTotals, collectorsNotLoaded, writeCoverage } from './write-coverage.ts';

/** The loads of a run, which may be published. */
export interface Loaded {
  /** Loads of the rows that were collected. */
  readonly landed: readonly TableLoad[];
  /** Loads of the connection table and of coverage, which tell what became of each account and unit. */
  readonly told: readonly TableLoad[];
  readonly totals: CoverageTotals;
}

/** Loads what the run has read, then what became of each unit. Throws where the latter cannot be recorded. */
export async function loadRead(
  execution: Execution,
  start: RunStart,
  { parts = [] }: Pick<Collected, 'parts'> = {},
): Promise<Loaded> {
  const { environment, spool } = execution;
  const target: LoadTarget = {
    database: environment.database,
    runId: start.runId,
    shard: 0,
    concurrency: environment.settings.run.loadConcurrency,
    signal: environment.signal,
  };
  const landings = spool.tables().filter((table) => table !== start.connection && table !== READABLE.name);
  const landed = await loadTables(target, spool, landings, parts);
  await takeBack(execution, landed);
  const totals = await writeCoverage(execution, landed);
  // Coverage comes last: what it speaks of has been loaded by then.
  const told = await loadTables(target, spool, [start.connection, READABLE.name, OUTCOMES.name]);
  for (const load of [...landed, ...told]) logLoad(environment.log, load);
  for (const load of told) if (load.error !== undefined) throw notRecorded(load);
  return { landed, told, totals };
}

/**
 * Ends units that are no longer planned, and publishes the run: from that instant readers see it. Then deletes what has
 * expired. Throws where another process has the connection by now.
 */
export async function publish(
  execution: Execution,
  ledger: Ledger,
  start: RunStart,
  { requests: awsRequests, waitedFor, lost = [] }: Collected,
  { landed, told, totals }: Loaded,
): Promise<Omit<RunSummary, 'seconds'>> {
  const { environment, connection, connector, plan } = execution;
  const failure = failureIn(totals);
  const closed = await closeUnits(
    new ClosingStatements(environment.database, start),
    {
      connection: start.connection,
      closesNothing: closesNothing(failure !== undefined, lost.length > 0, start.complete),
      confirmed: execution.confirmsClosing,
      list: plan.isListed ? 'whole' : 'none',
    },
    totals.units,
  );

  const loads = [...landed, ...told];
  const end: RunEnd = {
    status: failure === undefined ? statusOf(closed.units) : 'failed',
    ...(failure?.mayPass === true && execution.mayRepeat ? { slots: 0 } : {}),
    ...(lost.length === 0 ? {} : { complete: false }),
    accounts: plan.accounts.length,
    accountsCovered: totals.accountsCovered,
    units: closed.units,
    unitsHeld: closed.held,
    rows: sum(landed, 'rows'),
    parts: sum(loads, 'parts'),
    bytes: sum(loads, 'bytes'),
    awsRequests,
    error:
      failure?.reason ??
      notes(
        closed.note,
        withoutShards(lost, execution.shards),
        tookTooLong(environment.settings.run.maxRunSeconds, waitedFor),
        plan.warning,
      ),
  };
  if (!(await ledger.publish(start.runId, end))) throw overtaken(start);
  const { expiredRows, note } = await keepRetention(
    environment.database,
    {
      days: retentionDays(connection.options),
      collectors: connector.collectors,
      concurrency: environment.settings.run.loadConcurrency,
    },
    ledger,
    start,
    end.error,
  );
  const unrecorded = await keepFindings(execution, ledger, start, note ?? end.error);
  return {
    ...end,
    error: unrecorded ?? note ?? end.error,
    expiredRows,
    runId: start.runId,
    connection: start.connection,
    tables: Object.fromEntries(landed.map((load) => [load.table, load.rows])),
    coverage: totals.cells,
  };
}

/**
 * Records what the findings have become, where the connection asks for it. `told` is what is told of the run so far; gives
 * that with why they could not be recorded. Never throws: the run is published.
 */
async function keepFindings(
  { environment, connection }: Execution,
  ledger: Ledger,
  { runId }: RunStart,
  told: string | undefined,
): Promise<string | undefined> {
  if (!connection.options.record_findings) return undefined;
  const { database, settings, log } = environment;
  const schema = schemaBeside(database.schema, settings.snowflake.detectionsSchema);
  try {
    await recordFindings(
      { session: database.session, schema },
      { connection: connection.name, runId, retentionDays: retentionDays(connection.options) },
    );
    return undefined;
  } catch (error) {
    log.warn('the findings could not be recorded; the next run tries again', { error });
    const problem = `published, but the findings could not be recorded: ${describeError(error)}`;
    return ledger.addNote(runId, told, problem);
  }
}

/**
 * Deletes what was loaded of collectors of which another table could not be: nobody is to see it. What is the same for all
 * accounts is true by itself.
 */
async function takeBack(
  { environment, plan, stamp }: Execution,
  landed: readonly TableLoad[],
): Promise<void> {
  const { session, schema } = environment.database;
  const lost = collectorsNotLoaded(plan.collectors, landed);
  const loaded = new Set(
    landed.filter(({ error, isPartial }) => error === undefined || isPartial).map(({ table }) => table),
  );
  const tables = plan.collectors
    .filter(({ name }) => lost.has(name))
    .flatMap((collector) => collector.tables.filter(({ kind }) => kind !== 'reference').map(landingName));
  for (const table of tables.filter((name) => loaded.has(name))) {
    await session.repeat(`DELETE FROM ${objectName(schema, table)} WHERE RUN_ID = ?`, {
      binds: [stamp.runId],
      about: `DELETE ${table}`,
    });
  }
}

/** Why the run closes nothing; undefined where it may. */
function closesNothing(
  isFailed: boolean,
  isLost: boolean,
  isComplete: boolean,
): ClosingRules['closesNothing'] {
  if (isFailed) return 'failed';
  if (isLost) return 'lost';
  return isComplete ? undefined : 'narrowed';
}

/** Note on a run that has lost some of its shards. */
function withoutShards(lost: readonly number[], shards: number): string | undefined {
  if (lost.length === 0) return undefined;
  return (
    `of ${shards} shards ${lost.join(', ')} ${lost.length === 1 ? 'was' : 'were'} lost: their accounts are failed and keep ` +
    'their last state. See how those processes ended, or whether they began.'
  );
}

/** Why a run left accounts unread whose time was over. */
function tookTooLong(seconds: number, waitedFor: string | undefined): string | undefined {
  if (waitedFor === undefined) return undefined;
  return (
    `the run read for ${seconds} seconds and published what it had by then, waiting for ${waitedFor}; what was left is failed. ` +
    'Raise SNOWCENSUS_MAX_RUN_SECONDS or SNOWCENSUS_ACCOUNT_CONCURRENCY, or spread the accounts over several connections.'
  );
}

function overtaken({ connection, runId }: RunStart): Error {
  return transientError(
    'another process has taken over this connection, so nothing of this run is published',
    {
      where: `${connection}, ${runId}`,
    },
  );
}

function notRecorded(load: TableLoad): Error {
  return configError('what the run found could not be recorded, so nothing of it is published', {
    where: load.table,
    cause: load.error,
  });
}

function statusOf({ denied, failed }: UnitCounts): RunStatus {
  return denied + failed === 0 ? 'ok' : 'partial';
}

function notes(...texts: readonly (string | undefined)[]): string | undefined {
  const told = texts.filter((text) => text !== undefined);
  return told.length === 0 ? undefined : told.join(' ');
}

/** Why a run did not do what it is for, and whether the next one may: a denial stays until somebody grants. */
interface Failure {
  readonly reason: string;
  readonly mayPass: boolean;
}

/** Undefined where the run did what it is for, if only in part. */
function failureIn({ units, firstReason, listLost }: CoverageTotals): Failure | undefined {
  if (units.ok === 0 && units.denied + units.failed > 0) {
    return { reason: `nothing could be read: ${firstReason ?? 'no reason'}`, mayPass: units.failed > 0 };
  }
  if (listLost === undefined) return undefined;
  const { reason, status } = listLost;
  return { reason: `the list could not be read: ${reason ?? status}`, mayPass: status === 'failed' };
}

function sum(loads: readonly TableLoad[], count: 'rows' | 'parts' | 'bytes'): number {
  return loads.reduce((total, load) => total + load[count], 0);
}
