import { z } from 'zod';
import { executeTimed, NOW, type Timed } from '../../snowflake/clock.ts';
import type { Database } from '../../snowflake/database.ts';
import {
  booleanValue,
  decodeRows,
  mergedRows,
  optionalInstant,
  optionalText,
  textValue,
} from '../../snowflake/decode.ts';
import { literal, objectName } from '../../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../../snowflake/session.ts';
import { leaseRow } from '../ledger-rows.ts';
import { LEASES, UNITS } from '../ledger-tables.ts';
import { LIKE_RUN_ID } from '../run-id.ts';

/** Lease of a connection: its holder and its end. */
export interface Holder {
  readonly runId: string;
  readonly worker: string;
  readonly since: Date;
  readonly until: Date;
  /** Whether that is still to come, by Snowflake's clock; else the connection is free. */
  readonly isHolding: boolean;
}

/** A connection that has had a run and has not ended. */
export interface Living {
  readonly name: string;
  /** Time at which the table was first missed; undefined where the table is there, or no run has looked for it since. */
  readonly missingSince: Date | undefined;
}

/** Days that a connection outlives a table that is missing without a sign that it was dropped. */
export const DAYS_MISSING = 7;

/** Facts of a connection at the moment at which a run begins. */
export interface Beginning extends Timed {
  /** The highest run id that is known of it. */
  readonly lastRunId: string | undefined;
  /** The last run of it that was published. */
  readonly publishedRunId: string | undefined;
  /** The run that had the lease last and has not let it go: it is under way, or died. */
  readonly unreleased: string | undefined;
}

const beginningRow = z.object({
  LAST_RUN_ID: optionalText,
  PUBLISHED_RUN_ID: optionalText,
  UNRELEASED: optionalText,
});
const livingRow = z.object({ NAME: textValue, MISSING_SINCE: optionalInstant });
const holderRow = leaseRow.extend({ IS_HOLDING: booleanValue });

const UNTIL = 'DATEADD(SECOND, ?, CURRENT_TIMESTAMP())';

/**
 * Statements of the leases. All are safe to repeat. They go by Snowflake's clock, and each is one UPDATE or MERGE, which
 * lock the table: of two at the same time the second sees what the first did. INSERTs do not wait for one another.
 * https://docs.snowflake.com/en/sql-reference/transactions#resource-locking
 */
export class LeaseStatements {
  readonly #session: SnowflakeSession;
  readonly #table: string;
  readonly #units: string;

  constructor({ session, schema }: Database) {
    this.#session = session;
    this.#table = objectName(schema, LEASES.name);
    this.#units = objectName(schema, UNITS.name);
  }

