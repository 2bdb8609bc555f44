import { z } from 'zod';
import type { Collector } from '../../aws/catalogue/entry.ts';
import { partsOfDigest } from '../../load/digest.ts';
import { landingName } from '../../load/landing.ts';
import type { KnownRows } from '../../load/landing-writer.ts';
import type { Database } from '../../snowflake/database.ts';
import { decodeRows, textValue } from '../../snowflake/decode.ts';
import { literal, objectName } from '../../snowflake/identifiers.ts';
import { VERSION } from '../../version.ts';
import { RUNS, UNITS } from '../ledger-tables.ts';
import { ByAccount } from './by-account.ts';

/** Digests of units by account, and hashes of references. */
export class FoundRows implements KnownRows {
  /** Digests by collector and region. */
  readonly digests: ByAccount<string>;
  /** Hashes by table and resource. */
  readonly references: ReadonlyMap<string, string>;

  constructor(
    digests: ByAccount<string> = new ByAccount(),
    references: ReadonlyMap<string, string> = new Map(),
  ) {
    this.digests = digests;
    this.references = references;
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
  const digests = tables.some(({ kind }) => kind === 'state')
    ? await readDigests(database, connection)
    : undefined;
  const hashes = references.length > 0 ? await readReferences(database, connection, references) : undefined;
  return new FoundRows(digests, hashes);
}

async function readDigests({ session, schema }: Database, connection: string): Promise<ByAccount<string>> {
  const rows = await session.repeat(
    `SELECT COLLECTOR, ACCOUNT_ID, REGION, DIGEST FROM ${objectName(schema, UNITS.name)} ` +
      `WHERE "CONNECTION" = ? AND CONCLUSIVE_STATUS = ${literal('ok')} AND ROW_COUNT > 0 AND DIGEST IS NOT NULL`,
    { binds: [connection], about: UNITS.name },
  );
  const digests = new ByAccount<string>();
  for (const row of decodeRows(rows, digestRow, UNITS.name)) {
    digests.set(row.ACCOUNT_ID, `${row.COLLECTOR} ${row.REGION}`, row.DIGEST);
  }
  return digests;
}

const digestRow = z.object({
  COLLECTOR: textValue,
  ACCOUNT_ID: textValue,
  REGION: textValue,
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
