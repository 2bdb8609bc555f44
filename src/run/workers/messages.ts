import type { AwsCredentialIdentity } from '@smithy/types';
import type { EarlierRead } from '../../aws/catalogue/context.ts';
import type { Connection } from '../../connections/connection.ts';
import type { PlannedAccount } from '../../connectors/connector.ts';
import type { AccountResult, UnitResult } from '../../ledger/units.ts';
import type { RunStamp } from '../../load/landing.ts';
import type { ReadableFacts } from '../../load/readable.ts';
import type { Progress } from '../run-request.ts';
import type { LineFile } from './line-file.ts';
import type { ReadingSettings } from './read-accounts.ts';
import type { ToldError } from './told-error.ts';

/** Task of a worker: all that is not of one account. It goes from process to process, by no file and no argument. */
export interface WorkerTask {
  readonly settings: ReadingSettings;
  readonly connection: Connection;
  /** Names of collectors of its connector, in order. */
  readonly collectors: readonly string[];
  readonly stamp: RunStamp;
  readonly credentials: AwsCredentialIdentity | undefined;
  /** Hashes of what is the same for all accounts, as it is known. */
  readonly references: ReadonlyMap<string, string>;
  readonly readable: ReadableFacts;
  /** Processes that share the organization's quotas. */
  readonly processes: number;
  /** Its own, where it writes lines. */
  readonly directory: string;
}

/** Knowledge of one account's units, by collector and region, or by region. */
export interface KnownOfAccount {
  readonly watermarks: ReadonlyMap<string, number> | undefined;
  readonly emptyRegions: ReadonlyMap<string, number> | undefined;
  readonly digests: ReadonlyMap<string, string> | undefined;
  readonly resting: ReadonlyMap<string, number> | undefined;
  readonly earlier: ReadonlyMap<string, EarlierRead> | undefined;
  readonly told: readonly UnitResult[];
}

/** Message to a worker: its task first, and an account each time that it is ready for one. */
export type ToWorker =
  | { readonly kind: 'task'; readonly task: WorkerTask }
  | {
      readonly kind: 'account';
      readonly account: PlannedAccount;
      readonly known: KnownOfAccount;
      /** Credentials that must not stand in lines, as far as the first process has met them. */
      readonly credentials: readonly string[];
    }
  /** Into so many parts the quotas of its accounts are divided. */
  | { readonly kind: 'pace'; readonly parts: number }
  | { readonly kind: 'time-up' };

/** Requests to AWS, or refusals for there being too many, since that was last told. */
export interface CallCount {
  readonly service: string;
  readonly operation: string;
  readonly count: number;
}

/** Figures of a worker under way. */
export interface WorkerFigures {
  readonly calls: readonly CallCount[];
  readonly throttles: readonly CallCount[];
  /** Units read of all that are planned, by the accounts under way. */
  readonly reading: ReadonlyMap<string, Progress>;
  readonly longestWait: string | undefined;
}

/** Message of a worker. It asks for each account; one that it has read is whole in the file by then. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'read'; readonly result: AccountResult; readonly file: LineFile }
  | { readonly kind: 'figures'; readonly figures: WorkerFigures }
  | {
      readonly kind: 'event';
      readonly level: 'error' | 'warn' | 'info' | 'debug';
      readonly message: string;
      readonly fields: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'failed'; readonly error: ToldError };
