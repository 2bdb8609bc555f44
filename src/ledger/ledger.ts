import type { Status } from '../aws/outcome.ts';
import { describeError } from '../errors.ts';
import type { Database } from '../snowflake/database.ts';
import { changedRows, decodeRows } from '../snowflake/decode.ts';
import { objectName } from '../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../snowflake/session.ts';
import { UnitInstants } from './known/unit-instants.ts';
import { latestRow, runRow, watermarkRow } from './ledger-rows.ts';
import { RUNS, UNITS } from './ledger-tables.ts';
import { publishRun } from './publishing.ts';

/** How a run ended. */
export type RunStatus = 'ok' | 'partial' | 'failed' | 'aborted';

/** Facts of a run before its first step. */
export interface RunStart {
  readonly runId: string;
  readonly connection: string;
  readonly module: string;
  readonly triggeredBy: string;
  /** False when narrowed to some accounts or collectors: then nothing outside is closed. */
  readonly complete: boolean;
  /** Time at which the connection was due, and how many such times the run stands for; undefined by hand. */
  readonly slot: { readonly at: Date; readonly slots: number } | undefined;
  readonly startedAt: string;
  readonly worker: string;
  readonly version: string;
}

/** Result of a run. */
export interface RunEnd {
  readonly status: RunStatus;
  readonly accounts: number;
  readonly accountsCovered: number;
  readonly units: Readonly<Record<Status, number>>;
  /** Units that stay open until somebody confirms that they may be closed. */
  readonly unitsHeld: number;
  readonly rows: number;
  readonly parts: number;
  readonly bytes: number;
  readonly awsRequests: number;
  readonly error: string | undefined;
  /** Slots it accounts for after all: none where it is to be tried again; as at its start unless said. */
  readonly slots?: number | undefined;
  /** False where a part of it was lost on the way; as at its start unless said. */
  readonly complete?: boolean;
}

/** A run that has no end in the ledger. */
export interface UnfinishedRun {
  readonly runId: string;
  /** Whether it may still publish. */
  readonly isRunning: boolean;
}

/** Statements of the ledger tables. All are safe to repeat. */
export class Ledger {
  readonly #database: Database;
  readonly #session: SnowflakeSession;
  readonly #runs: string;
  readonly #units: string;

  constructor(database: Database) {
    this.#database = database;
    this.#session = database.session;
    this.#runs = objectName(database.schema, RUNS.name);
    this.#units = objectName(database.schema, UNITS.name);
  }

