import type { Connection } from '../connections/connection.ts';
import type { Connector } from '../connectors/connector.ts';
import type { RunStamp } from '../load/landing.ts';
import type { Spool } from '../load/spool.ts';
import type { Journal } from './journal.ts';
import type { OpenedRun } from './open.ts';
import type { RunEnvironment } from './run-request.ts';

/** Reading of the accounts of a run, or of a shard of it. */
export interface ReadingExecution {
  readonly environment: RunEnvironment;
  readonly connection: Connection;
  readonly connector: Connector;
  readonly plan: OpenedRun;
  readonly stamp: RunStamp;
  readonly spool: Spool;
  /** The one on this machine's disk that the spool is in. */
  readonly directory: string;
  readonly journal: Pick<Journal, 'append'>;
  /** Number of shards that read the run, each with its part of the quotas that they share. */
  readonly shards: number;
  /** Aborted when the run's time for reading is over. */
  readonly timeUp: AbortSignal;
}

/** A run under way: what its steps share. */
export interface Execution extends ReadingExecution {
  readonly journal: Journal;
  /** Whether somebody has confirmed, for this run or in the options, that much may be closed. */
  readonly confirmsClosing: boolean;
  /** Whether the slot may be tried again, should the run come to nothing for a reason that may pass. */
  readonly mayRepeat: boolean;
}
