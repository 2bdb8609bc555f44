import type { Pacing } from '../aws/pacing.ts';
import type { Connection } from '../connections/connection.ts';
import type { Slot } from '../ledger/slot.ts';
import type { Log } from '../log/log.ts';
import type { Secrets } from '../log/secrets.ts';
import type { Observer } from '../observer.ts';
import type { Settings } from '../settings/settings.ts';
import type { Database } from '../snowflake/database.ts';
import type { Shard } from './shards/shard.ts';

/** One execution of one connection, as it is asked for. */
export interface RunRequest {
  readonly connection: Connection;
  readonly triggeredBy: 'manual' | 'schedule' | 'catch-up';
  /** The slot that the run is due for; a run by hand has none. */
  readonly slot?: Slot | undefined;
  /** Narrow the run to these accounts; then it closes nothing outside of them. */
  readonly accounts?: readonly string[] | undefined;
  /** Narrow the run to collectors that match these patterns. */
  readonly collectors?: readonly string[] | undefined;
  /** Whether the one who asks confirms that much may be closed. */
  readonly confirmsClosing?: boolean | undefined;
  /** Part of the run that this process is; undefined for all of it. */
  readonly shard?: Shard | undefined;
}

/** Whether the run is of all that the connection is to read. */
export function isComplete({ accounts, collectors }: RunRequest): boolean {
  return !accounts && !collectors;
}

/** The environment that a run works in. */
export interface RunEnvironment {
  readonly settings: Settings;
  readonly database: Database;
  /** Of the process, so that runs at the same time share the accounts' quotas. */
  readonly pacing: Pacing;
  /** Variables that `env:` references of a connection name. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** Secrets that the log must not tell; the run adds what its options resolve to. */
  readonly secrets: Secrets;
  /** An observer of every request to AWS. */
  readonly observer?: Observer | undefined;
  readonly version: string;
  /** Name of this process in the ledger. */
  readonly worker: string;
  readonly signal: AbortSignal;
  /** Told once the run has an id. */
  readonly onBegin?: ((runId: string) => void) | undefined;
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
}

/** Accounts done of all accounts. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** Progress of a run, with the rows it has read. */
export interface RunProgress extends Progress {
  readonly runId: string;
  readonly rows: number;
  /** Units read of all that are planned, by the accounts under way. */
  readonly reading: ReadonlyMap<string, Progress>;
  /** Call that has been waited for longest at this moment, in words; undefined where there is none. */
  readonly waitsFor: () => string | undefined;
  /** Shard of the run whose accounts these are; undefined for all of it. */
  readonly shard?: Shard | undefined;
}
