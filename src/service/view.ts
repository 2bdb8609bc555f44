import type { UnitCounts } from '../ledger/coverage.ts';
import type { CoverageCell } from '../ledger/coverage-cells.ts';
import type { EndedRun } from '../ledger/run-history.ts';
import type { UnitPaths } from '../ledger/unit-paths.ts';
import type { FindingsView } from './findings-reader.ts';

export type { CoverageCell } from '../ledger/coverage-cells.ts';

/** Outcome of a unit. */
export type UnitStatus = keyof UnitCounts;

/** View of the service on itself at one moment. Every surface (page, metrics, health) shows this and nothing else. */
export interface ServiceView {
  readonly version: string;
  readonly worker: string;
  readonly startedAt: Date;
  /** True from the first SIGTERM on: nothing new is started. */
  readonly stopping: boolean;
  readonly snowflake: SnowflakeHealthView;
  /** Reason for which notifications could not be sent; undefined where they were, or where no receiver is set. */
  readonly notifications: { readonly problem: string | undefined };
  /** The findings as runs have recorded them; undefined where none does. */
  readonly findings: FindingsView;
  readonly connections: readonly ConnectionView[];
}

/** How the last use of Snowflake went. */
export interface SnowflakeHealthView {
  readonly lastOkAt: Date | undefined;
  /** Why the last attempt failed; undefined when it did not. */
  readonly error: string | undefined;
}

/** One connection, as the operator thinks of it. */
export interface ConnectionView {
  readonly name: string;
  /** Undefined while the COMMENT cannot be read. */
  readonly module: string | undefined;
  readonly schedule: { readonly cron: string; readonly timezone: string } | undefined;
  /** Why it is suspended; undefined when it can run. */
  readonly problem: string | undefined;
  /** Its options say that it is not to be run on its schedule for now. */
  readonly paused: boolean;
  readonly nextRunAt: Date | undefined;
  /** Due, and waiting for a place. */
  readonly queued: boolean;
  readonly active: ActiveRunView | undefined;
  /** Ended runs, newest first, at most fifty. */
  readonly recent: readonly EndedRunView[];
  readonly lastSuccessAt: Date | undefined;
  /** Outcome of every account and service in the latest published run, worst status of its units. */
  readonly coverage: readonly CoverageCell[];
  /** Organizational units of the accounts that it lists. */
  readonly unitPaths: UnitPaths;
}

export interface ActiveRunView {
  readonly runId: string | undefined;
  readonly startedAt: Date;
  readonly accounts: number;
  readonly accountsDone: number;
  readonly rows: number;
}

/** A run that has ended, or a slot that was missed. */
export type EndedRunView = EndedRun;