  /** Runs of the connection that have started and not ended, or ended without being cleared up after. */
  async unfinished(connection: string): Promise<readonly UnfinishedRun[]> {
    const rows = await this.#execute(
      `SELECT RUN_ID, STATUS FROM ${this.#runs} WHERE "CONNECTION" = ? AND FINISHED_AT IS NULL`,
      [connection],
    );
    return decodeRows(rows, runRow.pick({ RUN_ID: true, STATUS: true }), RUNS.name).map((row) => ({
      runId: row.RUN_ID,
      isRunning: row.STATUS === 'running',
    }));
  }

  /** The last whole list of an accounts connection, which this collector reads, and how its last run ended. */
  async latest(connection: string, collector: string): Promise<LatestRuns> {
    const rows = await this.#execute(
      'SELECT w.RUN_ID AS WHOLE_RUN_ID, r.RUN_ID, r.STATUS, r.ERROR FROM ' +
        `(SELECT MAX(LAST_OK_RUN_ID) AS RUN_ID FROM ${this.#units} WHERE "CONNECTION" = ? AND COLLECTOR = ?) w ` +
        `LEFT JOIN ${this.#runs} r ON r.CONNECTION = ? AND r.STATUS NOT IN ('running', 'missed') ` +
        'QUALIFY ROW_NUMBER() OVER (ORDER BY r.RUN_ID DESC) = 1',
      [connection, collector, connection],
    );
    const [row] = decodeRows(rows, latestRow, RUNS.name);
    return {
      wholeRunId: row?.WHOLE_RUN_ID,
      last:
        row?.RUN_ID && row.STATUS ? { runId: row.RUN_ID, status: row.STATUS, error: row.ERROR } : undefined,
    };
  }

  /** Up to where published runs of the connection have read events; never later than now, whatever clock they went by. */
  async watermarks(connection: string): Promise<UnitInstants> {
    const rows = await this.#execute(
      `SELECT COLLECTOR, ACCOUNT_ID, REGION, LEAST(WATERMARK, CURRENT_TIMESTAMP()) AS WATERMARK FROM ${this.#units} ` +
        'WHERE "CONNECTION" = ? AND WATERMARK IS NOT NULL',
      [connection],
    );
    const watermarks = new UnitInstants();
    for (const row of decodeRows(rows, watermarkRow, UNITS.name)) {
      watermarks.set(
        { collector: row.COLLECTOR, accountId: row.ACCOUNT_ID, region: row.REGION },
        row.WATERMARK,
      );
    }
    return watermarks;
  }

  async start(run: RunStart): Promise<void> {
    await this.#execute(
      `INSERT INTO ${this.#runs} ` +
        '(RUN_ID, "CONNECTION", MODULE, STATUS, TRIGGERED_BY, SCHEDULED_FOR, SLOTS, COMPLETE, STARTED_AT, WORKER, VERSION) ' +
        "SELECT ?, ?, ?, 'running', ?, CAST(? AS TIMESTAMP_LTZ), ?, ?, CAST(? AS TIMESTAMP_LTZ), ?, ? " +
        // By its instant as well: of what is older not even the ids are looked at.
        `WHERE NOT EXISTS (SELECT 1 FROM ${this.#runs} WHERE RUN_ID = ? AND STARTED_AT = CAST(? AS TIMESTAMP_LTZ))`,
      [
        run.runId,
        run.connection,
        run.module,
        run.triggeredBy,
        run.slot?.at.toISOString() ?? null,
        run.slot?.slots ?? null,
        run.complete,
        run.startedAt,
        run.worker,
        run.version,
        run.runId,
        run.startedAt,
      ],
    );
  }

  /**
   * Marks runs whose process is gone. From then on they cannot publish, and their slots are another run's; they are
   * unfinished until cleared up after.
   */
  async abort(runIds: readonly string[], error: string): Promise<void> {
    await this.#execute(
      `UPDATE ${this.#runs} SET STATUS = 'aborted', SLOTS = IFF(SLOTS IS NULL, NULL, 0), ERROR = ? ` +
        `WHERE STATUS = 'running' AND RUN_ID IN (${runIds.map(() => '?').join(', ')})`,
      [this.#session.message(error), ...runIds],
    );
  }

  /** Marks aborted runs as cleared up after. */
  async clearedUp(runIds: readonly string[]): Promise<void> {
    await this.#execute(
      `UPDATE ${this.#runs} SET FINISHED_AT = CURRENT_TIMESTAMP() ` +
        `WHERE STATUS = 'aborted' AND FINISHED_AT IS NULL AND RUN_ID IN (${runIds.map(() => '?').join(', ')})`,
      runIds,
    );
  }

  /**
   * Ends a run. With `publish` its data becomes visible, unless somebody has marked it as aborted: false where somebody
   * has. Without, it is false where the run is published: that is not undone, for readers have seen it.
   */
  async finish(runId: string, end: RunEnd, publish: boolean): Promise<boolean> {
    const columns = this.#endColumns(end);
    if (publish) return publishRun(this.#database, runId, columns);
    const set = Object.keys(columns).map((name) => `${name} = ?`);
    const counts = await this.#execute(
      `UPDATE ${this.#runs} SET FINISHED_AT = CURRENT_TIMESTAMP(), ${set.join(', ')} WHERE RUN_ID = ? AND PUBLISHED_AT IS NULL`,
      [...Object.values(columns), runId],
    );
    return changedRows(counts, 'updated', RUNS.name) > 0;
  }

  /** Publishes a run: false where somebody has marked it as aborted. */
  publish(runId: string, end: RunEnd): Promise<boolean> {
    return this.finish(runId, end, true);
  }

  #endColumns({
    status,
    units,
    error,
    slots,
    ...end
  }: RunEnd): Record<string, string | number | boolean | null> {
    return {
      STATUS: status,
      ACCOUNTS: end.accounts,
      ACCOUNTS_COVERED: end.accountsCovered,
      UNITS_OK: units.ok,
      UNITS_ABSENT: units.absent,
      UNITS_SKIPPED: units.skipped,
      UNITS_PROBED: units.probed,
      UNITS_DENIED: units.denied,
      UNITS_FAILED: units.failed,
      UNITS_HELD: end.unitsHeld,
      ROW_COUNT: end.rows,
      PART_COUNT: end.parts,
      COMPRESSED_BYTES: end.bytes,
      AWS_REQUESTS: end.awsRequests,
      ERROR: error === undefined ? null : this.#session.message(error),
      ...(slots === undefined ? {} : { SLOTS: slots }),
      ...(end.complete === undefined ? {} : { COMPLETE: end.complete }),
    };
  }

  /**
   * Adds a problem to what is told of a run that has ended, and gives both; `told` is what is told so far. Never throws:
   * a problem that could not be recorded says so.
   */
  async addNote(runId: string, told: string | undefined, problem: string): Promise<string> {
    const note = noteAfter(told, problem);
    return this.note(runId, note).then(
      () => note,
      (cause) => `${note}; nor could that be recorded: ${describeError(cause)}`,
    );
  }

  /** Records for a run that has ended what is to be told of it, in the place of what was. */
  async note(runId: string, text: string): Promise<void> {
    await this.#execute(`UPDATE ${this.#runs} SET ERROR = ? WHERE RUN_ID = ?`, [
      this.#session.message(text),
      runId,
    ]);
  }

  #execute(sql: string, binds: readonly (string | number | boolean | null)[]) {
    return this.#session.repeat(sql, { binds: binds as never, about: RUNS.name });
  }
}

/** Note of a run that has a problem besides what is told of it so far. */
export function noteAfter(told: string | undefined, problem: string): string {
  return told === undefined ? problem : `${told.replace(/\.$/, '')}; ${problem}`;
}

/** Knowledge of the runs of an accounts connection. */
export interface LatestRuns {
  /** The last published run that read the whole list. */
  readonly wholeRunId: string | undefined;
  /** The last run, however it ended. */
  readonly last:
    | { readonly runId: string; readonly status: RunStatus; readonly error: string | undefined }
    | undefined;
}
