import type { Collector } from '../aws/catalogue/entry.ts';
import {
  accountRow,
  afterLoad,
  countUnits,
  isBlind,
  noUnits,
  outcomeRow,
  type UnitCounts,
} from '../ledger/coverage.ts';
import { type CoverageCell, coverageCells } from '../ledger/coverage-cells.ts';
import { OUTCOMES } from '../ledger/ledger-tables.ts';
import type { AccountResult, UnitResult } from '../ledger/units.ts';
import { landingName } from '../load/landing.ts';
import type { TableLoad } from '../load/load.ts';
import type { Secrets } from '../log/secrets.ts';
import type { Execution } from './execution.ts';

/** Outcomes of a run's units, counted. */
export interface CoverageTotals {
  readonly units: UnitCounts;
  /** Accounts of which at least one unit was read. */
  readonly accountsCovered: number;
  /** Why the first blind unit is blind. */
  readonly firstReason: string | undefined;
  /** The unit of the connection's list, where that was to be read and was not read whole. */
  readonly listLost: UnitResult | undefined;
  /** The same by account and service. */
  readonly cells: readonly CoverageCell[];
}

/** Spools coverage, and the connection table's account rows, from the journal and what could be loaded. */
export async function writeCoverage(
  { environment, connector, plan, spool, stamp, journal }: Execution,
  landed: readonly TableLoad[],
): Promise<CoverageTotals> {
  const notLoaded = collectorsNotLoaded(plan.collectors, landed);
  const units = noUnits();
  const cells: CoverageCell[] = [];
  let accountsCovered = 0;
  let firstReason: string | undefined;
  let listLost: UnitResult | undefined;
  for await (const result of journal.read()) {
    const account = withoutSecrets(afterLoad(result, notLoaded), environment.secrets);
    const counts = countUnits(account);
    cells.push(...coverageCells(account));
    for (const [status, count] of Object.entries(counts)) units[status as keyof UnitCounts] += count;
    if (counts.ok > 0) accountsCovered += 1;
    for (const unit of account.units) {
      if (isBlind(unit)) firstReason ??= unit.reason;
      if (unit.collector === connector.listed?.collector.name && unit.status !== 'ok') {
        listLost ??= unit;
      }
      await spool.write(OUTCOMES.name, outcomeRow(stamp, account, unit));
    }
    if (!connector.listed) await spool.write(stamp.connection, accountRow(stamp, account));
  }
  // Rows of a list whose reading broke off would pass for a whole list.
  if (listLost !== undefined) await spool.close(stamp.connection);
  return { units, accountsCovered, firstReason, listLost, cells };
}

/** The account with what AWS and Snowflake said of its units as it may be shown: they have been seen to echo credentials. */
export function withoutSecrets(account: AccountResult, secrets: Secrets): AccountResult {
  const units = account.units.map((unit) => ({
    ...unit,
    ...(unit.code === undefined ? {} : { code: secrets.redactRecord(unit.code) }),
    ...(unit.reason === undefined ? {} : { reason: secrets.redactMessage(unit.reason) }),
  }));
  return { ...account, units };
}

/** Collectors of which a table could not be loaded, with the reason. */
export function collectorsNotLoaded(
  collectors: readonly Collector[],
  landed: readonly TableLoad[],
): ReadonlyMap<string, string> {
  const errors = new Map(landed.flatMap((load) => (load.error ? [[load.table, load.error] as const] : [])));
  return new Map(
    collectors.flatMap((collector) => {
      const broken = collector.tables.map(landingName).find((table) => errors.has(table));
      return broken ? [[collector.name, errors.get(broken) ?? ''] as const] : [];
    }),
  );
}
