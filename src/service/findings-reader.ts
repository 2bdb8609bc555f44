import type { ConnectionResult } from '../connections/connection.ts';
import { type RecordedFindings, readRecordedFindings } from '../detections/recorded-findings.ts';
import { describeError } from '../errors.ts';
import type { Settings } from '../settings/settings.ts';
import type { Database } from '../snowflake/database.ts';
import { schemaBeside } from '../snowflake/identifiers.ts';

/** The findings as far as they are known; undefined where no connection has them recorded. */
export type FindingsView =
  | (RecordedFindings & { readonly problem?: never })
  /** Why they are not known. */
  | { readonly problem: string }
  | undefined;

/** Follows the findings that runs record. */
export class FindingsReader {
  #view: FindingsView;

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
    if (!isRecorded) {
      this.#view = undefined;
      return;
    }
    try {
      this.#view = await readRecordedFindings({
        session,
        schema: schemaBeside(schema, snowflake.detectionsSchema),
      });
    } catch (error) {
      this.#view = { problem: describeError(error) };
    }
  }
}
