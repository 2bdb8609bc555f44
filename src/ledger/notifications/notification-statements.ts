import { z } from 'zod';
import type { Database } from '../../snowflake/database.ts';
import { countValue, decodeRows, optionalInstant, optionalText, textValue } from '../../snowflake/decode.ts';
import { literal, objectName, quoted } from '../../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../../snowflake/session.ts';
import { FACT_COLUMNS, type FactSource } from './facts.ts';
import { NOTIFICATIONS } from './notification-table.ts';

/** One fact on its way to somebody. */
export interface Fact {
  readonly kind: FactSource['kind'];
  readonly state: 'on' | 'seen' | 'gone';
  readonly subject: string;
  readonly connection: string | undefined;
  readonly accountId: string | undefined;
  readonly accountName: string | undefined;
  readonly region: string | undefined;
  readonly detectionId: string | undefined;
  readonly severity: string | undefined;
  readonly resource: string | undefined;
  readonly reason: string | undefined;
  readonly since: Date | undefined;
}

/** Facts that one message is to tell. */
export interface Claim {
  /** The first of them. */
  readonly facts: readonly Fact[];
  /** All of them, by kind and state. */
  readonly counts: readonly FactCount[];
  /** Facts of earlier messages of which nobody knows whether they arrived. */
  readonly unclear: number;
}

/** How many facts of one kind have one state. */
export interface FactCount {
  readonly kind: Fact['kind'];
  readonly state: Fact['state'];
  readonly facts: number;
}

/** So many facts of a message are told one by one. */
const TOLD_SINGLY = 200;

/** Time after which a process that has claimed facts, and has said no more, is dead. No message takes as long. */
const DEAD_MINUTES = 10;

/**
 * Statements of the notifications. Each is one UPDATE, MERGE or DELETE, which lock the table: of two processes one alone
 * claims a fact. All are safe to repeat.
 */
export class NotificationStatements {
  readonly #session: SnowflakeSession;
  readonly #table: string;

  constructor({ session, schema }: Database) {
    this.#session = session;
    this.#table = objectName(schema, NOTIFICATIONS.name);
  }

