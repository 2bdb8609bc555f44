import type { Database } from '../snowflake/database.ts';
import { changedRows } from '../snowflake/decode.ts';
import { literal, objectName } from '../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../snowflake/session.ts';
import type { ClosingDecision, Fate, FateCount } from './closing.ts';
import { fateCounts, HOLDS, IS_OPEN, KNOWN } from './fate-counts.ts';
import { OUTCOMES, UNITS } from './ledger-tables.ts';
import { ANY_REGION } from './units.ts';

/** Code of a unit that stays open though the run was not to read it. */
const HELD_OPEN = 'held_open';

/** Codes of accounts that AWS says hold nothing, given to all their units without entering. */
const CLOSED_ACCOUNT = ['account_closed', 'account_not_active_yet'];

/** A run whose outcomes have been loaded and is not published yet. */
export interface ClosingRun {
  readonly runId: string;
  readonly connection: string;
  readonly startedAt: string;
}

/** Statements that close units or hold them open, between the outcomes of a run and its publishing. All are safe to repeat. */
export class ClosingStatements {
  readonly #session: SnowflakeSession;
  readonly #units: string;
  readonly #outcomes: string;
  readonly #run: ClosingRun;

  constructor({ session, schema }: Database, run: ClosingRun) {
    this.#session = session;
    this.#units = objectName(schema, UNITS.name);
    this.#outcomes = objectName(schema, OUTCOMES.name);
    this.#run = run;
  }

