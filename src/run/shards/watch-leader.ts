import { removeStagedOf } from '../../snowflake/stage.ts';
import { pause } from '../../time/pause.ts';
import { signName } from './await-end.ts';
import { listShared, putSign, type SharedPlace } from './shared-files.ts';
import { isLeaderGone, signEveryMs } from './sign-of-life.ts';

/** Index under which one leaves signs that watches a run, and is no shard of it. */
const WATCHER = 9_999;

/**
 * Whether the process is dead that leads a run by several shards, on whatever machine: it leaves no sign of life any more.
 * That one lives is seen at its next sign. Of a run that has left none nothing is known: false.
 */
export async function isLeaderDead(
  place: SharedPlace,
  waitSeconds: number,
  signal: AbortSignal,
): Promise<boolean> {
  const { database, connection, runId } = place;
  let first: Date | undefined;
  for (;;) {
    const run = (await listShared(database, connection)).find((each) => each.runId === runId);
    const last = run?.signs.get(0);
    if (run === undefined || last === undefined) return false;
    if (run.signs.has(WATCHER) && isLeaderGone(run, WATCHER, waitSeconds)) return true;
    first ??= last;
    if (last > first) {
      await removeStagedOf(database, runId, signName(WATCHER));
      return false;
    }
    // By it is told how old the other is.
    await putSign(place, WATCHER, signal);
    if (!(await pause(signEveryMs(waitSeconds), signal))) signal.throwIfAborted();
  }
}
