import { describeError } from '../errors.ts';
import { countUnits, isBlind, type UnitCounts } from '../ledger/coverage.ts';
import type { AccountResult } from '../ledger/units.ts';
import type { TableLoad } from '../load/load.ts';
import type { Log } from '../log/log.ts';
import { isComplete, type RunRequest } from './run-request.ts';
import { shardName } from './shards/shard.ts';
import type { RunSummary } from './summary.ts';

/** Says that a run begins. */
export function logStart(log: Log, request: RunRequest): void {
  const { connection, triggeredBy, slot, shard } = request;
  log.info('the run starts', {
    module: connection.module,
    triggeredBy,
    ...(slot ? { slot: slot.at } : {}),
    ...(shard && shard.count > 1 ? { shard: shardName(shard) } : {}),
    ...(isComplete(request) ? {} : { onlyAccounts: request.accounts, onlyCollectors: request.collectors }),
  });
}

/** Says what the run came to, in one line however many accounts it could not read. */
export function logEnd(log: Log, summary: RunSummary): void {
  const { status, accounts, accountsCovered, units, rows, bytes, awsRequests, seconds, error } = summary;
  log.info('the run has ended', {
    status,
    accounts,
    accountsCovered,
    units: onlyCounted(units),
    rows,
    bytes,
    awsRequests,
    seconds,
    ...(error === undefined ? {} : { note: error }),
  });
}

/** Says that the run published nothing, and the gist of why; its caller tells all of it. */
export function logFailure(log: Log, error: unknown): void {
  log.warn('the run has ended without result', { reason: describeError(error).split('\n', 1)[0] });
}

/** Says what became of an account; what it could not read is told in detail, each reason once. */
export function logAccount(log: Log, account: AccountResult): void {
  const reasons = Map.groupBy(account.units.filter(isBlind), ({ status, code, reason }) =>
    JSON.stringify({ status, code, reason }),
  );
  const blind = [...reasons].map(([reason, units]) => ({
    ...(JSON.parse(reason) as object),
    units: units.map(({ collector, region }) => `${collector} ${region}`),
  }));
  log.debug('the account is done', {
    accountId: account.id,
    units: onlyCounted(countUnits(account)),
    ...(blind.length === 0 ? {} : { blind }),
  });
}

/** Says what was loaded; a table that could not be is something to look into. */
export function logLoad(log: Log, { table, rows, parts, bytes, error }: TableLoad): void {
  if (error === undefined) log.debug('loaded', { table, rows, parts, bytes });
  else log.warn('a table could not be loaded; its units count as failed', { table, reason: error });
}

function onlyCounted(units: Readonly<UnitCounts>): Partial<UnitCounts> {
  return Object.fromEntries(Object.entries(units).filter(([, count]) => count > 0));
}
