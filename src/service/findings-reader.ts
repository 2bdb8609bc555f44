import type { ConnectionResult } from '../connections/connection.ts';
import { type AccountFindings, readAccountFindings } from '../detections/account-findings.ts';
import { type RecordedFindings, readRecordedFindings } from '../detections/recorded-findings.ts';
import { describeError } from '../errors.ts';
import type { Settings } from '../settings/settings.ts';
import { type Database, within } from '../snowflake/database.ts';
import { type SchemaReference, schemaBeside } from '../snowflake/identifiers.ts';
import { startDeadline } from '../time/deadline.ts';

/** Record as far as it is known, or why it is not; undefined where no connection has findings recorded. */
type Recorded<T> = (T & { readonly problem?: never }) | { readonly problem: string } | undefined;

/** The findings as far as they are known. */
export type FindingsView = Recorded<RecordedFindings>;

/** The findings of one account as far as they are known. */
export type AccountFindingsView = Recorded<AccountFindings>;

/** Time in which the findings of an account must be told: somebody waits for the page. */
const ANSWER_SECONDS = 20;

/** Accounts whose findings are kept until the next run ends. */
const ACCOUNTS_KEPT = 200;

/** Follows the findings that runs record. */
export class FindingsReader {
  #view: FindingsView;
  /** Schema of the detections; undefined where nothing is recorded. */
  #schema: SchemaReference | undefined;
  #accounts = new Map<string, Promise<AccountFindings>>();

  get view(): FindingsView {
    return this.#view;
  }

  /** Reads them, where a connection has them recorded. What cannot be read is told, and rejects nothing. */
  async read(
    { session, schema }: Database,
    connections: readonly ConnectionResult[],
    { snowflake }: Pick<Settings, 'snowflake'>,
  ): Promise<void> {
    const isRecorded = connections.some((one) => one.ok && one.connection.options.record_findings === true);
    this.#accounts = new Map();
    this.#schema = isRecorded ? schemaBeside(schema, snowflake.detectionsSchema) : undefined;
    if (this.#schema === undefined) {
      this.#view = undefined;
      return;
    }
    try {
      this.#view = await readRecordedFindings({ session, schema: this.#schema });
    } catch (error) {
      this.#view = { problem: session.message(describeError(error)) };
    }
  }

  /** Findings of an account: Snowflake is asked once for them after each read. Rejects nothing. */
  async ofAccount(account: string, database: Database | undefined): Promise<AccountFindingsView> {
    if (this.#schema === undefined) return undefined;
    if (database === undefined) return { problem: 'Snowflake does not answer' };
    const accounts = this.#accounts;
    const asked = accounts.get(account) ?? inTime({ ...database, schema: this.#schema }, account);
    accounts.set(account, asked);
    const [oldest = account] = accounts.keys();
    if (accounts.size > ACCOUNTS_KEPT) accounts.delete(oldest);
    try {
      return await asked;
    } catch (error) {
      // Whoever asks next asks anew.
      accounts.delete(account);
      return { problem: database.session.message(describeError(error)) };
    }
  }
}

async function inTime(database: Database, account: string): Promise<AccountFindings> {
  const deadline = startDeadline(ANSWER_SECONDS);
  try {
    return await readAccountFindings(within(database, deadline.signal), account);
  } finally {
    deadline.end();
  }
}
