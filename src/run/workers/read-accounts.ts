import type { AwsCredentialIdentity } from '@smithy/types';
import { AwsAccess, accessSettings } from '../../aws/access.ts';
import type { Collector } from '../../aws/catalogue/entry.ts';
import type { Pacing } from '../../aws/pacing.ts';
import { ConcurrencyLimit } from '../../concurrency/concurrency-limit.ts';
import { SharedPlaces } from '../../concurrency/shared-places.ts';
import type { Connection } from '../../connections/connection.ts';
import type { PlannedAccount } from '../../connectors/connector.ts';
import { connectorOf } from '../../connectors/index.ts';
import type { AccountResult } from '../../ledger/units.ts';
import type { RunStamp } from '../../load/landing.ts';
import { LandingWriter } from '../../load/landing-writer.ts';
import type { Readable } from '../../load/readable.ts';
import type { FactSpool } from '../../load/spool.ts';
import type { Log } from '../../log/log.ts';
import type { Observer } from '../../observer.ts';
import type { Settings } from '../../settings/settings.ts';
import type { ToldUnits } from '../administrators/told-units.ts';
import type { ReadingExecution } from '../execution.ts';
import type { Knowledge } from '../open.ts';
import { type EnteredAccount, type Reading, readAccount } from '../read-account.ts';
import type { Progress } from '../run-request.ts';

/** Times as many accounts as are read at once may be open, where the others wait. */
const MOST_OPEN = 4;

/** Reading of a run's accounts, by this process and by workers alike. */
export interface Collecting {
  /** Named by the connection; without them the SDK's default chain is used. */
  readonly credentials: AwsCredentialIdentity | undefined;
  readonly readable: Readable;
  /** Told how the call that waits longest is found out, before the first account is taken up. */
  readonly onOpen: (longestWait: () => string | undefined) => void;
  readonly onUnits: (accountId: string, progress: Progress) => void;
  /** Takes the result of an account, whose rows are in the spool by then. */
  readonly onAccount: (result: AccountResult) => Promise<void>;
}

/** Settings by which accounts are read. */
export type ReadingSettings = Pick<Settings, 'aws' | 'proxy' | 'security' | 'run'>;

/** Needs of reading accounts of a run in this process. */
export interface AccountsReading extends Collecting {
  readonly settings: ReadingSettings;
  readonly pacing: Pacing;
  readonly observer: Observer | undefined;
  readonly log: Log;
  readonly connection: Connection;
  readonly collectors: readonly Collector[];
  readonly stamp: RunStamp;
  readonly known: Knowledge;
  readonly spool: FactSpool;
  readonly timeUp: AbortSignal;
  readonly signal: AbortSignal;
}

/** Question to administrators before any account is read. */
export type AskFirst = (reading: OpenReading) => Promise<ToldUnits>;

/** Reading by a way into AWS that is open; it notes who is entered already. */
export interface OpenReading extends Reading {
  readonly entered: Map<string, EnteredAccount>;
}

/** Result of work with a way into AWS, and how many requests were sent there, retries included. */
export interface Done<T> {
  readonly result: T;
  readonly requests: number;
}

/**
 * Reads accounts as they come, several at once, once `ask` has its answers; they end when the signal is aborted. Gives how
 * many requests were sent to AWS, retries included. Throws what concerns the whole run: the chain, the disk, an abort.
 */
export async function readAccounts(
  task: AccountsReading,
  accounts: (signal: AbortSignal) => Iterable<PlannedAccount> | AsyncIterable<PlannedAccount>,
  ask?: AskFirst,
): Promise<number> {
  const { requests } = await withReading(task, async (reading, stop) => {
    const told = (await ask?.(reading)) ?? task.known.told;
    const limit = accountLimit(task.settings.run.accountConcurrency);
    await limit.forEach(accounts(reading.access.signal), async (account) => {
      try {
        await task.onAccount(await readAccount(reading, account, limit, told.get(account.id)));
      } catch (error) {
        stop(error);
        throw error;
      }
    });
  });
  return requests;
}

/**
 * Does the work by a way into AWS that is open for as long; `stop` ends what is under way. Throws what the work throws, or
 * why there is no way.
 */
export async function withReading<T>(
  task: AccountsReading,
  work: (reading: OpenReading, stop: (reason: unknown) => void) => Promise<T>,
): Promise<Done<T>> {
  const { settings, connection, stamp, known } = task;
  const connector = connectorOf(connection);
  const readPlan = connector.readPlan(connection);
  const stop = new AbortController();
  const access = new AwsAccess({
    settings: accessSettings(settings),
    pacing: task.pacing,
    observer: task.observer,
    log: task.log,
    credentials: task.credentials,
    chain: readPlan.chain,
    partition: readPlan.partition,
    sessionName: `snowcensus-${stamp.runId}`,
    signal: AbortSignal.any([task.signal, stop.signal]),
  });
  const reading: OpenReading = {
    entered: new Map(),
    onUnits: task.onUnits,
    access,
    collectors: task.collectors,
    regions: readPlan.regions,
    homeRegion: readPlan.homeRegion,
    accountTags: readPlan.accountTags,
    unitSeconds: settings.run.unitSeconds,
    timeUp: task.timeUp,
    unitPlaces: unitPlaces(settings),
    events: readPlan.events && {
      readPlan: readPlan.events,
      watermarks: known.watermarks,
      until: new Date(stamp.snapshotAt),
    },
    emptyRegions: known.emptyRegions,
    resting: known.resting,
    earlier: known.earlier,
    writer: new LandingWriter(
      task.spool,
      stamp,
      connection,
      connector.listed,
      known.knownRows,
      task.readable,
    ),
  };
  try {
    await access.open();
    task.onOpen(() => access.longestWait());
    const result = await work(reading, (reason) => stop.abort(reason));
    return { result, requests: [...access.requests.values()].reduce((total, count) => total + count, 0) };
  } finally {
    // What units whose time was over have left behind ends here.
    stop.abort(new Error('the run has read what it reads'));
    access.close();
  }
}

/** Ids of the accounts that a run enters. */
export function enteredAccounts({ plan }: Pick<ReadingExecution, 'plan'>): ReadonlySet<string> {
  return new Set(plan.accounts.flatMap(({ id, verdict }) => (verdict ? [] : [id])));
}

/** An account that only waits for AWS's pace makes room for another; what is open at once stays bounded, as memory is. */
function accountLimit(accountConcurrency: number): ConcurrencyLimit {
  return new ConcurrencyLimit(accountConcurrency, { most: MOST_OPEN * accountConcurrency });
}

/** As many units at once as the most accounts at once have, so that few accounts get on as fast. */
function unitPlaces({ run: { unitConcurrency, accountConcurrency } }: ReadingSettings): SharedPlaces {
  return new SharedPlaces(unitConcurrency, unitConcurrency * accountConcurrency);
}
