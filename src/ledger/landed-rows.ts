import { z } from 'zod';
import type { Connector } from '../connectors/connector.ts';
import { landingTable } from '../load/landing.ts';
import type { Database } from '../snowflake/database.ts';
import { countValue, decodeRows, textValue } from '../snowflake/decode.ts';
import { literal, objectName } from '../snowflake/identifiers.ts';
import { columnsOf } from '../snowflake/schema.ts';

/** How many rows of a connection each landing table holds; tables that hold none are left out. */
export async function countLandedRows(
  database: Database,
  connection: string,
  connector: Connector,
): Promise<ReadonlyMap<string, number>> {
  const { session, schema } = database;
  const names = connector.collectors.flatMap(({ tables }) => tables.map((table) => landingTable(table).name));
  const existing = await columnsOf(database, names);
  if (existing.size === 0) return new Map();
  const counts = [...existing.keys()].map(
    (name) =>
      `SELECT ${literal(name)} AS TABLE_NAME, COUNT(*) AS ROW_COUNT FROM ${objectName(schema, name)} ` +
      'WHERE "CONNECTION" = ?',
  );
  const rows = await session.execute(counts.join('\nUNION ALL\n'), {
    binds: counts.map(() => connection),
    about: connection,
  });
  return new Map(
    decodeRows(rows, countedTable, connection)
      .filter(({ ROW_COUNT }) => ROW_COUNT > 0)
      .map(({ TABLE_NAME, ROW_COUNT }) => [TABLE_NAME, ROW_COUNT]),
  );
}

const countedTable = z.object({ TABLE_NAME: textValue, ROW_COUNT: countValue });