  /**
   * Asks for Snowflake's time and for the run before: what a new run id follows from. Whoever ran the connection had its
   * lease, so no run that could have been published has a higher id than the lease or the units say.
   */
  async begin(connection: string): Promise<Beginning> {
    const ofOurs = `MAX(IFF(RUN_ID LIKE ${literal(LIKE_RUN_ID)}, RUN_ID, NULL))`;
    const timed = await this.#session.untilAnswered(() =>
      executeTimed(
        this.#session,
        `SELECT ${NOW}, ${ofOurs} AS LAST_RUN_ID, MAX(PUBLISHED) AS PUBLISHED_RUN_ID, MAX(UNRELEASED) AS UNRELEASED FROM (` +
          'SELECT RUN_ID, CAST(NULL AS VARCHAR) AS PUBLISHED, IFF(EXPIRES_AT > ACQUIRED_AT, RUN_ID, NULL) AS UNRELEASED ' +
          `FROM ${this.#table} WHERE "CONNECTION" = ? UNION ALL ` +
          `SELECT LATEST_RUN_ID, LATEST_RUN_ID, CAST(NULL AS VARCHAR) FROM ${this.#units} WHERE "CONNECTION" = ?) known`,
        { binds: [connection, connection], about: LEASES.name },
      ),
    );
    const [row] = decodeRows(timed.rows, beginningRow, LEASES.name);
    return {
      ...timed,
      lastRunId: row?.LAST_RUN_ID,
      publishedRunId: row?.PUBLISHED_RUN_ID,
      unreleased: row?.UNRELEASED,
    };
  }

  /**
   * Takes the lease where it is free, expired or this run's own; false where another run has it, or had it whose id is
   * the higher one.
   */
  async take(connection: string, runId: string, worker: string, seconds: number): Promise<boolean> {
    const changed = await this.#change(
      `MERGE INTO ${this.#table} l ` +
        `USING (SELECT ? AS NAME, ? AS RUN_ID, ? AS WORKER, CURRENT_TIMESTAMP() AS AT, ${UNTIL} AS UNTIL) n ` +
        'ON l.CONNECTION = n.NAME ' +
        `WHEN MATCHED AND (l.EXPIRES_AT <= n.AT AND (l.RUN_ID < n.RUN_ID OR l.RUN_ID NOT LIKE ${literal(LIKE_RUN_ID)}) ` +
        'OR l.RUN_ID = n.RUN_ID) THEN ' +
        'UPDATE SET RUN_ID = n.RUN_ID, WORKER = n.WORKER, ACQUIRED_AT = n.AT, EXPIRES_AT = n.UNTIL, ENDED_AT = NULL, MISSING_SINCE = NULL ' +
        'WHEN NOT MATCHED THEN INSERT ("CONNECTION", RUN_ID, WORKER, ACQUIRED_AT, EXPIRES_AT) ' +
        'VALUES (n.NAME, n.RUN_ID, n.WORKER, n.AT, n.UNTIL)',
      [connection, runId, worker, seconds],
    );
    return changed > 0;
  }

  /** Takes the lease from a run that is known to be dead; false where somebody else was quicker. */
  async takeFrom(
    dead: string,
    connection: string,
    runId: string,
    worker: string,
    seconds: number,
  ): Promise<boolean> {
    const changed = await this.#change(
      `UPDATE ${this.#table} SET RUN_ID = ?, WORKER = ?, ACQUIRED_AT = CURRENT_TIMESTAMP(), EXPIRES_AT = ${UNTIL}, ENDED_AT = NULL, MISSING_SINCE = NULL ` +
        'WHERE "CONNECTION" = ? AND RUN_ID IN (?, ?)',
      [runId, worker, seconds, connection, dead, runId],
    );
    return changed > 0;
  }

  /** Prolongs it; false where it is another run's by now. */
  async renew(connection: string, runId: string, seconds: number): Promise<boolean> {
    const sql = `UPDATE ${this.#table} SET EXPIRES_AT = ${UNTIL} WHERE "CONNECTION" = ? AND RUN_ID = ?`;
    return (await this.#change(sql, [seconds, connection, runId])) > 0;
  }

  /** Lets it go, unless it is another run's by now. The row stays and says who had it last. */
  async release(connection: string, runId: string): Promise<void> {
    await this.#change(
      // Not after it was acquired: by that others see that nothing of the run is left.
      `UPDATE ${this.#table} SET EXPIRES_AT = ACQUIRED_AT WHERE "CONNECTION" = ? AND RUN_ID = ?`,
      [connection, runId],
    );
  }

  /** Marks the connection as ended: views show nothing of it any more. Its next run would take the mark away. */
  async end(connection: string): Promise<void> {
    await this.#change(this.endStatement(connection), []);
  }

  /** The statement that {@link end} issues. */
  endStatement(connection: string): string {
    return (
      `UPDATE ${this.#table} SET ENDED_AT = COALESCE(ENDED_AT, CURRENT_TIMESTAMP()) ` +
      `WHERE "CONNECTION" = ${literal(connection)}`
    );
  }

  /** The connections that have had a run and have not ended, by name. */
  async living(): Promise<readonly Living[]> {
    const rows = await this.#session.repeat(
      `SELECT "CONNECTION" AS NAME, MISSING_SINCE FROM ${this.#table} WHERE ENDED_AT IS NULL ORDER BY 1`,
      { about: LEASES.name },
    );
    return decodeRows(rows, livingRow, LEASES.name).map((row) => ({
      name: row.NAME,
      missingSince: row.MISSING_SINCE,
    }));
  }

  /**
   * Notes that these connections have no table to be seen, and ends those of them that were dropped or have been missing
   * for {@link DAYS_MISSING} days. A run that is under way ends first.
   */
  async miss(connections: readonly string[], dropped: ReadonlySet<string>): Promise<void> {
    const names = (list: Iterable<string>) => [...list].map(literal).join(', ');
    const isDropped = dropped.size > 0 ? `"CONNECTION" IN (${names(dropped)}) OR ` : '';
    await this.#change(
      `UPDATE ${this.#table} SET MISSING_SINCE = COALESCE(MISSING_SINCE, CURRENT_TIMESTAMP()), ` +
        `ENDED_AT = IFF(${isDropped}MISSING_SINCE <= DATEADD(DAY, -${DAYS_MISSING}, CURRENT_TIMESTAMP()), CURRENT_TIMESTAMP(), NULL) ` +
        `WHERE "CONNECTION" IN (${names(connections)}) AND ENDED_AT IS NULL AND EXPIRES_AT <= CURRENT_TIMESTAMP()`,
      [],
    );
  }

  /** Notes that the tables of these connections can be seen again. */
  async seeAgain(connections: readonly string[]): Promise<void> {
    await this.#change(
      `UPDATE ${this.#table} SET MISSING_SINCE = NULL WHERE "CONNECTION" IN (${connections.map(literal).join(', ')})`,
      [],
    );
  }

  /** Lets go whatever leases these runs have, whose processes are gone. */
  async releaseOf(runIds: readonly string[]): Promise<void> {
    const places = runIds.map(() => '?').join(', ');
    await this.#change(
      `UPDATE ${this.#table} SET EXPIRES_AT = CURRENT_TIMESTAMP() ` +
        `WHERE EXPIRES_AT > CURRENT_TIMESTAMP() AND RUN_ID IN (${places})`,
      runIds,
    );
  }

  /** Holder of the lease, or its last one. */
  async holder(connection: string): Promise<Holder | undefined> {
    const rows = await this.#session.repeat(
      'SELECT RUN_ID, WORKER, ACQUIRED_AT, EXPIRES_AT, EXPIRES_AT > CURRENT_TIMESTAMP() AS IS_HOLDING ' +
        `FROM ${this.#table} WHERE "CONNECTION" = ?`,
      { binds: [connection], about: LEASES.name },
    );
    const [row] = decodeRows(rows, holderRow, LEASES.name);
    return (
      row && {
        runId: row.RUN_ID,
        worker: row.WORKER,
        since: row.ACQUIRED_AT,
        until: row.EXPIRES_AT,
        isHolding: row.IS_HOLDING,
      }
    );
  }

  /** Rows the statement changed or added. */
  async #change(sql: string, binds: readonly (string | number)[]): Promise<number> {
    const counts = await this.#session.repeat(sql, { binds: [...binds], about: LEASES.name });
    return mergedRows(counts, LEASES.name);
  }
}
