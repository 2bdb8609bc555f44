import type { TableShape } from './binder.ts';
import { databaseExists, schemaExists } from './catalog.ts';
import type { ObjectName } from './context.ts';
import { notFound } from './errors.ts';
import { informationSchemaShape } from './information-schema.ts';
import { duckNameOf } from './names.ts';
import { rowCounts } from './row-counts.ts';
import type { SessionContext, StoredTable } from './session-context.ts';
import { fieldsIf, identifier, type Parsed, recordOf } from './syntax.ts';

/** Looks up every table a parsed statement names; what is missing is refused when the binder comes to it. */
export async function readShapes(
  context: SessionContext,
  parsed: Parsed,
): Promise<(parts: readonly string[]) => TableShape> {
  const found = new Map<string, TableShape | Error>();
  for (const parts of tableNames(parsed.node)) {
    const key = JSON.stringify(parts);
    if (!found.has(key)) found.set(key, await shapeOrError(context, parts));
  }
  return (parts) => {
    const shape = found.get(JSON.stringify(parts)) ?? notFound('Object', parts.join('.'));
    if (shape instanceof Error) throw shape;
    return shape;
  };
}

async function shapeOrError(context: SessionContext, parts: readonly string[]): Promise<TableShape | Error> {
  try {
    return await readShape(context, context.resolve(parts), parts);
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

async function readShape(
  context: SessionContext,
  name: ObjectName,
  parts: readonly string[],
): Promise<TableShape> {
  if (name.schema === 'INFORMATION_SCHEMA') {
    if (!(await databaseExists(context.duck, name.database))) throw notFound('Database', name.database);
    const counts = name.name === 'TABLES' ? await rowCounts(context.duck, name.database) : new Map();
    const shape = informationSchemaShape(name, counts);
    if (shape === undefined) throw notFound('Object', parts.join('.'));
    return shape;
  }
  const table = await context.find(name);
  if (table === undefined) throw await missing(context, name, parts);
  return tableShape(table);
}

export function tableShape(table: StoredTable): TableShape {
  return { name: table.name, source: duckNameOf(table.name), columns: table.columns };
}

/** Names what exactly is not there: the database, the schema or the object. */
export async function missing(
  context: SessionContext,
  name: ObjectName,
  parts: readonly string[],
): Promise<Error> {
  if (!(await databaseExists(context.duck, name.database))) return notFound('Database', name.database);
  if (!(await schemaExists(context.duck, name.database, name.schema))) {
    return notFound('Schema', `${name.database}.${name.schema}`);
  }
  return notFound('Object', parts.join('.'));
}

/** Table references are the records with a `catalog` field; IDENTIFIER('…') names one too. */
function tableNames(value: unknown): readonly (readonly string[])[] {
  if (Array.isArray(value)) return value.flatMap(tableNames);
  const record = recordOf(value);
  if (record === undefined) return [];
  const inner = Object.values(record).flatMap(tableNames);
  const call = fieldsIf(record, 'function');
  const named = String(call?.name ?? '').toUpperCase();
  if ((named === 'IDENTIFIER' || named === 'TABLE') && Array.isArray(call?.args)) {
    const text = fieldsIf(recordOf(call.args[0]), 'literal')?.value;
    const column = identifier(fieldsIf(recordOf(call.args[0]), 'column')?.name);
    if (typeof text === 'string') inner.push(text.split('.').map((part) => part.toUpperCase()));
    if (column !== undefined) inner.push([column]);
  }
  if (!('catalog' in record)) return inner;
  return [[record.catalog, record.schema, record.name].flatMap((part) => identifier(part) ?? []), ...inner];
}
