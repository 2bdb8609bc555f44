import { z } from 'zod';
import type { Collector } from '../../aws/catalogue/entry.ts';
import { READABLE, Readable } from '../../load/readable.ts';
import { type ReadableMembers, readableMembers } from '../../load/readable-members.ts';
import type { Database } from '../../snowflake/database.ts';
import { decodeRows, textValue } from '../../snowflake/decode.ts';
import { objectName } from '../../snowflake/identifiers.ts';
import type { FoundRows } from './known-rows.ts';

/**
 * Members that this program can read of the collectors' items, and that those could which read the rows that are current.
 * The latter are asked for only where others than this have read them: once after an upgrade.
 */
export async function readReadable(
  database: Database,
  collectors: readonly Collector[],
  { readableIds: recorded }: FoundRows,
): Promise<Readable> {
  const now = new Map<string, ReadableMembers>();
  for (const collector of collectors) now.set(collector.name, await readableMembers(collector));
  const ids = new Set([...now.values()].map(({ id }) => id));
  const others = [...recorded].filter((id) => !ids.has(id));
  return new Readable({
    now,
    before: others.length > 0 ? await readRecorded(database, others) : new Map(),
    recorded,
  });
}

async function readRecorded(
  { session, schema }: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ReadableMembers>> {
  const rows = await session.repeat(
    `SELECT r.READABLE, r.MEMBERS FROM ${objectName(schema, READABLE.name)} r ` +
      `WHERE r.READABLE IN (${ids.map(() => '?').join(', ')}) ` +
      // Each connection has recorded its own.
      'QUALIFY ROW_NUMBER() OVER (PARTITION BY r.READABLE ORDER BY r.SINCE) = 1',
    { binds: [...ids], about: READABLE.name },
  );
  return new Map(
    decodeRows(rows, recordedRow, READABLE.name).map(({ READABLE: id, MEMBERS }) => [
      id,
      { id, tables: MEMBERS },
    ]),
  );
}

const recordedRow = z.object({ READABLE: textValue, MEMBERS: z.record(z.string(), z.array(z.string())) });
