import { join } from 'node:path';
import { connectorOf } from '../connectors/index.ts';
import { describeError } from '../errors.ts';
import { type Beginning, LeaseStatements } from '../ledger/lease/lease-statements.ts';
import { NotRun } from '../ledger/lease/not-run.ts';
import { Ledger, noteAfter } from '../ledger/ledger.ts';
import { newRunId } from '../ledger/run-id.ts';
import { MOST_REPEATS, type OpenedSlot, SlotLedger } from '../ledger/slot-ledger.ts';
import { Spool } from '../load/spool.ts';
import { tagged, within } from '../snowflake/database.ts';
import { removeStaged } from '../snowflake/stage.ts';
import { startDeadline } from '../time/deadline.ts';
import { claim, startOf } from './claim.ts';
import { collect } from './collect.ts';
import { alongside, failuresOf, mayPass, nothingDone, publishedUnheard, recordFailure } from './failure.ts';
import { Journal } from './journal.ts';
import { openRun, type RunScope, scopeOf } from './open.ts';
import { prepareTables } from './prepare.ts';
import { loadRead, publish } from './publish.ts';
import { recover, recoveryOf } from './recover.ts';
import { logEnd, logFailure, logStart } from './run-log.ts';
import type { RunEnvironment, RunRequest } from './run-request.ts';
import { OtherShards } from './shards/other-shards.ts';
import { clearDeadShards } from './shards/shard-directories.ts';
import { SignsOfLife } from './shards/sign-of-life.ts';
import { isLeaderDead } from './shards/watch-leader.ts';
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
        const done = await takeSteps(runId, beginning, own, request, scope);
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

/** Takes the six steps of a run: claim, plan, read, load, publish, clear. */
async function takeSteps(
  runId: string,
  beginning: Beginning,
  caller: RunEnvironment,
  request: RunRequest,
  scope: RunScope,
): Promise<Omit<RunSummary, 'seconds'>> {
  const { database, settings } = caller;
  const { spoolDirectory, partBytes, maxRunSeconds } = settings.run;
  const { connection, slot, shard } = request;
  const shards = shard?.count ?? 1;
  const connector = connectorOf(connection);
  // What ends a run must not be stopped by what stops it.
  const ledger = new Ledger(database);
  let start = startOf(caller, request, runId, beginning.at);
  // Claim.
  const signs =
    shards > 1 ? SignsOfLife.ofFirst(database, connection.name, runId, settings.run, caller.log) : undefined;
  const isDead = (other: string) =>
    signs
      ? isLeaderDead({ ...signs.place, runId: other }, settings.run.shardWaitSeconds, caller.signal)
      : Promise.resolve(false);
  const lease = await claim(caller, start, beginning, isDead);
  const overtime = startDeadline(maxRunSeconds);
  const signal = AbortSignal.any([caller.signal, lease.lost]);
  const environment = { ...caller, signal, database: within(database, signal) };
  const slots = new SlotLedger(database, connection, caller);
  const directory = join(spoolDirectory, runId);
  const spool = new Spool(directory, partBytes, caller.secrets);
  const clear = () =>
    failuresOf([
      // None may come after what the run has staged is gone.
      () => signs?.end() ?? Promise.resolve(),
      () => (slot ? slots.close(slot) : Promise.resolve()),
      () => removeStaged(database, runId),
      () => lease.release(),
      // Last: by its directory others see that a holder of the lease was on this machine, and is gone.
      () => spool.remove(),
    ]);
  let accounts = 0;
  let opened: OpenedSlot | undefined;
  try {
    // Plan, once what dead runs have left is gone. By then their shards see that there is another run.
    await signs?.begin();
    await recover(recoveryOf(environment, connector, connection.name), beginning, signs && runId);
    await clearDeadShards(spoolDirectory, caller.worker);
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
      directory,
      journal,
      shards,
      timeUp: overtime.signal,
      mayRepeat: opened !== undefined && opened.tries < MOST_REPEATS,
      confirmsClosing: request.confirmsClosing === true || connection.options.allow_closing === true,
    };
    // Read.
    const collected = await (signs ? new OtherShards(execution, signs).collect() : collect(execution));
    // Load.
    const loaded = await loadRead(execution, start, collected);
    // Publish.
    const summary = await publish(execution, ledger, start, collected, loaded);
    if (summary.slots !== 0) slot?.onRecorded();
    // Clear.
    const [leftOver] = await clear();
    if (leftOver === undefined) return summary;
    const problem = `published, but not all was cleared away: ${describeError(leftOver)}`;
    return { ...summary, error: noteAfter(summary.error, problem) };
  } catch (cause) {
    if (cause instanceof NotRun) throw alongside(cause, await clear());
    const status = signal.aborted ? 'aborted' : 'failed';
    const isToRepeat = opened !== undefined && opened.tries < MOST_REPEATS && mayPass(cause, signal);
    const end = { ...nothingDone(accounts), status, ...(isToRepeat ? { slots: 0 } : {}) } as const;
    const { isPublished, failures } = await recordFailure(ledger, start, describeError(cause), end);
    if (isPublished || (failures.length === 0 && opened && !isToRepeat)) slot?.onRecorded();
    throw alongside(isPublished ? publishedUnheard(runId, cause) : cause, [...failures, ...(await clear())]);
  } finally {
    overtime.end();
  }
}
