import { removeStagedOf } from '../../snowflake/stage.ts';
import { pause } from '../../time/pause.ts';
import type { PlanSearch } from './find-plan.ts';
import { listShared, putSign } from './shared-files.ts';
import { isLeaderGone, signEveryMs } from './sign-of-life.ts';

/** Longest pause between two looks. */
const LOOK_MS = 10_000;

/**
 * Waits until the run is over that the shard has done its part of. `died` where its first process is gone, and has cleared
 * nothing away: the shard is to do its part of the next one, too. Who begins that shows it before anything of the dead
 * run is cleared away. Told to stop, it waits no more.
 */
export async function awaitEnd(search: PlanSearch, runId: string): Promise<'ended' | 'died'> {
  const { database, connection, shard, waitSeconds, directory, signal } = search;
  const end = async (how: 'ended' | 'died') => {
    // A sign may have come after all else was gone.
    await removeStagedOf(database, runId, signName(shard.index));
    return how;
  };
  for (;;) {
    const runs = await listShared(database, connection);
    const run = runs.find((each) => each.runId === runId);
    if (runs.some((each) => each.runId > runId)) return end('died');
    if (run === undefined || run.plans.size === 0) return run ? end('ended') : 'ended';
    if (isLeaderGone(run, shard.index, waitSeconds)) return end('died');
    await putSign({ database, connection, directory, runId }, shard.index, signal);
    if (!(await pause(Math.min(LOOK_MS, signEveryMs(waitSeconds)), signal))) return 'ended';
  }
}

/** Regular expression for the name of a shard's sign of life. */
export function signName(index: number): string {
  return `sign-${index}[.].*`;
}
