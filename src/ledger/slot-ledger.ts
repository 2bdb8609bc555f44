import type { Connection } from '../connections/connection.ts';
import { countSlots } from '../connections/schedule/slots.ts';
import { type Home, objectName } from '../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../snowflake/session.ts';
import { instantOf } from '../time/instant.ts';
import { RUNS } from './ledger-tables.ts';
import { NotRun } from './not-run.ts';
import { newRunId } from './run-id.ts';
import { type MissedSlot, type Slot, type Stretch, stretches } from './slot.ts';

/**
 * The account of a connection's slots: every slot is in one row of the ledger and in no other. Only for whoever holds the
 * connection's lease.
 */
export class SlotLedger {
  readonly #session: SnowflakeSession;
  readonly #runs: string;
  readonly #connection: Connection;
  readonly #by: { readonly worker: string; readonly version: string };
  /** Missed after the slot of the run. */
  #later: MissedSlot[] = [];

  constructor(
    session: SnowflakeSession,
    home: Home,
    connection: Connection,
    by: { readonly worker: string; readonly version: string },
  ) {
    this.#session = session;
    this.#runs = objectName(home, RUNS.name);
    this.#connection = connection;
    this.#by = by;
  }

  /**
   * What a run for this slot stands for: the slot, and those before it that nobody has accounted for, which it makes good.
   * Throws {@link NotRun} where the slot is accounted for.
   */
  async open(slot: Slot): Promise<{ readonly at: Date; readonly slots: number }> {
    const { name, schedule } = this.#connection;
    const last = await this.#last();
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
    const slots = schedule && from ? countSlots(schedule, from, slot.at) : 1;
    return { at: slot.at, slots: Math.max(1, slots) };
  }

  /** Writes down what was missed meanwhile, at the end of a run for this slot. */
  async close(slot: Slot): Promise<void> {
    await this.#insertAll(stretches([...this.#later.splice(0), ...slot.takeMissed()], slot.at));
  }

  async #last(): Promise<Date | undefined> {
    const [row] = await this.#execute(
      // A slot that is yet to come was written down by a process whose clock was ahead: it has not been seen to.
      `SELECT MAX(SCHEDULED_FOR) AS LAST_SLOT FROM ${this.#runs} ` +
        'WHERE "CONNECTION" = ? AND SCHEDULED_FOR <= DATEADD(MINUTE, 1, CURRENT_TIMESTAMP())',
      [this.#connection.name],
    );
    return instantOf(row?.LAST_SLOT);
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
        `CAST(? AS TIMESTAMP_LTZ), ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM ${this.#runs} WHERE RUN_ID = ?)`,
      [runId, name, module, at, slots, at, at, worker, reason, version, runId],
    );
  }

  #execute(sql: string, binds: readonly (string | number)[]) {
    return this.#session.repeat(sql, { binds: [...binds], about: RUNS.name });
  }
}