  /** The open units of the connection by collector and fate. */
  async counts(): Promise<readonly FateCount[]> {
    const rows = await this.#execute(
      `WITH ${this.#openUnits()} SELECT COLLECTOR, FATE, SUM(KNOWN) AS KNOWN, SUM(HOLDS) AS HOLDING ` +
        'FROM fates GROUP BY COLLECTOR, FATE',
      this.#binds(),
    );
    return fateCounts(rows);
  }

  /** Closes every open unit that the run has not planned and that is not held. */
  async close(decision: ClosingDecision): Promise<void> {
    await this.#insert(
      { status: 'absent', code: 'no_longer_planned', reason: NO_LONGER_PLANNED },
      decision.heldCollectors.length === 0 ? '' : ` AND NOT (${isHeld(decision)})`,
    );
  }

  /** Says of every open unit that is held why it was not read; it stays what it was. */
  async hold(decision: ClosingDecision, reason: string): Promise<void> {
    await this.#withdraw(`${isHeld(decision)} AND FATE = 'skipped'`, reason);
    await this.#insert({ status: 'failed', code: HELD_OPEN, reason }, ` AND ${isHeld(decision)}`);
  }

  /** Withdraws what the run concluded, of these fates or of all, about units that hold rows; gives the number of them. */
  holdConcluded(
    status: 'skipped' | 'absent',
    fates: readonly Fate[] | 'all',
    reason: string,
  ): Promise<number> {
    const ofFates = fates === 'all' ? '' : ` AND FATE IN (${list(fates)})`;
    return this.#withdraw(`HOLDS = 1 AND PLANNED = ${literal(status)}${ofFates}`, reason);
  }

  async #withdraw(condition: string, reason: string): Promise<number> {
    const counts = await this.#execute(
      `UPDATE ${this.#outcomes} c SET STATUS = 'failed', CODE = ${literal(HELD_OPEN)}, REASON = ${literal(reason)} ` +
        `FROM (WITH ${this.#openUnits()} SELECT COLLECTOR, ACCOUNT_ID, REGION FROM fates WHERE ${condition}) h ` +
        'WHERE c.RUN_ID = ? AND c.SNAPSHOT_AT = CAST(? AS TIMESTAMP_LTZ) AND c.COLLECTOR = h.COLLECTOR AND c.ACCOUNT_ID = h.ACCOUNT_ID AND c.REGION = h.REGION',
      [...this.#binds(), this.#run.runId, this.#run.startedAt],
    );
    return changedRows(counts, 'updated', OUTCOMES.name);
  }

  /** A row for every open unit that the run has none of. */
  async #insert(
    { status, code, reason }: { readonly status: string; readonly code: string; readonly reason: string },
    condition: string,
  ): Promise<void> {
    const { connection, runId, startedAt } = this.#run;
    await this.#execute(
      `INSERT INTO ${this.#outcomes} ` +
        '("CONNECTION", RUN_ID, SNAPSHOT_AT, COLLECTOR, ACCOUNT_ID, ACCOUNT_NAME, REGION, STATUS, CODE, REASON, ROW_COUNT) ' +
        `WITH ${this.#openUnits()} SELECT ?, ?, CAST(? AS TIMESTAMP_LTZ), COLLECTOR, ACCOUNT_ID, ACCOUNT_NAME, REGION, ?, ?, ?, 0 ` +
        `FROM fates WHERE FATE <> 'kept' AND PLANNED IS NULL${condition}`,
      [...this.#binds(), connection, runId, startedAt, status, code, reason],
    );
  }

  /** `fates`: every open unit, whether it holds rows, what the run has found of it (PLANNED) and what is to become of it. */
  #openUnits(): string {
    const unit = (one: string, other: string) =>
      ['COLLECTOR', 'ACCOUNT_ID', 'REGION'].map((key) => `${one}.${key} = ${other}.${key}`).join(' AND ');
    return (
      'known AS (SELECT COLLECTOR, ACCOUNT_ID, ACCOUNT_NAME, REGION, LATEST_STATUS, CONCLUSIVE_STATUS, ROW_COUNT ' +
      `FROM ${this.#units} WHERE "CONNECTION" = ?), ` +
      // Its instant says the same as its id, and lets Snowflake and others skip what is older: they know bounds of it.
      `planned AS (SELECT COLLECTOR, ACCOUNT_ID, REGION, STATUS, CODE FROM ${this.#outcomes} ` +
      'WHERE RUN_ID = ? AND SNAPSHOT_AT = CAST(? AS TIMESTAMP_LTZ)), ' +
      `accounts AS (SELECT ACCOUNT_ID, MAX(IFF(CODE IN (${list(CLOSED_ACCOUNT)}), 1, 0)) AS IS_CLOSED FROM planned GROUP BY ACCOUNT_ID), ` +
      'fates AS (SELECT u.COLLECTOR, u.ACCOUNT_ID, u.ACCOUNT_NAME, u.REGION, p.STATUS AS PLANNED, ' +
      `${KNOWN} AS KNOWN, ${HOLDS} AS HOLDS, CASE ` +
      "WHEN a.ACCOUNT_ID IS NULL THEN 'gone' WHEN a.IS_CLOSED = 1 THEN 'closed' " +
      "WHEN p.STATUS = 'skipped' THEN 'skipped' " +
      // An account that was planned but did not let us ask for its regions keeps them.
      "WHEN p.STATUS IS NOT NULL OR w.STATUS IN ('denied', 'failed') THEN 'kept' ELSE 'unplanned' END AS FATE " +
      `FROM known u LEFT JOIN planned p ON ${unit('p', 'u')} ` +
      'LEFT JOIN planned w ON w.COLLECTOR = u.COLLECTOR AND w.ACCOUNT_ID = u.ACCOUNT_ID ' +
      `AND w.REGION = ${literal(ANY_REGION)} ` +
      'LEFT JOIN accounts a ON a.ACCOUNT_ID = u.ACCOUNT_ID ' +
      `WHERE ${IS_OPEN})`
    );
  }

  #binds(): readonly string[] {
    return [this.#run.connection, this.#run.runId, this.#run.startedAt];
  }

  #execute(sql: string, binds: readonly string[]) {
    return this.#session.repeat(sql, { binds, about: OUTCOMES.name });
  }
}

const NO_LONGER_PLANNED =
  'The account, region or collector is no longer part of the connection, or the account is closed.';

function isHeld({ excused, heldCollectors }: ClosingDecision): string {
  return `KNOWN = 1 AND COLLECTOR IN (${list(heldCollectors)}) AND FATE NOT IN (${list(excused)})`;
}

function list(texts: readonly string[]): string {
  return texts.map(literal).join(', ');
}
