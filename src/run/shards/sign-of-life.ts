import { join } from 'node:path';
import { showLife } from '../../ledger/lease/worker.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Database } from '../../snowflake/database.ts';
import { pause } from '../../time/pause.ts';
import { putSign, type SharedPlace, type SharedRun } from './shared-files.ts';

type FirstSettings = Pick<Settings['run'], 'spoolDirectory' | 'shardWaitSeconds'>;

/** Longest pause between two signs. */
const LONGEST_MS = 30_000;

/** So many signs come within the time for which a shard may be silent. */
const SIGNS_IN_TIME = 30;

/** Times of a stage are told in whole seconds. */
const WHOLE_SECONDS_MS = 2_000;

/** Pause between two signs of a shard that may be silent for so long. */
export function signEveryMs(waitSeconds: number): number {
  return Math.min(LONGEST_MS, (waitSeconds * 1000) / SIGNS_IN_TIME);
}

/**
 * Milliseconds between two files of the stage, by Snowflake's clock alone: clocks of machines may differ. Undefined where
 * one of them is not there.
 */
export function msBetween(earlier: Date | undefined, later: Date | undefined): number | undefined {
  return earlier && later && later.getTime() - earlier.getTime();
}

/**
 * Whether the process that leads a run is gone, as one sees that has just left a sign of its own. It leaves four in the
 * time.
 */
export function isLeaderGone(run: SharedRun, index: number, waitSeconds: number): boolean {
  const silentMs = msBetween(run.signs.get(0), run.signs.get(index));
  return silentMs === undefined || silentMs > 4 * signEveryMs(waitSeconds) + WHOLE_SECONDS_MS;
}

/** Signs of life that a shard leaves on the stage, one in the place of the other, until they are ended. */
export class SignsOfLife {
  readonly place: SharedPlace;
  readonly #index: number;
  readonly #everyMs: number;
  readonly #look: () => Promise<void>;
  readonly #ended = new AbortController();
  #leaving: Promise<void> = Promise.resolve();

  /** `look` is called before each sign but the first, and may end them. */
  constructor(
    place: SharedPlace,
    index: number,
    waitSeconds: number,
    look: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.place = place;
    this.#index = index;
    this.#everyMs = signEveryMs(waitSeconds);
    this.#look = look;
  }

  /** Signs of the process that leads a run. It leaves them until all that the run has staged is to go. */
  static ofFirst(
    database: Database,
    connection: string,
    runId: string,
    settings: FirstSettings,
  ): SignsOfLife {
    const directory = join(settings.spoolDirectory, runId, 'shards');
    return new SignsOfLife({ database, connection, runId, directory }, 0, settings.shardWaitSeconds);
  }

  /** Leaves the first, and from then on one after the other. Throws where the first cannot be left. */
  async begin(): Promise<void> {
    await putSign(this.place, this.#index, this.#ended.signal);
    this.#leaving = this.#goOn();
  }

  /** Leaves no more; resolves when none is under way. */
  async end(): Promise<void> {
    this.#ended.abort();
    await this.#leaving;
  }

  async #goOn(): Promise<void> {
    while (await pause(this.#everyMs, this.#ended.signal)) {
      try {
        await showLife(this.place.directory);
        await this.#look();
        if (this.#ended.signal.aborted) return;
        await putSign(this.place, this.#index, this.#ended.signal);
      } catch {
        // One that is missing is what the others judge by; what ails Snowflake or the disk fails the run by itself.
      }
    }
  }
}
