import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { transientError } from '../../errors.ts';
import { claimDirectory } from '../../ledger/lease/worker.ts';
import type { RunEnvironment, RunRequest } from '../run-request.ts';
import { awaitEnd } from './await-end.ts';
import { type FoundRun, findPlan, type PlanSearch } from './find-plan.ts';
import { type Shard, shardName } from './shard.ts';
import { clearDeadShards, shardDirectory } from './shard-directories.ts';
import type { SharedRun } from './shared-files.ts';
import { signEveryMs } from './sign-of-life.ts';
import { type WrittenShard, writeShard } from './write-shard.ts';

/** Result of a shard that is not the first: what it has written, or that it came too late to write. */
export interface ShardSummary extends WrittenShard {
  readonly connection: string;
  /** `2/5` */
  readonly shard: string;
  /** `late` where its run has ended without it; `done` where an earlier attempt has written. */
  readonly status: 'written' | 'late' | 'done';
  readonly runId: string;
  readonly seconds: number;
}

const NOTHING: WrittenShard = {
  accounts: 0,
  accountsCovered: 0,
  rows: 0,
  parts: 0,
  bytes: 0,
  awsRequests: 0,
};

/**
 * Executes one shard of a run that is not the first: waits for its plan, reads the accounts in it, and puts what it has read
 * on the stage for the first one to load. It needs no warehouse and writes no table. It stays until the run is over, and a
 * little longer: where the first one dies, or fails and is started again, it takes up the plan of the next run. Throws a
 * transient error where no plan comes in time.
 */
export async function runShard(
  caller: RunEnvironment,
  request: RunRequest,
  shard: Shard,
): Promise<ShardSummary> {
  const { settings, database, worker, log, signal } = caller;
  const { spoolDirectory, shardWaitSeconds: waitSeconds } = settings.run;
  const connection = request.connection.name;
  const began = performance.now();
  const attempt = randomBytes(4).toString('hex');
  const directory = join(spoolDirectory, shardDirectory(shard.index, attempt));
  const named = { connection, shard: shardName(shard) };
  const summary = (status: ShardSummary['status'], runId: string, written = NOTHING): ShardSummary => ({
    ...named,
    status,
    runId,
    ...written,
    seconds: (performance.now() - began) / 1000,
  });
  return log.within(named, async () => {
    try {
      await clearDeadShards(spoolDirectory, worker);
      const search = { database, connection, shard, waitSeconds, directory, worker, signal };
      let last: ShardSummary | undefined;
      let isEnded = false;
      for (;;) {
        const found: FoundRun | undefined =
          isEnded && last ? await findNext(search, last.runId) : await findPlan(search, last?.runId);
        if (!found) break;
        const { runId }: SharedRun = found.run;
        last = summary(ENDS[found.found], runId);
        if (found.found === 'plan') {
          const written = await writeShard(caller, request, { shard, attempt, directory, run: found.run });
          if (written === 'over') log.warn('the run has ended before the shard was written', { runId });
          else last = summary('written', runId, written);
          if (written === 'over') continue;
        }
        await claimDirectory(directory, worker);
        isEnded = (await awaitEnd(search, runId)) === 'ended';
      }
      if (last === undefined) throw noPlan(connection, shard, waitSeconds);
      log.info('the shard has ended', { ...last });
      return last;
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
}

/**
 * The run by which a first shard makes good that it has failed, where an engine starts it again at once: whether a run that
 * has cleared its files away has failed cannot be seen without a warehouse.
 */
async function findNext(search: PlanSearch, runId: string): Promise<FoundRun | undefined> {
  try {
    return await findPlan(search, runId, 2 * signEveryMs(search.waitSeconds));
  } catch (error) {
    // Told to stop, it has done its part.
    if (search.signal.aborted) return undefined;
    throw error;
  }
}

const ENDS = { plan: 'late', closed: 'late', written: 'done' } as const;

function noPlan(connection: string, shard: Shard, seconds: number): Error {
  return transientError(`no run has a plan for shard ${shardName(shard)} within ${seconds} seconds`, {
    where: connection,
    hint: 'Start shard 0 of the run, which plans, at about the same time, and see how it ends; or its run was over before this shard came. SNOWCENSUS_SHARD_WAIT_SECONDS is the time that one waits for the other.',
  });
}
