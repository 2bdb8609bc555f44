import { z } from 'zod';
import type { Connection } from '../connections/connection.ts';
import { countSlots } from '../connections/schedule/slots.ts';
import type { Database } from '../snowflake/database.ts';
import { countOrZero, decodeRows, optionalInstant } from '../snowflake/decode.ts';
import { objectName } from '../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../snowflake/session.ts';
import { NotRun } from './lease/not-run.ts';
import { RUNS } from './ledger-tables.ts';
import { newRunId } from './run-id.ts';
import { type MissedSlot, type Slot, type Stretch, stretches } from './slot.ts';

/** How often a slot is tried again whose run was cut off, or failed for a reason that may pass. */
export const MOST_REPEATS = 3;

/** Slots that a run stands for. */
export interface OpenedSlot {
  readonly at: Date;
  readonly slots: number;
  /** Runs for it that came to nothing: it may be tried again. */
  readonly tries: number;
}

/**
 * The account of a connection's slots: every slot is accounted for by one row of the ledger and by no other; rows of runs
 * that came to nothing account for none. Only for the holder of the connection's lease.
 */
export class SlotLedger {
  readonly #session: SnowflakeSession;
  readonly #runs: string;
  readonly #connection: Connection;
  readonly #by: { readonly worker: string; readonly version: string };
  /** Missed after the slot of the run. */
  #later: MissedSlot[] = [];

  constructor(
    { session, schema }: Database,
    connection: Connection,
    by: { readonly worker: string; readonly version: string },
  ) {
    this.#session = session;
    this.#runs = objectName(schema, RUNS.name);
    this.#connection = connection;
    this.#by = by;
  }

  /**
   * Slots that a run for this slot stands for: the slot, and those before it without an account, which the run makes
   * good. Throws {@link NotRun} where the slot is accounted for, or has been tried often enough.
   */
  async open(slot: Slot): Promise<OpenedSlot> {
    const { name, schedule } = this.#connection;
    const { last, tries } = await this.#known(slot.at);
    if (last && last >= slot.at) {
      throw new NotRun('accounted', `another process has seen to ${slot.at.toISOString()}`, { where: name });
    }
    const missed = slot.takeMissed();
    const before = stretches(
      missed.filter(({ at }) => at < slot.at),
      last,
    );
    this.#later = missed.filter(({ at }) => at > slot.at);
    await this.#insertAll(before);
    const from = [last, slot.since, before.at(-1)?.last].reduce(
      (a, b) => (a && b ? (a > b ? a : b) : (a ?? b)),
      undefined,
    );
    const counted = schedule && from ? countSlots(schedule, from, slot.at) : 1;
    const slots = Math.max(1, counted);
    if (tries > MOST_REPEATS) await this.#giveUp(slot, slots, tries);
    return { at: slot.at, slots, tries };
  }

  /** Writes down what was missed meanwhile, at the end of a run for this slot. */
  async close(slot: Slot): Promise<void> {
    await this.#insertAll(stretches([...this.#later.splice(0), ...slot.takeMissed()], slot.at));
  }

  /** The last slot that is accounted for, and how many runs for this one came to nothing. */
  async #known(at: Date): Promise<{ readonly last: Date | undefined; readonly tries: number }> {
    const rows = await this.#execute(
      'SELECT MAX(IFF(COALESCE(SLOTS, 1) > 0, SCHEDULED_FOR, NULL)) AS LAST_SLOT, ' +
        'SUM(IFF(SLOTS = 0 AND SCHEDULED_FOR = CAST(? AS TIMESTAMP_LTZ), 1, 0)) AS TRIES ' +
        // A slot that is yet to come was written down by a process whose clock was ahead: it has not been seen to.
        `FROM ${this.#runs} WHERE "CONNECTION" = ? AND SCHEDULED_FOR <= DATEADD(MINUTE, 1, CURRENT_TIMESTAMP())`,
      [at.toISOString(), this.#connection.name],
    );
    const [row] = decodeRows(rows, slotRow, RUNS.name);
    return { last: row?.LAST_SLOT, tries: row?.TRIES ?? 0 };
  }

  /** Lets the last run for the slot account for it, though it came to nothing. */
  async #giveUp({ at, onRecorded }: Slot, slots: number, tries: number): Promise<never> {
    const { name } = this.#connection;
    const of = `"CONNECTION" = ? AND SCHEDULED_FOR = CAST(? AS TIMESTAMP_LTZ)`;
    await this.#execute(
      `UPDATE ${this.#runs} SET SLOTS = ? WHERE RUN_ID = (SELECT MAX(RUN_ID) FROM ${this.#runs} WHERE ${of})`,
      [slots, name, at.toISOString()],
    );
    onRecorded();
    throw new NotRun('accounted', `${tries} runs for ${at.toISOString()} were cut off; it is given up`, {
      where: name,
      hint: 'See CONNECTOR_RUNS for how they ended: a process that is killed again and again may lack memory.',
    });
  }

  async #insertAll(missed: readonly Stretch[]): Promise<void> {
    for (const stretch of missed) await this.#insert(stretch);
  }

  async #insert({ last, slots, reason }: Stretch): Promise<void> {
    const runId = newRunId(last);
    const at = last.toISOString();
    const { name, module } = this.#connection;
    const { worker, version } = this.#by;
    await this.#execute(
      `INSERT INTO ${this.#runs} (RUN_ID, "CONNECTION", MODULE, STATUS, TRIGGERED_BY, SCHEDULED_FOR, SLOTS, ` +
        'STARTED_AT, FINISHED_AT, WORKER, ERROR, VERSION) ' +
        "SELECT ?, ?, ?, 'missed', 'schedule', CAST(? AS TIMESTAMP_LTZ), ?, CAST(? AS TIMESTAMP_LTZ), " +
        'CAST(? AS TIMESTAMP_LTZ), ?, ?, ? ' +
        `WHERE NOT EXISTS (SELECT 1 FROM ${this.#runs} WHERE RUN_ID = ? AND STARTED_AT = CAST(? AS TIMESTAMP_LTZ))`,
      [runId, name, module, at, slots, at, at, worker, reason, version, runId, at],
    );
  }

  #execute(sql: string, binds: readonly (string | number)[]) {
    return this.#session.repeat(sql, { binds: [...binds], about: RUNS.name });
  }
}

// Without any run of the connection both are NULL.
const slotRow = z.object({ LAST_SLOT: optionalInstant, TRIES: countOrZero });
