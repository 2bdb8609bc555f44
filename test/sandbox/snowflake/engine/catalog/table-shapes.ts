import { requireOn, requireUsage } from '../access/require.ts';
import type { ObjectName } from '../context.ts';
import { notFound } from '../errors.ts';
import type { TableShape } from '../expression/binder.ts';
import { duckNameOf } from '../names.ts';
import type { SessionContext, StoredTable } from '../session/session-context.ts';
import { fieldsIf, identifier, type Parsed, recordOf } from '../syntax/syntax.ts';
import { informationSchemaShape, type VisibleRows } from './information-schema.ts';
import { rowCounts } from './row-counts.ts';
import { nameInQuery, viewQuery } from './view-query.ts';

/**
 * Looks up every table a parsed statement names, in one that is kept by the names that stand there for what they will be
 * when it is read; what is missing is refused when the binder comes to it.
 */
export async function readShapes(
  context: SessionContext,
  parsed: Parsed,
  purpose: 'statement' | 'view',
): Promise<(parts: readonly string[]) => TableShape> {
  const found = new Map<string, TableShape | Error>();
  for (const parts of tableNames(parsed.node)) {
    const key = JSON.stringify(parts);
    if (!found.has(key)) found.set(key, await shapeOrError(context, parts, purpose));
  }
  return (parts) => {
    const shape = found.get(JSON.stringify(parts)) ?? notFound('Object', parts.join('.'));
    if (shape instanceof Error) throw shape;
    return shape;
  };
}

async function shapeOrError(
  context: SessionContext,
  parts: readonly string[],
  purpose: 'statement' | 'view',
): Promise<TableShape | Error> {
  try {
    return await readShape(context, context.resolve(parts), parts, purpose);
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

async function readShape(
  context: SessionContext,
  name: ObjectName,
  parts: readonly string[],
  purpose: 'statement' | 'view',
): Promise<TableShape> {
  if (name.schema === 'INFORMATION_SCHEMA') {
    await requireUsage(context, name);
    const counts = name.name === 'TABLES' ? await rowCounts(context.duck, name.database) : new Map();
    const shape = informationSchemaShape(name, counts, await visibleRows(context));
    if (shape === undefined) throw notFound('Object', parts.join('.'));
    return shape;
  }
  const table = await context.find(name);
  if (table === undefined) throw await missing(context, name, parts);
  await requireOn(context, table, parts, 'SELECT');
  if (purpose === 'view') return { ...tableShape(table), source: nameInQuery(table.name), isNamed: true };
  if (table.kind === 'TABLE') return tableShape(table);
  return { ...tableShape(table), source: await viewQuery(context, table.name) };
}

export function tableShape(table: StoredTable): TableShape {
  return { name: table.name, source: duckNameOf(table.name), columns: table.columns };
}

/** What of the metadata the role may see, by the alias of its table in INFORMATION_SCHEMA's queries. */
async function visibleRows({ access }: SessionContext): Promise<VisibleRows> {
  const test = (kind: string, alias: string, ...columns: readonly string[]) =>
    access.visible(kind, columns.map((column) => `${alias}.${column}`).join(` || '.' || `), alias);
  return {
    t: await test('t.kind', 't', 'database_name', 'schema_name', 'name'),
    s: await test(`'SCHEMA'`, 's', 'database_name', 'name'),
    d: await test(`'DATABASE'`, 'd', 'name'),
    stage: await test(`'STAGE'`, 's', 'database_name', 'schema_name', 'name'),
  };
}

/** Names what exactly is not there: the database, the schema or the object. */
export async function missing(
  context: SessionContext,
  name: ObjectName,
  parts: readonly string[],
): Promise<Error> {
  await requireUsage(context, name);
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
