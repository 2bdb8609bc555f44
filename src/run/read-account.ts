import type { AwsAccess } from '../aws/access.ts';
import type { AccountSession } from '../aws/account-session.ts';
import type { Collector } from '../aws/catalogue/entry.ts';
import { type AccountRegions, readAccountRegions } from '../aws/regions.ts';
import type { ConcurrencyLimit } from '../concurrency/concurrency-limit.ts';
import { forEachInParallel, inParallel } from '../concurrency/in-parallel.ts';
import type { SharedPlaces } from '../concurrency/shared-places.ts';
import type { PlannedAccount } from '../connectors/connector.ts';
import { isSnowcensusError } from '../errors.ts';
import type { EarlierReads } from '../ledger/known/earlier-reads.ts';
import type { EmptyRegions } from '../ledger/known/empty-regions.ts';
import type { UnitInstants } from '../ledger/known/unit-instants.ts';
import {
  type AccountResult,
  GLOBAL,
  type UnitOutcome,
  type UnitResult,
  unitsWithout,
} from '../ledger/units.ts';
import { partlyBlind } from '../load/blindness.ts';
import type { UnitStamp } from '../load/landing.ts';
import type { LandingWriter } from '../load/landing-writer.ts';
import { startDeadline } from '../time/deadline.ts';
import { eachUntilAborted, untilAborted } from '../time/until-aborted.ts';
import { type EventsReading, unitWindow } from './event-window.ts';
import { type PlannedUnit, plannedUnits } from './planned-units.ts';
import { mayShowTagged, notAsked, regionsInUse } from './probe.ts';
import type { Progress } from './run-request.ts';
import { RUN_TIME_OVER, refusedEntry, unitFailure, unitTimeOver } from './without-reading.ts';

/** Needs of reading any account of a run. */
export interface Reading {
  readonly access: AwsAccess;
  readonly collectors: readonly Collector[];
  readonly regions: 'all' | readonly string[];
  /** Region of units that are not of a region; the partition's home unless said. */
  readonly homeRegion?: string | undefined;
  readonly accountTags: boolean;
  /** Time that a unit has, in seconds. */
  readonly unitSeconds: number;
  /** Aborted when the run's time for reading is over: what has not been read by then is failed. */
  readonly timeUp: AbortSignal;
  /** Places of the units at work at once, divided among the accounts; those that wait for AWS's pace do not count. */
  readonly unitPlaces: SharedPlaces;
  /** Needed by collectors of events. */
  readonly events?: EventsReading | undefined;
  /** Regions to probe first. */
  readonly emptyRegions: EmptyRegions;
  /** Units whose turn it is not yet. */
  readonly resting: UnitInstants;
  /** Reads of units of which only what is new is asked. */
  readonly earlier: EarlierReads;
  readonly writer: LandingWriter;
  /** Accounts that are entered already. */
  readonly entered?: ReadonlyMap<string, EnteredAccount>;
  /** Told of each unit that was read, with how many of the account's are. */
  readonly onUnits?: ((accountId: string, progress: Progress) => void) | undefined;
}

/**
 * Reads one account: enters it, asks for its regions and runs its units. Whatever AWS refuses or breaks becomes the
 * status of a unit; only what concerns the whole run (disk, abort) is thrown. `accounts`: where the account has a
 * place, which it lends while all it has left to do waits for AWS's pace. `told`: units that are not read, for its
 * administrator has told of them; they hold even where the account does not let us in.
 */
export async function readAccount(
  reading: Reading,
  account: PlannedAccount,
  accounts?: ConcurrencyLimit,
  told: readonly UnitResult[] = [],
): Promise<AccountResult> {
  const share = reading.unitPlaces.open(accounts);
  try {
    const units = await unitsOf(reading, account, share.limit, new Set(told.map(keyOf)));
    return { id: account.id, name: account.name, units: [...told, ...units] };
  } finally {
    share.end();
  }
}

function keyOf({ collector, region }: Pick<UnitResult, 'collector' | 'region'>): string {
  return `${collector} ${region}`;
}

async function unitsOf(
  reading: Reading,
  account: PlannedAccount,
  limit: ConcurrencyLimit,
  told: ReadonlySet<string>,
): Promise<readonly UnitResult[]> {
  const { access, collectors, timeUp } = reading;
  if (account.verdict) return unitsWithout(collectors, account.verdict);
  let entered: EnteredAccount;
  try {
    entered = reading.entered?.get(account.id) ?? (await enterAccount(reading, account, limit));
  } catch (error) {
    access.signal.throwIfAborted();
    return unitsWithout(collectors, timeUp.aborted ? RUN_TIME_OVER : refusedEntry(error));
  }
  access.signal.throwIfAborted();
  const planned = inOrder(collectors)
    .flatMap((collector) => plannedUnits(reading, account.id, collector, entered.regions))
    .filter(({ collector, region }) => !told.has(keyOf({ collector: collector.name, region })));
  return readUnits(reading, entered, planned, limit);
}

/** Collectors that list, before those that take a list of theirs. */
function inOrder(collectors: readonly Collector[]): readonly Collector[] {
  const takes = ({ listedBy }: Collector) => listedBy !== undefined;
  return [...collectors.filter((collector) => !takes(collector)), ...collectors.filter(takes)];
}

