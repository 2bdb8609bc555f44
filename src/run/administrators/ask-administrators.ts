import type { Collector } from '../../aws/catalogue/entry.ts';
import { awsFailure } from '../../aws/outcome.ts';
import type { ConcurrencyLimit } from '../../concurrency/concurrency-limit.ts';
import { forEachInParallel } from '../../concurrency/in-parallel.ts';
import type { PlannedAccount } from '../../connectors/connector.ts';
import { isSnowcensusError } from '../../errors.ts';
import type { Administrators } from '../../ledger/known/delegations.ts';
import { GLOBAL, type UnitResult } from '../../ledger/units.ts';
import type { Log } from '../../log/log.ts';
import { startDeadline } from '../../time/deadline.ts';
import { plannedUnits } from '../planned-units.ts';
import { type EnteredAccount, enterAccount, type Reading } from '../read-account.ts';
import { readMembers } from './read-members.ts';
import type { ToldUnits } from './told-units.ts';

/** Needs of asking administrators. */
export interface AdministratorsReading extends Reading {
  readonly administrators: Administrators;
  readonly log: Log;
  /** Takes the accounts that are entered for it, so that nobody enters them again. */
  readonly entered: Map<string, EnteredAccount>;
}

/**
 * Asks delegated administrators, before any other account, for what they tell of the accounts of the run. An administrator
 * that the run does not enter, or that refuses, tells nothing; then each account is asked for itself. Throws only what
 * concerns the whole run.
 */
export async function askAdministrators(
  reading: AdministratorsReading,
  accounts: readonly PlannedAccount[],
): Promise<ToldUnits> {
  const told = new Map<string, UnitResult[]>();
  const entered = accounts.filter(({ verdict }) => !verdict);
  const members = new Set(entered.map(({ id }) => id));
  for (const account of entered) {
    const asked = reading.collectors.filter((collector) => administers(reading, account.id, collector));
    if (asked.length === 0) continue;
    const others = new Set([...members].filter((id) => id !== account.id));
    const share = reading.unitPlaces.open();
    try {
      await askAdministrator({ ...reading, limit: share.limit }, account, asked, others, told);
    } finally {
      share.end();
    }
  }
  return told;
}

function administers(
  { administrators }: AdministratorsReading,
  accountId: string,
  collector: Collector,
): boolean {
  const { administrator, everyDays } = collector;
  if (!administrator || everyDays !== undefined) return false;
  return administrators.get(administrator.principal)?.includes(accountId) === true;
}

async function askAdministrator(
  reading: AdministratorsReading & { readonly limit: ConcurrencyLimit },
  account: PlannedAccount,
  collectors: readonly Collector[],
  members: ReadonlySet<string>,
  told: Map<string, UnitResult[]>,
): Promise<void> {
  const { access, timeUp, log, limit } = reading;
  const noteRefusal = (error: unknown, unit: object) => {
    access.signal.throwIfAborted();
    const { code, message } = awsFailure(error);
    log.warn('a delegated administrator does not answer; its members are asked one by one', {
      accountId: account.id,
      ...unit,
      reason: `${code}: ${message}`,
    });
  };
  let entered: EnteredAccount;
  try {
    entered = await enterAccount(reading, account, limit);
  } catch (error) {
    noteRefusal(error, {});
    return;
  }
  reading.entered.set(account.id, entered);
  // Where it had nothing itself when its region was last read whole, it administers nobody.
  const units = collectors
    .flatMap((collector) => plannedUnits(reading, account.id, collector, entered.regions))
    .filter(({ region, verdict, sweptAt }) => region !== GLOBAL && !verdict && !sweptAt);
  await forEachInParallel(units, limit, async (unit) => {
    const deadline = startDeadline(reading.unitSeconds, timeUp, access.signal);
    try {
      for await (const { accountId, unit: read } of readMembers(
        reading,
        entered.session,
        unit,
        members,
        deadline.signal,
      )) {
        told.set(accountId, [...(told.get(accountId) ?? []), read]);
      }
    } catch (error) {
      if (isSnowcensusError(error) && error.kind === 'config') throw error;
      noteRefusal(error, { collector: unit.collector.name, region: unit.region });
    } finally {
      deadline.end();
    }
  });
}