  /** Brings the facts of one kind in line with what holds now. What is being sent at the moment waits for the next time. */
  async record({ kind, holds, stands, well, binds }: FactSource): Promise<void> {
    const columns = FACT_COLUMNS.map(quoted);
    await this.#execute(
      `MERGE INTO ${this.#table} t USING (${holds}) s ON t.KIND = ${literal(kind)} AND t.SUBJECT = s.SUBJECT ` +
        // Where it came back before its end was told there is nothing to tell.
        "WHEN MATCHED AND t.STATE <> 'on' AND t.TOLD IN ('pending', 'unclear') THEN UPDATE SET STATE = 'on', " +
        "TOLD = IFF(t.TOLD = 'pending', 'told', 'pending'), SINCE = s.SINCE, REASON = s.REASON " +
        `WHEN NOT MATCHED THEN INSERT (KIND, ${columns.join(', ')}, STATE, TOLD) ` +
        `VALUES (${literal(kind)}, ${columns.map((column) => `s.${column}`).join(', ')}, 'on', 'pending')`,
      binds,
    );
    const over = `KIND = ${literal(kind)} AND STATE = 'on' AND SUBJECT NOT IN (${stands})`;
    const unheard = well === undefined ? "TOLD <> 'sending'" : "TOLD = 'pending'";
    await this.#execute(`DELETE FROM ${this.#table} WHERE ${unheard} AND ${over}`, binds);
    if (well === undefined) return;
    const end = (state: string) =>
      `UPDATE ${this.#table} SET STATE = ${literal(state)}, TOLD = 'pending', SINCE = CURRENT_TIMESTAMP() WHERE TOLD IN ('told', 'unclear') AND ${over}`;
    await this.#execute(`${end('seen')} AND SUBJECT IN (${well})`, [...binds, ...binds]);
    await this.#execute(end('gone'), binds);
  }

  /** Marks what a process was sending that died: nobody knows whether it arrived. */
  async bury(): Promise<void> {
    await this.#execute(
      `UPDATE ${this.#table} SET TOLD = 'unclear' WHERE TOLD = 'sending' AND CLAIMED_AT < DATEADD(MINUTE, -${DEAD_MINUTES}, CURRENT_TIMESTAMP())`,
      [],
    );
  }

  /** Takes what is pending for one message; undefined where nothing is. */
  async claim(messageId: string): Promise<Claim | undefined> {
    await this.#execute(
      `UPDATE ${this.#table} SET TOLD = 'sending', MESSAGE_ID = ?, CLAIMED_AT = CURRENT_TIMESTAMP() WHERE TOLD = 'pending'`,
      [messageId],
    );
    const counts = decodeRows(
      await this.#execute(
        `SELECT KIND, STATE, TOLD, COUNT(*) AS FACTS FROM ${this.#table} WHERE (TOLD = 'sending' AND MESSAGE_ID = ?) OR TOLD = 'unclear' GROUP BY KIND, STATE, TOLD ORDER BY KIND, STATE`,
        [messageId],
      ),
      countRow,
      NOTIFICATIONS.name,
    );
    const claimed = counts.filter(({ TOLD }) => TOLD === 'sending');
    if (claimed.length === 0) return undefined;
    const rows = await this.#execute(
      `SELECT KIND, STATE, ${FACT_COLUMNS.map(quoted).join(', ')} FROM ${this.#table} WHERE TOLD = 'sending' AND MESSAGE_ID = ? ` +
        "ORDER BY CASE KIND WHEN 'stale' THEN 0 WHEN 'blind' THEN 1 ELSE 2 END, STATE DESC, " +
        "CASE SEVERITY WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END, SUBJECT " +
        `LIMIT ${TOLD_SINGLY}`,
      [messageId],
    );
    return {
      facts: decodeRows(rows, factRow, NOTIFICATIONS.name).map(factOf),
      counts: claimed.map(({ KIND, STATE, FACTS }) => ({ kind: KIND, state: STATE, facts: FACTS })),
      unclear: counts.reduce((sum, { TOLD, FACTS }) => sum + (TOLD === 'unclear' ? FACTS : 0), 0),
    };
  }

  /** The message has arrived, and with it word of those that may not have. */
  async told(messageId: string): Promise<void> {
    const heard = `(TOLD = 'sending' AND MESSAGE_ID = ?) OR TOLD = 'unclear'`;
    await this.#execute(`DELETE FROM ${this.#table} WHERE STATE <> 'on' AND (${heard})`, [messageId]);
    await this.#execute(`UPDATE ${this.#table} SET TOLD = 'told' WHERE ${heard}`, [messageId]);
  }

  /** The message has surely not arrived: its facts are to be told again. */
  async release(messageId: string): Promise<void> {
    await this.#execute(
      `UPDATE ${this.#table} SET TOLD = 'pending', MESSAGE_ID = NULL, CLAIMED_AT = NULL WHERE TOLD = 'sending' AND MESSAGE_ID = ?`,
      [messageId],
    );
  }

  /** Nobody knows whether the message arrived. */
  async unclear(messageId: string): Promise<void> {
    await this.#execute(
      `UPDATE ${this.#table} SET TOLD = 'unclear' WHERE TOLD = 'sending' AND MESSAGE_ID = ?`,
      [messageId],
    );
  }

  #execute(sql: string, binds: readonly string[]) {
    return this.#session.repeat(sql, { binds: [...binds], about: NOTIFICATIONS.name });
  }
}

const kind = z.enum(['blind', 'stale', 'finding']);
const state = z.enum(['on', 'seen', 'gone']);
const countRow = z.object({ KIND: kind, STATE: state, TOLD: textValue, FACTS: countValue });
const factRow = z.object({
  KIND: kind,
  STATE: state,
  SUBJECT: textValue,
  CONNECTION: optionalText,
  ACCOUNT_ID: optionalText,
  ACCOUNT_NAME: optionalText,
  REGION: optionalText,
  DETECTION_ID: optionalText,
  SEVERITY: optionalText,
  RESOURCE: optionalText,
  REASON: optionalText,
  SINCE: optionalInstant,
});

function factOf(row: z.output<typeof factRow>): Fact {
  return {
    kind: row.KIND,
    state: row.STATE,
    subject: row.SUBJECT,
    connection: row.CONNECTION,
    accountId: row.ACCOUNT_ID,
    accountName: row.ACCOUNT_NAME,
    region: row.REGION,
    detectionId: row.DETECTION_ID,
    severity: row.SEVERITY,
    resource: row.RESOURCE,
    reason: row.REASON,
    since: row.SINCE,
  };
}
