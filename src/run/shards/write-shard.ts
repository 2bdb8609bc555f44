import { connectorOf } from '../../connectors/index.ts';
import { countUnits } from '../../ledger/coverage.ts';
import type { AccountResult } from '../../ledger/units.ts';
import { stageTables } from '../../load/load.ts';
import { Spool } from '../../load/spool.ts';
import { tagged, within } from '../../snowflake/database.ts';
import { removeStagedOf } from '../../snowflake/stage.ts';
import { startDeadline } from '../../time/deadline.ts';
import { type Collected, collect } from '../collect.ts';
import type { ReadingExecution } from '../execution.ts';
import { alongside, failuresOf } from '../failure.ts';
import type { RunEnvironment, RunRequest } from '../run-request.ts';
import { withoutSecrets } from '../write-coverage.ts';
import { signName } from './await-end.ts';
import { type Manifest, SHARD_ACCOUNTS, SHARD_REFERENCES } from './manifest.ts';
import { readPlanLines } from './plan-of-shard.ts';
import type { Shard } from './shard.ts';
import {
  getShared,
  listShared,
  manifestFile,
  planFile,
  putShared,
  type SharedPlace,
  type SharedRun,
} from './shared-files.ts';
import { msBetween, SignsOfLife } from './sign-of-life.ts';
import { tellingShard } from './telling-shard.ts';

/** Figures of what a shard has written. */
export interface WrittenShard {
  readonly accounts: number;
  /** Accounts of which at least one unit was read. */
  readonly accountsCovered: number;
  readonly rows: number;
  readonly parts: number;
  readonly bytes: number;
  readonly awsRequests: number;
}

/** Attempt to write a shard of a run. */
export interface ShardAttempt {
  readonly shard: Shard;
  /** Name of the attempt, which the names of its files have: no other writes over them. */
  readonly attempt: string;
  readonly directory: string;
  readonly run: SharedRun;
}

/**
 * Reads the accounts of a shard's plan and puts what it has read, its manifest last. Gives `over` where the run ends
 * meanwhile: then nothing of it is left on the stage. Throws what concerns the whole shard; nothing is left then either.
 */
export async function writeShard(
  caller: RunEnvironment,
  request: RunRequest,
  attempt: ShardAttempt,
): Promise<WrittenShard | 'over'> {
  const { shard, directory, run } = attempt;
  const { connection } = request;
  const { runId } = run;
  const { settings } = caller;
  // What ends a shard must not be stopped by what stops it.
  const database = tagged(caller.database, { runId });
  const over = new AbortController();
  const signal = AbortSignal.any([caller.signal, over.signal]);
  const place = { database: within(database, signal), connection: connection.name, runId, directory };
  const look = async () => {
    if (!(await isWanted(place, shard.index))) over.abort(new Error('the run of the shard is over'));
  };
  const { index } = shard;
  const signs = new SignsOfLife({
    place: { ...place, database },
    index,
    waitSeconds: settings.run.shardWaitSeconds,
    log: caller.log,
    look,
    signal,
  });
  const sharing = { partPrefix: `${attempt.attempt}-`, references: SHARD_REFERENCES };
  const spool = new Spool(directory, settings.run.partBytes, caller.secrets, sharing);
  const clear = () => failuresOf([() => signs.end(), () => spool.remove()]);
  try {
    await signs.begin();
    const environment = { ...caller, signal, database: place.database };
    const written = await caller.log.within({ runId }, () =>
      readAndPut(environment, request, attempt, { place, spool, look, signal }),
    );
    const [failure] = await clear();
    if (failure !== undefined) throw failure;
    return written;
  } catch (cause) {
    // Whatever failed may have failed because the run is over.
    await look().catch(() => undefined);
    const own = `${index}/${attempt.attempt}-.*|${signName(index)}`;
    const failures = [
      ...(await clear()),
      ...(await failuresOf([() => removeStagedOf(database, runId, own)])),
    ];
    if (over.signal.aborted && !caller.signal.aborted && failures.length === 0) return 'over';
    throw alongside(cause, failures);
  }
}

/** Result of a shard without accounts: there are more shards than accounts, or all of them are the first one's. */
const NOTHING_COLLECTED: Collected = { requests: 0, waitedFor: undefined };

/** Means of a shard under way. */
interface Means {
  readonly place: SharedPlace;
  readonly spool: Spool;
  /** Looks whether the run still wants the shard; its signal is aborted where not. */
  readonly look: () => Promise<void>;
  readonly signal: AbortSignal;
}

async function readAndPut(
  environment: RunEnvironment,
  { connection }: RunRequest,
  { shard, attempt, directory, run }: ShardAttempt,
  { place, spool, look, signal }: Means,
): Promise<WrittenShard> {
  const { log, settings } = environment;
  const connector = connectorOf(connection);
  const lines = getShared(place, planFile(shard), signal);
  const { stamp, seconds, plan } = await readPlanLines(connection, connector, lines);
  log.info('the shard has its plan', { accounts: plan.accounts.length });
  const deadline = startDeadline(secondsLeft(run, shard.index, seconds));
  let covered = 0;
  const journal = {
    append: async (result: AccountResult) => {
      if (countUnits(result).ok > 0) covered += 1;
      await spool.write(SHARD_ACCOUNTS, { ...withoutSecrets(result, environment.secrets) });
    },
  };
  const execution: ReadingExecution = {
    environment: tellingShard(environment, shard),
    connection,
    connector,
    plan,
    stamp,
    spool,
    directory,
    journal,
    shards: shard.count,
    timeUp: deadline.signal,
  };
  try {
    const collected = plan.accounts.length > 0 ? await collect(execution) : NOTHING_COLLECTED;
    const target = {
      database: place.database,
      runId: stamp.runId,
      shard: shard.index,
      concurrency: settings.run.loadConcurrency,
      signal,
    };
    const parts = await stageTables(target, spool, spool.tables());
    await look();
    signal.throwIfAborted();
    const { requests, waitedFor } = collected;
    const manifest: Manifest = { shard: shard.index, attempt, parts: [...parts], requests, waitedFor };
    await putShared(place, manifestFile(shard.index, attempt), [manifest], { signal });
    const landed = parts.filter(({ table }) => table !== SHARD_ACCOUNTS && table !== SHARD_REFERENCES);
    return {
      accounts: plan.accounts.length,
      accountsCovered: covered,
      rows: landed.reduce((sum, part) => sum + part.rows, 0),
      parts: landed.length,
      bytes: landed.reduce((sum, part) => sum + part.bytes, 0),
      awsRequests: requests,
    };
  } finally {
    deadline.end();
  }
}

/** Time that is left for reading, by Snowflake's clock: since the plan was put, this shard has left a sign. */
function secondsLeft({ plans, signs }: SharedRun, index: number, seconds: number): number {
  const passedMs = msBetween(plans.get(index)?.putAt, signs.get(index)) ?? 0;
  return Math.max(1, seconds - passedMs / 1000);
}

/** Whether the first shard of the run waits for this one still, and no other has begun the next run. */
async function isWanted({ database, connection, runId }: SharedPlace, index: number): Promise<boolean> {
  const [run] = await listShared(database, connection);
  return run?.runId === runId && run.plans.has(index) && !run.isClosed;
}
