import { join } from 'node:path';
import { showLife } from '../../ledger/lease/worker.ts';
import { onDisk } from '../../load/disk-error.ts';
import { eachCauseOnce } from '../../log/each-cause-once.ts';
import type { Log } from '../../log/log.ts';
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

/** Needs of signs of life. */
export interface SignsOptions {
  readonly place: SharedPlace;
  readonly index: number;
  /** Seconds that a shard may be silent. */
  readonly waitSeconds: number;
  readonly log: Log;
  /** Is called before each sign but the first, and may end them. */
  readonly look?: () => Promise<void>;
  /** Ends what `look` waits for: then it fails, and that is no trouble. */
  readonly signal?: AbortSignal;
}

/** Signs of life that a shard leaves on the stage, one in the place of the other, until they are ended. */
export class SignsOfLife {
  readonly place: SharedPlace;
  readonly #options: SignsOptions;
  readonly #tell: (message: string, error: unknown) => void;
  readonly #ended = new AbortController();
  #leaving: Promise<void> = Promise.resolve();

  constructor(options: SignsOptions) {
    this.place = options.place;
    this.#options = options;
    this.#tell = eachCauseOnce(options.log);
  }

  /** Signs of the process that leads a run. It leaves them until all that the run has staged is to go. */
  static ofFirst(
    database: Database,
    connection: string,
    runId: string,
    settings: FirstSettings,
    log: Log,
  ): SignsOfLife {
    const directory = join(settings.spoolDirectory, runId, 'shards');
    const place = { database, connection, runId, directory };
    return new SignsOfLife({ place, index: 0, waitSeconds: settings.shardWaitSeconds, log });
  }

  /** Leaves the first, and from then on one after the other. Throws where the first cannot be left. */
  async begin(): Promise<void> {
    await this.#leave();
    this.#leaving = this.#goOn();
  }

  /** Leaves no more; resolves when none is under way. */
  async end(): Promise<void> {
    this.#ended.abort();
    await this.#leaving;
  }

  #leave(): Promise<void> {
    return putSign(this.place, this.#options.index, this.#ended.signal);
  }

  async #goOn(): Promise<void> {
    const { look, waitSeconds } = this.#options;
    const { directory } = this.place;
    while (await pause(signEveryMs(waitSeconds), this.#ended.signal)) {
      await this.#despite('the directory of the shard cannot be kept', () =>
        onDisk(directory, showLife(directory)),
      );
      if (look) await this.#despite('the shards of the run cannot be seen', look);
      if (this.#ended.signal.aborted) return;
      await this.#despite('a sign of life of the shard could not be left', () => this.#leave());
    }
  }

  /** One that is missing is what the others judge by; what keeps failing fails the run by itself. */
  async #despite(message: string, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (this.#ended.signal.aborted || this.#options.signal?.aborted) return;
      this.#tell(message, error);
    }
  }
}
