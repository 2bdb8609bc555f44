import type { Status } from '../aws/outcome.ts';
import type { Database } from '../snowflake/database.ts';
import { objectName } from '../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../snowflake/session.ts';
import { COVERAGE, RUNS } from './ledger-tables.ts';
import { Watermarks } from './watermarks.ts';

/** How a run ended. */
export type RunStatus = 'ok' | 'partial' | 'failed' | 'aborted';

/** What a run is before it has done anything. */
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

/** What a run came to. */
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
}

/** A run that has no end in the ledger. */
export interface UnfinishedRun {
  readonly runId: string;
  /** Whether it may still publish. */
  readonly isRunning: boolean;
}

/** Statements of the ledger tables. All are safe to repeat. */
export class Ledger {
  readonly #session: SnowflakeSession;
  readonly #runs: string;
  readonly #coverage: string;

  constructor({ session, schema }: Database) {
    this.#session = session;
    this.#runs = objectName(schema, RUNS.name);
    this.#coverage = objectName(schema, COVERAGE.name);
  }

  /** Runs of the connection that have started and not ended, or ended without being cleared up after. */
  async unfinished(connection: string): Promise<readonly UnfinishedRun[]> {
    const rows = await this.#execute(
      `SELECT RUN_ID, STATUS FROM ${this.#runs} WHERE "CONNECTION" = ? AND FINISHED_AT IS NULL`,
      [connection],
    );
    return rows.map((row) => ({ runId: String(row.RUN_ID), isRunning: row.STATUS === 'running' }));
  }

  /** The last run of a connection, and the last published one in which this collector read all it was to read. */
  async latest(connection: string, collector: string): Promise<LatestRuns> {
    const rows = await this.#execute(
      'WITH runs AS (' +
        "SELECT r.RUN_ID, r.STATUS, r.ERROR, IFF(r.PUBLISHED_AT IS NOT NULL AND c.STATUS = 'ok', 1, 0) AS WHOLE " +
        `FROM ${this.#runs} r LEFT JOIN ${this.#coverage} c ON c.RUN_ID = r.RUN_ID AND c.COLLECTOR = ? ` +
        "WHERE r.CONNECTION = ? AND r.STATUS NOT IN ('running', 'missed')) " +
        'SELECT RUN_ID, STATUS, ERROR, WHOLE FROM runs ' +
        'QUALIFY ROW_NUMBER() OVER (PARTITION BY WHOLE ORDER BY RUN_ID DESC) = 1',
      [collector, connection],
    );
    const runs = rows.map((row) => ({
      whole: Number(row.WHOLE) === 1,
      runId: String(row.RUN_ID),
      status: String(row.STATUS) as RunStatus,
      error: typeof row.ERROR === 'string' ? row.ERROR : undefined,
    }));
    const whole = runs.find((run) => run.whole);
    const last = runs.reduce<LatestRun | undefined>(
      (latest, run) => (latest && latest.runId > run.runId ? latest : run),
      undefined,
    );
    return { whole, last };
  }

  /** Up to where published runs of the connection have read events; whatever their clock, never later than their publish. */
  async watermarks(connection: string): Promise<Watermarks> {
    const rows = await this.#execute(
      'SELECT c.COLLECTOR, c.ACCOUNT_ID, c.REGION, ' +
        `MAX(LEAST(c.WATERMARK, r.PUBLISHED_AT, CURRENT_TIMESTAMP())) AS WATERMARK FROM ${this.#coverage} c ` +
        `JOIN ${this.#runs} r ON r.RUN_ID = c.RUN_ID AND r.PUBLISHED_AT IS NOT NULL ` +
        "WHERE c.CONNECTION = ? AND c.STATUS = 'ok' AND c.WATERMARK IS NOT NULL " +
        'GROUP BY c.COLLECTOR, c.ACCOUNT_ID, c.REGION',
      [connection],
    );
    const watermarks = new Watermarks();
    for (const row of rows) {
      watermarks.set(
        { collector: String(row.COLLECTOR), accountId: String(row.ACCOUNT_ID), region: String(row.REGION) },
        row.WATERMARK instanceof Date ? row.WATERMARK : new Date(String(row.WATERMARK)),
      );
    }
    return watermarks;
  }

  async start(run: RunStart): Promise<void> {
    await this.#execute(
      `INSERT INTO ${this.#runs} ` +
        '(RUN_ID, "CONNECTION", MODULE, STATUS, TRIGGERED_BY, SCHEDULED_FOR, SLOTS, COMPLETE, STARTED_AT, WORKER, VERSION) ' +
        "SELECT ?, ?, ?, 'running', ?, CAST(? AS TIMESTAMP_LTZ), ?, ?, CAST(? AS TIMESTAMP_LTZ), ?, ? " +
        `WHERE NOT EXISTS (SELECT 1 FROM ${this.#runs} WHERE RUN_ID = ?)`,
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
   * Ends a run; with `publish`, this one statement is what makes its data visible, and it does so only while nobody has
   * marked the run as aborted: false where somebody has. Without, it is false where the run is published: that is not
   * undone, for readers have seen it.
   */
  async finish(runId: string, end: RunEnd, publish: boolean): Promise<boolean> {
    const [counts] = await this.#execute(
      `UPDATE ${this.#runs} SET STATUS = ?, FINISHED_AT = CURRENT_TIMESTAMP(), ` +
        `${publish ? 'PUBLISHED_AT = COALESCE(PUBLISHED_AT, CURRENT_TIMESTAMP()), ' : ''}ACCOUNTS = ?, ACCOUNTS_COVERED = ?, ` +
        'UNITS_OK = ?, UNITS_ABSENT = ?, UNITS_SKIPPED = ?, UNITS_PROBED = ?, UNITS_DENIED = ?, UNITS_FAILED = ?, UNITS_HELD = ?, ' +
        'ROW_COUNT = ?, PART_COUNT = ?, BYTE_COUNT = ?, AWS_REQUESTS = ?, ERROR = ?, SLOTS = COALESCE(?, SLOTS) WHERE RUN_ID = ?' +
        // Published already: the statement is repeated because its answer was lost.
        (publish ? " AND (STATUS = 'running' OR PUBLISHED_AT IS NOT NULL)" : ' AND PUBLISHED_AT IS NULL'),
      [
        end.status,
        end.accounts,
        end.accountsCovered,
        end.units.ok,
        end.units.absent,
        end.units.skipped,
        end.units.probed,
        end.units.denied,
        end.units.failed,
        end.unitsHeld,
        end.rows,
        end.parts,
        end.bytes,
        end.awsRequests,
        end.error === undefined ? null : this.#session.message(end.error),
        end.slots ?? null,
        runId,
      ],
    );
    return Number(counts?.['number of rows updated']) > 0;
  }

  /** Publishes a run: false where somebody has marked it as aborted. What is not answered may have been done. */
  async publish(runId: string, end: RunEnd): Promise<boolean> {
    try {
      return await this.finish(runId, end, true);
    } catch (error) {
      const sql = `SELECT RUN_ID FROM ${this.#runs} WHERE RUN_ID = ? AND PUBLISHED_AT IS NOT NULL`;
      if ((await this.#execute(sql, [runId])).length > 0) return true;
      throw error;
    }
  }

  /** Adds to a run that has ended what it could not do besides. */
  async note(runId: string, text: string): Promise<void> {
    await this.#execute(`UPDATE ${this.#runs} SET ERROR = COALESCE(ERROR, ?) WHERE RUN_ID = ?`, [
      this.#session.message(text),
      runId,
    ]);
  }

  #execute(sql: string, binds: readonly (string | number | boolean | null)[]) {
    return this.#session.repeat(sql, { binds: binds as never, about: RUNS.name });
  }
}

export interface LatestRun {
  readonly runId: string;
  readonly status: RunStatus;
  readonly error: string | undefined;
}

export interface LatestRuns {
  /** The last run that was published with all that the collector was to read. */
  readonly whole: LatestRun | undefined;
  /** The last run, however it ended. */
  readonly last: LatestRun | undefined;
}
