import { z } from 'zod';
import type { Database } from '../snowflake/database.ts';
import {
  countOrZero,
  countValue,
  decodeRows,
  optionalInstant,
  optionalText,
  textValue,
} from '../snowflake/decode.ts';
import { literal, objectName } from '../snowflake/identifiers.ts';
import { type CoverageCell, WORST_FIRST } from './coverage-cells.ts';
import type { RunStatus } from './ledger.ts';
import { runRow } from './ledger-rows.ts';
import { LEASES, RUNS, UNITS } from './ledger-tables.ts';
import { instantIn } from './run-id.ts';
import { readUnitPaths, type UnitPaths } from './unit-paths.ts';

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

/** Knowledge of the ledger about a connection. */
export interface ConnectionHistory {
  /** Newest first, at most fifty. */
  readonly runs: readonly EndedRun[];
  readonly lastSlot: Date | undefined;
  /** End of the last run that read something of all that there is to read. */
  readonly lastSuccessAt: Date | undefined;
  /** Of what the last complete run was to read. */
  readonly coverage: readonly CoverageCell[];
  /** Path of its organizational unit, by account; of connections that list accounts. */
  readonly unitPaths: UnitPaths;
}

const KEPT = 50;

/** Knowledge of the ledger, by connection: in two statements, and a few more for the lists of accounts. */
export async function readHistory(database: Database): Promise<ReadonlyMap<string, ConnectionHistory>> {
  const runs = Map.groupBy(await lastRuns(database), ({ CONNECTION }) => CONNECTION);
  const cells = Map.groupBy(await lastCoverage(database), ({ connection }) => connection);
  const paths = await readUnitPaths(database);
  return new Map(
    [...runs].map(([connection, rows]) => [
      connection,
      {
        runs: rows.flatMap(endedRun),
        lastSlot: rows[0]?.LAST_SLOT,
        lastSuccessAt: rows[0]?.LAST_SUCCESS,
        coverage: (cells.get(connection) ?? []).map(({ cell }) => cell),
        unitPaths: paths.get(connection) ?? new Map(),
      },
    ]),
  );
}

const historyRow = runRow.extend({ LAST_SLOT: optionalInstant, LAST_SUCCESS: optionalInstant });

async function lastRuns({ session, schema }: Database): Promise<readonly z.output<typeof historyRow>[]> {
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
  return decodeRows(await session.execute(sql, { about: RUNS.name }), historyRow, RUNS.name);
}

/** None for a run that is under way. */
function endedRun(row: z.output<typeof historyRow>): readonly EndedRun[] {
  const { STATUS: status, STARTED_AT: startedAt, FINISHED_AT: finishedAt = startedAt } = row;
  if (status === 'running') return [];
  return [
    {
      runId: row.RUN_ID,
      status,
      triggeredBy: row.TRIGGERED_BY ?? '',
      startedAt,
      seconds: Math.max(0, (finishedAt.getTime() - startedAt.getTime()) / 1000),
      rows: row.ROW_COUNT,
      error: row.ERROR,
      unitsHeld: row.UNITS_HELD,
    },
  ];
}

async function lastCoverage({
  session,
  schema,
}: Database): Promise<readonly { readonly connection: string; readonly cell: CoverageCell }[]> {
  const ranks = WORST_FIRST.map((status, rank) => `WHEN ${literal(status)} THEN ${rank}`).join(' ');
  const sql =
    `WITH latest AS (SELECT r.CONNECTION, MAX(r.RUN_ID) AS RUN_ID FROM ${objectName(schema, RUNS.name)} r ` +
    'WHERE r.PUBLISHED_AT IS NOT NULL AND r.COMPLETE GROUP BY r.CONNECTION), ' +
    // What several connections read counts for the one whose rows the views show.
    'units AS (SELECT u.*, IFF(ROW_NUMBER() OVER (PARTITION BY u.COLLECTOR, u.ACCOUNT_ID, u.REGION ' +
    'ORDER BY IFF(e.ENDED_AT IS NULL, 0, 1), IFF(u.LEFT_OUT, 1, 0), u.CONCLUSIVE_AT DESC NULLS LAST, u.CONNECTION) = 1, u.ROW_COUNT, 0) AS OWN_ROWS ' +
    `FROM ${objectName(schema, UNITS.name)} u LEFT JOIN ${objectName(schema, LEASES.name)} e ON e.CONNECTION = u.CONNECTION) ` +
    "SELECT c.CONNECTION, c.ACCOUNT_ID, MAX(c.ACCOUNT_NAME) AS NAME, SPLIT_PART(c.COLLECTOR, '.', 1) AS SERVICE, " +
    `COUNT(*) AS UNITS, MIN(CASE c.LATEST_STATUS ${ranks} END) AS STATUS_RANK, ` +
    // Code and reason of one and the same unit: a code has no blank.
    WORST_FIRST.map(
      (status, rank) =>
        `MAX(IFF(c.LATEST_STATUS = ${literal(status)}, COALESCE(c.CODE, '') || ' ' || COALESCE(c.REASON, ''), NULL)) AS TOLD_${rank}`,
    ).join(', ') +
    ', SUM(c.OWN_ROWS) AS ROW_COUNT, MIN(c.CONCLUSIVE_AT) AS READ_AT, MAX(c.CONCLUSIVE_RUN_ID) AS CHANGED_IN, MIN(c.BLIND_SINCE) AS BLIND_SINCE' +
    // Units that it did not plan any more are older; a narrowed run after it says something newer of some.
    ' FROM units c JOIN latest l ON l.CONNECTION = c.CONNECTION AND c.LATEST_RUN_ID >= l.RUN_ID ' +
    "GROUP BY c.CONNECTION, c.ACCOUNT_ID, SPLIT_PART(c.COLLECTOR, '.', 1) ORDER BY 1, 2, 4";
  const rows = await session.execute(sql, { about: UNITS.name });
  return decodeRows(rows, cellRow, UNITS.name).map((row) => {
    const status = WORST_FIRST[row.STATUS_RANK] ?? 'failed';
    return {
      connection: row.CONNECTION,
      cell: {
        accountId: row.ACCOUNT_ID,
        accountName: row.NAME,
        service: row.SERVICE,
        status,
        ...(status === 'ok'
          ? { code: undefined, reason: undefined }
          : toldIn(row[`TOLD_${row.STATUS_RANK}`])),
        units: row.UNITS,
        seen: {
          rows: row.ROW_COUNT,
          readAt: row.READ_AT,
          changedAt: changedAt(row.CHANGED_IN),
          blindSince: row.BLIND_SINCE,
        },
      },
    };
  });
}

function toldIn(value: unknown): Pick<CoverageCell, 'code' | 'reason'> {
  const [, code = '', reason = ''] = /^(\S*) (.*)$/s.exec(optionalText.parse(value) ?? '') ?? [];
  return { code: code || undefined, reason: reason || undefined };
}

/** A run that finds what it found before leaves the run whose rows are the truth as it was. */
function changedAt(runId: string | undefined): Date | undefined {
  const instant = runId === undefined ? undefined : instantIn(runId);
  return instant === undefined ? undefined : new Date(instant);
}

/** Beside these, TOLD_0 and so on: by the rank of a status, code and reason of one of its units. */
const cellRow = z.looseObject({
  CONNECTION: textValue,
  ACCOUNT_ID: textValue,
  NAME: optionalText,
  SERVICE: textValue,
  UNITS: countValue,
  STATUS_RANK: countOrZero,
  ROW_COUNT: countOrZero,
  READ_AT: optionalInstant,
  CHANGED_IN: optionalText,
  BLIND_SINCE: optionalInstant,
});
