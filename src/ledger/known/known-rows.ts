import { z } from 'zod';
import type { Collector } from '../../aws/catalogue/entry.ts';
import { partsOfDigest } from '../../load/digest.ts';
import { landingName } from '../../load/landing.ts';
import type { KnownRows } from '../../load/landing-writer.ts';
import type { Database } from '../../snowflake/database.ts';
import { countValue, decodeRows, textValue } from '../../snowflake/decode.ts';
import { literal, objectName } from '../../snowflake/identifiers.ts';
import { VERSION } from '../../version.ts';
import { RUNS, UNITS } from '../ledger-tables.ts';
import { ByAccount } from './by-account.ts';

/** Calls that an account takes in which there is nothing, about: two dozen services, and its regions. */
const CALLS_OF_ANY = 30;

/** Rows whose reading takes as much of a core as a call does. */
const ROWS_OF_CALL = 5;

/** Digests of units by account, and hashes of references. */
export class FoundRows implements KnownRows {
  /** Digests by collector and region. */
  readonly digests: ByAccount<string>;
  /** Hashes by table and resource. */
  readonly references: ReadonlyMap<string, string>;
  /** Rows by account. */
  readonly #rows: ReadonlyMap<string, number>;

  constructor(
    digests: ByAccount<string> = new ByAccount(),
    references: ReadonlyMap<string, string> = new Map(),
    rows: ReadonlyMap<string, number> = new Map(),
  ) {
    this.digests = digests;
    this.references = references;
    this.#rows = rows;
  }

  /**
   * About what it costs to read an account, in calls to AWS: one for each unit that has rows, beside those that each
   * account takes, and what its rows take to be parsed and written. Undefined for an account that has none yet.
   */
  costOf(accountId: string): number | undefined {
    const units = this.digests.of(accountId)?.size;
    if (units === undefined) return undefined;
    return CALLS_OF_ANY + units + (this.#rows.get(accountId) ?? 0) / ROWS_OF_CALL;
  }

  digestOf(collector: string, accountId: string, region: string): string | undefined {
    return this.digests.get(accountId, `${collector} ${region}`);
  }

  /** Ids of the members that could be read of the rows of any unit. */
  get readableIds(): ReadonlySet<string> {
    const ids = [...this.digests.values()].map((kept) => partsOfDigest(kept).readableId);
    return new Set(ids.filter((id) => id !== undefined));
  }

  referenceOf(landing: string, resourceId: string): string | undefined {
    return this.references.get(`${landing} ${resourceId}`);
  }
}

/** Digests of the current rows of these collectors. */
export async function readKnownRows(
  database: Database,
  connection: string,
  collectors: readonly Collector[],
): Promise<FoundRows> {
  const tables = collectors.flatMap((collector) => collector.tables);
  const references = tables.filter(({ kind }) => kind === 'reference').map(landingName);
  const known = tables.some(({ kind }) => kind === 'state')
    ? await readDigests(database, connection)
    : undefined;
  const hashes = references.length > 0 ? await readReferences(database, connection, references) : undefined;
  return new FoundRows(known?.digests, hashes, known?.rows);
}

async function readDigests(
  { session, schema }: Database,
  connection: string,
): Promise<{ readonly digests: ByAccount<string>; readonly rows: ReadonlyMap<string, number> }> {
  const found = await session.repeat(
    `SELECT COLLECTOR, ACCOUNT_ID, REGION, ROW_COUNT, DIGEST FROM ${objectName(schema, UNITS.name)} ` +
      `WHERE "CONNECTION" = ? AND CONCLUSIVE_STATUS = ${literal('ok')} AND ROW_COUNT > 0 AND DIGEST IS NOT NULL`,
    { binds: [connection], about: UNITS.name },
  );
  const digests = new ByAccount<string>();
  const rows = new Map<string, number>();
  for (const row of decodeRows(found, digestRow, UNITS.name)) {
    digests.set(row.ACCOUNT_ID, `${row.COLLECTOR} ${row.REGION}`, row.DIGEST);
    rows.set(row.ACCOUNT_ID, (rows.get(row.ACCOUNT_ID) ?? 0) + row.ROW_COUNT);
  }
  return { digests, rows };
}

const digestRow = z.object({
  COLLECTOR: textValue,
  ACCOUNT_ID: textValue,
  REGION: textValue,
  ROW_COUNT: countValue,
  DIGEST: textValue,
});

/** The latest of each thing, where a run of this version landed it: another may have had other columns. */
async function readReferences(
  { session, schema }: Database,
  connection: string,
  landings: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const latest = landings.map(
    (landing) =>
      `SELECT ${literal(landing)} AS TABLE_NAME, s.RESOURCE_ID, s.ROW_HASH, r.VERSION FROM ${objectName(schema, landing)} s ` +
      `JOIN ${objectName(schema, RUNS.name)} r ON r.RUN_ID = s.RUN_ID AND r.PUBLISHED_AT IS NOT NULL WHERE s.CONNECTION = ? ` +
      'QUALIFY ROW_NUMBER() OVER (PARTITION BY s.RESOURCE_ID ORDER BY s.RUN_ID DESC) = 1',
  );
  const rows = await session.repeat(
    `SELECT l.TABLE_NAME, l.RESOURCE_ID, l.ROW_HASH FROM (${latest.join(' UNION ALL ')}) l WHERE l.VERSION = ?`,
    { binds: [...landings.map(() => connection), VERSION], about: landings.join(', ') },
  );
  return new Map(
    decodeRows(rows, referenceRow, landings.join(', ')).map((row) => [
      `${row.TABLE_NAME} ${row.RESOURCE_ID}`,
      row.ROW_HASH,
    ]),
  );
}

const referenceRow = z.object({ TABLE_NAME: textValue, RESOURCE_ID: textValue, ROW_HASH: textValue });
