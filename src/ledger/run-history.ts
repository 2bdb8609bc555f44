import type { Database } from '../snowflake/database.ts';
import { literal, objectName } from '../snowflake/identifiers.ts';
import { instantOf } from '../time/instant.ts';
import { type CoverageCell, WORST_FIRST } from './coverage-cells.ts';
import type { RunStatus } from './ledger.ts';
import { RUNS, UNITS } from './ledger-tables.ts';

/** A run of the past, or a slot that was missed. */
export interface EndedRun {
  readonly runId: string;
  readonly status: RunStatus | 'missed';
  readonly triggeredBy: string;
  readonly startedAt: Date;
  readonly seconds: number;
  readonly rows: number;
  readonly error: string | undefined;
  /** Units that it held open until somebody confirms that they may be closed. */
  readonly unitsHeld: number;
}

/** What the ledger knows of a connection. */
export interface ConnectionHistory {
  /** Newest first, at most fifty. */
  readonly runs: readonly EndedRun[];
  readonly lastSlot: Date | undefined;
  /** End of the last run that read something of all that there is to read. */
  readonly lastSuccessAt: Date | undefined;
  /** Of what the last complete run was to read. */
  readonly coverage: readonly CoverageCell[];
}

const KEPT = 50;

/** What the ledger knows, by connection, in two statements. */
export async function readHistory(database: Database): Promise<ReadonlyMap<string, ConnectionHistory>> {
  const runs = Map.groupBy(await lastRuns(database), (row) => String(row.CONNECTION));
  const cells = Map.groupBy(await lastCoverage(database), ({ connection }) => connection);
  return new Map(
    [...runs].map(([connection, rows]) => [
      connection,
      {
        runs: rows.filter(({ STATUS }) => STATUS !== 'running').map(pastRun),
        lastSlot: instantOf(rows[0]?.LAST_SLOT),
        lastSuccessAt: instantOf(rows[0]?.LAST_SUCCESS),
        coverage: (cells.get(connection) ?? []).map(({ cell }) => cell),
      },
    ]),
  );
}

type LedgerRow = Readonly<Record<string, unknown>>;

async function lastRuns({ session, schema }: Database): Promise<readonly LedgerRow[]> {
  const sql =
    'SELECT r.CONNECTION, r.RUN_ID, r.STATUS, r.TRIGGERED_BY, r.STARTED_AT, r.FINISHED_AT, r.ROW_COUNT, r.ERROR, r.UNITS_HELD, ' +
    // What a run has not ended yet is not seen to: its process may be dead.
    "COALESCE(MAX(IFF(COALESCE(r.SLOTS, 1) > 0 AND r.STATUS <> 'running', r.SCHEDULED_FOR, NULL)) OVER (PARTITION BY r.CONNECTION), " +
    // Nothing is: then what came before the first that is not.
    'DATEADD(SECOND, -1, MIN(r.SCHEDULED_FOR) OVER (PARTITION BY r.CONNECTION))) AS LAST_SLOT, ' +
    "MAX(IFF(r.STATUS IN ('ok', 'partial') AND COALESCE(r.COMPLETE, TRUE), r.FINISHED_AT, NULL)) OVER (PARTITION BY r.CONNECTION) AS LAST_SUCCESS " +
    `FROM ${objectName(schema, RUNS.name)} r ` +
    `QUALIFY ROW_NUMBER() OVER (PARTITION BY r.CONNECTION ORDER BY r.RUN_ID DESC) <= ${KEPT} ` +
    'ORDER BY r.CONNECTION, r.RUN_ID DESC';
  return session.execute(sql, { about: RUNS.name });
}

function pastRun(row: LedgerRow): EndedRun {
  const startedAt = instantOf(row.STARTED_AT) ?? new Date(0);
  const finishedAt = instantOf(row.FINISHED_AT) ?? startedAt;
  return {
    runId: String(row.RUN_ID),
    status: String(row.STATUS) as EndedRun['status'],
    triggeredBy: String(row.TRIGGERED_BY ?? ''),
    startedAt,
    seconds: Math.max(0, (finishedAt.getTime() - startedAt.getTime()) / 1000),
    rows: Number(row.ROW_COUNT ?? 0),
    error: text(row.ERROR),
    unitsHeld: Number(row.UNITS_HELD ?? 0),
  };
}

async function lastCoverage({
  session,
  schema,
}: Database): Promise<readonly { readonly connection: string; readonly cell: CoverageCell }[]> {
  const ranks = WORST_FIRST.map((status, rank) => `WHEN ${literal(status)} THEN ${rank}`).join(' ');
  const sql =
    `WITH latest AS (SELECT r.CONNECTION, MAX(r.RUN_ID) AS RUN_ID FROM ${objectName(schema, RUNS.name)} r ` +
    'WHERE r.PUBLISHED_AT IS NOT NULL AND r.COMPLETE GROUP BY r.CONNECTION) ' +
    "SELECT c.CONNECTION, c.ACCOUNT_ID, MAX(c.ACCOUNT_NAME) AS NAME, SPLIT_PART(c.COLLECTOR, '.', 1) AS SERVICE, " +
    `COUNT(*) AS UNITS, MIN(CASE c.LATEST_STATUS ${ranks} END) AS STATUS_RANK, ` +
    WORST_FIRST.map(
      (status, rank) => `MAX(IFF(c.LATEST_STATUS = ${literal(status)}, c.REASON, NULL)) AS REASON_${rank}`,
    ).join(', ') +
    // Units that it did not plan any more are older; a narrowed run after it says something newer of some.
    ` FROM ${objectName(schema, UNITS.name)} c JOIN latest l ON l.CONNECTION = c.CONNECTION AND c.LATEST_RUN_ID >= l.RUN_ID ` +
    "GROUP BY c.CONNECTION, c.ACCOUNT_ID, SPLIT_PART(c.COLLECTOR, '.', 1) ORDER BY 1, 2, 4";
  const rows = await session.execute(sql, { about: UNITS.name });
  return rows.map((row) => {
    const rank = Number(row.STATUS_RANK);
    const status = WORST_FIRST[rank] ?? 'failed';
    return {
      connection: String(row.CONNECTION),
      cell: {
        accountId: String(row.ACCOUNT_ID),
        accountName: text(row.NAME),
        service: String(row.SERVICE),
        status,
        reason: status === 'ok' ? undefined : text(row[`REASON_${rank}`]),
        units: Number(row.UNITS),
      },
    };
  });
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
