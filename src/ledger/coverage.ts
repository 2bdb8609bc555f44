import type { Status } from '../aws/outcome.ts';
import { jsonValue } from '../load/json-value.ts';
import type { RunStamp } from '../load/landing.ts';
import type { Row } from '../table.ts';
import type { AccountResult, UnitResult } from './units.ts';

/** Counts of a run by status. */
export type UnitCounts = Record<Status, number>;

/** Whether a unit of this status leaves us blind. */
export function isBlind({ status }: { readonly status: Status }): boolean {
  return status === 'denied' || status === 'failed';
}

/** No unit yet. */
export function noUnits(): UnitCounts {
  return { ok: 0, absent: 0, skipped: 0, probed: 0, denied: 0, failed: 0 };
}

/** The account's result once it is known which collectors' tables could not be loaded. */
export function afterLoad(result: AccountResult, notLoaded: ReadonlyMap<string, string>): AccountResult {
  const units = result.units.map((unit): UnitResult => {
    const reason = notLoaded.get(unit.collector);
    if (unit.status !== 'ok' || reason === undefined || (unit.landing ?? unit.rows) === 0) return unit;
    const {
      watermark: _watermark,
      empty: _empty,
      rowsBlind: _blind,
      digest: _digest,
      isSame: _same,
      ...lost
    } = unit;
    return { ...lost, status: 'failed', code: 'load_failed', reason, rows: 0 };
  });
  return { ...result, units };
}

/** The row of CONNECTOR_OUTCOMES of a unit. */
export function outcomeRow(stamp: RunStamp, account: AccountResult, unit: UnitResult): Row {
  return jsonValue({
    CONNECTION: stamp.connection,
    RUN_ID: stamp.runId,
    SNAPSHOT_AT: stamp.snapshotAt,
    COLLECTOR: unit.collector,
    ACCOUNT_ID: account.id,
    ACCOUNT_NAME: account.name,
    REGION: unit.region,
    STATUS: unit.status,
    CODE: unit.code,
    REASON: unit.reason,
    ROW_COUNT: unit.rows,
    ROWS_BLIND: unit.status === 'ok' ? (unit.rowsBlind ?? 0) : undefined,
    DURATION_MS: unit.durationMs,
    WATERMARK: unit.watermark,
    IS_EMPTY: unit.empty,
    SWEPT_AT: unit.sweptAt,
    DIGEST: unit.digest,
    IS_SAME: unit.isSame,
    SOURCE_ACCOUNT_ID: unit.sourceAccountId,
  }) as Row;
}

/** The connection table's row of an account, for connectors that read accounts. */
export function accountRow(stamp: RunStamp, account: AccountResult): Row {
  const counts = countUnits(account);
  const blind = account.units.filter(isBlind);
  const told = blind[0] ?? account.units.find((unit) => unit.status !== 'ok');
  const status = accountStatus(counts);
  return jsonValue({
    CREATED_AT: stamp.snapshotAt,
    RUN_ID: stamp.runId,
    ACCOUNT_ID: account.id,
    ACCOUNT_ALIAS: account.name,
    STATUS: status,
    REASON: status === 'ok' ? undefined : told?.reason,
    UNITS_OK: counts.ok,
    UNITS_ABSENT: counts.absent,
    UNITS_SKIPPED: counts.skipped,
    UNITS_PROBED: counts.probed,
    UNITS_DENIED: counts.denied,
    UNITS_FAILED: counts.failed,
    ROW_COUNT: account.units.reduce((sum, unit) => sum + unit.rows, 0),
    RAW: { blind_spots: blind.map(({ durationMs: _duration, rows: _rows, ...unit }) => unit) },
  }) as Row;
}

/** Units of an account by status. */
export function countUnits(account: AccountResult): UnitCounts {
  const counts = noUnits();
  for (const unit of account.units) counts[unit.status] += 1;
  return counts;
}

function accountStatus(counts: UnitCounts): Status | 'partial' {
  const blind = counts.denied + counts.failed;
  if (counts.ok > 0) return blind > 0 ? 'partial' : 'ok';
  if (blind > 0) return counts.failed > 0 ? 'failed' : 'denied';
  return counts.skipped > 0 ? 'skipped' : 'absent';
}
