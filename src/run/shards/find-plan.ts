import { configError } from '../../errors.ts';
import { claimDirectory } from '../../ledger/lease/worker.ts';
import type { Database } from '../../snowflake/database.ts';
import { pause } from '../../time/pause.ts';
import type { Shard } from './shard.ts';
import { listShared, putSign, type SharedRun } from './shared-files.ts';
import { isLeaderGone } from './sign-of-life.ts';

/** Search of a shard for the run that it is to take part in. */
export interface PlanSearch {
  readonly database: Database;
  readonly connection: string;
  readonly shard: Shard;
  readonly waitSeconds: number;
  /** On this machine, for the signs of life of a shard that has found a plan. */
  readonly directory: string;
  /** Name of this process in the ledger. */
  readonly worker: string;
  readonly signal: AbortSignal;
}

/** Run that was found: it has a plan for the shard, or waits for it no more, or another attempt has written that. */
export interface FoundRun {
  readonly found: 'plan' | 'closed' | 'written';
  readonly run: SharedRun;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/**
 * Looks for a run that comes after the one given, and whose first shard lives and has planned, again and again until the
 * time of waiting is over in which no first shard gave a sign of life: then undefined. Until the first sign another time may
 * be given. Throws a config error where it has planned for another number of shards.
 */
export async function findPlan(
  search: PlanSearch,
  after: string | undefined,
  firstSignWithinMs = search.waitSeconds * 1000,
): Promise<FoundRun | undefined> {
  const { database, connection, signal, waitSeconds } = search;
  let until = performance.now() + firstSignWithinMs;
  let lastSign: number | undefined;
  let wait = Math.min(FIRST_PAUSE_MS, (waitSeconds * 1000) / 30);
  for (;;) {
    const [latest] = await listShared(database, connection);
    const isNext = latest && (after === undefined || latest.runId > after);
    const found = isNext ? await lookAt(search, latest) : undefined;
    // One that lives, and has not planned yet, is waited for.
    const sign = isNext ? latest.signs.get(0)?.getTime() : undefined;
    if (sign !== undefined && lastSign !== undefined && sign > lastSign) {
      until = performance.now() + waitSeconds * 1000;
    }
    lastSign = sign ?? lastSign;
    if (found || performance.now() >= until) return found;
    if (!(await pause(wait, signal))) signal.throwIfAborted();
    wait = Math.min(wait * 1.5, LONGEST_PAUSE_MS);
  }
}

/** Undefined where the run has no plan yet, or is of a process that is gone. */
async function lookAt(search: PlanSearch, { runId, plans }: SharedRun): Promise<FoundRun | undefined> {
  const { database, connection, shard, waitSeconds, directory, worker, signal } = search;
  const [planned] = plans.values();
  if (planned === undefined) return undefined;
  await claimDirectory(directory, worker);
  await putSign({ database, connection, directory, runId }, shard.index, signal);
  const run = (await listShared(database, connection)).find((each) => each.runId === runId);
  if (run === undefined || isLeaderGone(run, shard.index, waitSeconds)) return undefined;
  if (planned.count !== shard.count) throw otherNumber(search, planned.count, runId);
  if (run.isClosed) return { found: 'closed', run };
  if (run.manifests.has(shard.index)) return { found: 'written', run };
  return run.plans.has(shard.index) ? { found: 'plan', run } : undefined;
}

function otherNumber({ connection, shard }: PlanSearch, planned: number, runId: string): Error {
  return configError(
    `this is shard ${shard.index} of ${shard.count}, and the run is planned for ${planned}`,
    {
      where: `${connection}, run ${runId}`,
      hint: 'Start all shards of a run with the same number of them.',
    },
  );
}