/** Enters an account and asks for its regions. Throws what AWS answered, or that the run's time is over. */
export async function enterAccount(
  reading: Reading,
  account: PlannedAccount,
  limit: ConcurrencyLimit,
): Promise<EnteredAccount> {
  const { access, timeUp } = reading;
  const enter = async () => {
    const session = await access.enter(account, account.hop, (wait) => limit.lend(wait));
    if (!account.hop) await access.confirm(session);
    return session;
  };
  const session = await untilAborted(enter(), timeUp);
  const regions = await untilAborted(regionsOf(reading, account, session), timeUp);
  return { session, regions, roleArn: account.hop?.roleArn };
}

async function regionsOf(
  { collectors, regions }: Reading,
  { partition }: PlannedAccount,
  session: AccountSession,
): Promise<AccountRegions | undefined> {
  if (!collectors.some(({ scope }) => scope === 'region')) return undefined;
  return readAccountRegions(session.context({ region: undefined, accountTags: false }), partition, regions);
}

/**
 * Reads what need not wait, and then what waits in regions that turn out not to be empty any more: by the probes that are
 * collectors, or by one question about what is tagged.
 */
async function readUnits(
  reading: Reading,
  entered: EnteredAccount,
  planned: readonly PlannedUnit[],
  limit: ConcurrencyLimit,
): Promise<readonly UnitResult[]> {
  const { collectors } = reading;
  let done = 0;
  const read = async (unit: PlannedUnit) => {
    const result = await readUnit(reading, entered, unit);
    done += 1;
    reading.onUnits?.(entered.session.accountId, { done, total: planned.length });
    return result;
  };
  const first = await inParallel(
    planned.filter(({ sweptAt }) => !sweptAt),
    limit,
    read,
  );
  const waiting = planned.filter(({ sweptAt }) => sweptAt);
  const inUse = new Set(regionsInUse(collectors, first));
  const quiet = new Set(waiting.map(({ region }) => region).filter((region) => !inUse.has(region)));
  const types = [...new Set(waiting.flatMap(({ collector }) => collector.shownByTags))];
  await forEachInParallel(types.length > 0 ? quiet : [], limit, async (region) => {
    if (await mayShowTagged(reading, entered.session, { region, types })) inUse.add(region);
  });
  const later = await inParallel(waiting, limit, async (unit) =>
    unit.sweptAt && !inUse.has(unit.region) ? notAsked(unit, unit.sweptAt) : read(unit),
  );
  return [...first, ...later];
}

/** An account that was entered. */
export interface EnteredAccount {
  readonly session: AccountSession;
  readonly regions: AccountRegions | undefined;
  readonly roleArn: string | undefined;
}

async function readUnit(reading: Reading, entered: EnteredAccount, unit: PlannedUnit): Promise<UnitResult> {
  const { session } = entered;
  const started = performance.now();
  const { collector, region } = unit;
  const result = (outcome: UnitOutcome, rows: number): UnitResult => ({
    ...outcome,
    collector: collector.name,
    region,
    rows,
    durationMs: Math.round(performance.now() - started),
  });
  if (unit.verdict) {
    const { verdict, readAt } = unit;
    return { ...result(verdict, 0), ...(readAt ? { sweptAt: readAt.toISOString() } : {}) };
  }
  if (reading.timeUp.aborted) return result(RUN_TIME_OVER, 0);

  const stamp: UnitStamp = { accountId: session.accountId, region };
  const unitWriter = reading.writer.unit(collector.name, stamp);
  const window = unitWindow(reading.events, collector, stamp);
  const earlier = collector.remembers
    ? reading.earlier.of({ collector: collector.name, ...stamp })
    : undefined;
  const deadline = startDeadline(reading.unitSeconds, reading.timeUp, reading.access.signal);
  const context = session.context({
    region: region === GLOBAL ? reading.homeRegion : region,
    accountTags: reading.accountTags,
    window,
    earlier,
    signal: deadline.signal,
  });
  try {
    const items = eachUntilAborted(collector.collect(context), deadline.signal);
    for await (const { table, item, blindTo } of items) {
      reading.access.signal.throwIfAborted();
      await unitWriter.write(table, item, blindTo);
    }
    const { rows, blindness } = unitWriter;
    const outcome = { status: 'ok', ...window?.shortfall, ...partlyBlind(blindness, rows) } as const;
    const sweptAt = earlier && { sweptAt: earlier.sweptAt.toISOString() };
    const read = { ...result(outcome, rows), ...(await unitWriter.finish()), ...sweptAt };
    if (window) return { ...read, watermark: window.until.toISOString() };
    return collector.whenEmpty === 'read' ? read : { ...read, empty: !unitWriter.showsUse };
  } catch (error) {
    await unitWriter.drop();
    reading.access.signal.throwIfAborted();
    // Our own config errors are about the disk, which no other unit would find in better order.
    if (isSnowcensusError(error) && error.kind === 'config') throw error;
    if (reading.timeUp.aborted) return result(RUN_TIME_OVER, 0);
    if (deadline.signal.aborted)
      return result(unitTimeOver(reading.unitSeconds, reading.access.longestWait()), 0);
    return result(unitFailure(error, { ...entered, ...unit, accountId: session.accountId }), 0);
  } finally {
    deadline.end();
  }
}
