import type { RowsResult, StatementRequest } from '../../../contract.ts';
import { fullName, requireControl } from '../../access/require.ts';
import { databaseExists, schemaExists } from '../../catalog/catalog.ts';
import { missing } from '../../catalog/table-shapes.ts';
import { rowsOf, textOf } from '../../duck/rows.ts';
import { notFound, sqlError, unsupported } from '../../errors.ts';
import { resolveName, shown } from '../../names.ts';
import { status } from '../../results.ts';
import type { SessionContext } from '../../session/session-context.ts';
import { exists } from '../../session/session-state.ts';
import { TokenReader } from '../../syntax/token-reader.ts';
import { attached, isAttached } from '../alter/row-access.ts';
import { OBJECT_OPTIONS } from '../create/create-object.ts';
import {
  dropDatabaseContent,
  dropSchemaContent,
  dropStageContent,
  dropTableContent,
} from './drop-content.ts';

/** Reads what is to be dropped and gives what does it, or undefined when there is nothing of that name. */
type Finder = (
  context: SessionContext,
  parts: readonly string[],
) => Promise<(() => Promise<void>) | undefined>;

const KINDS: readonly (readonly [readonly string[], Finder])[] = [
  [['TABLE'], (context, parts) => findTable(context, parts, 'TABLE')],
  [['VIEW'], (context, parts) => findTable(context, parts, 'VIEW')],
  [['DATABASE'], findDatabase],
  [['SCHEMA'], findSchema],
  [['STAGE'], findStage],
  [['FILE', 'FORMAT'], findFileFormat],
  [['WAREHOUSE'], accountObject('warehouses')],
  [['ROLE'], accountObject('roles')],
  [['USER'], accountObject('users')],
  ...[...Object.keys(OBJECT_OPTIONS), 'ROW ACCESS POLICY'].map(
    (kind) => [kind.split(' '), propertyObject(kind)] as const,
  ),
];

/** DROP <kind> [IF EXISTS] name [CASCADE | RESTRICT]. */
export async function drop(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const reader = new TokenReader(request.sqlText);
  reader.expect('DROP');
  const kind = KINDS.find(([words]) => reader.accept(...words));
  if (kind === undefined)
    throw reader.peek().kind === 'word' ? unsupported(`DROP ${reader.peek().value}`) : reader.unexpected();
  const [words, find] = kind;
  const ifExists = reader.accept('IF', 'EXISTS');
  const parts = reader.name();
  if (!reader.accept('CASCADE')) reader.accept('RESTRICT');
  reader.finish();
  const name = parts.at(-1) ?? '';
  return context.change(async () => {
    const work = await findOrRefuse(context, find, parts, words.join(' '), ifExists);
    if (work === undefined) return status(`Drop statement executed successfully (${name} already dropped).`);
    await work();
    return status(`${name} successfully dropped.`);
  });
}

async function findOrRefuse(
  context: SessionContext,
  find: Finder,
  parts: readonly string[],
  kind: string,
  ifExists: boolean,
): Promise<(() => Promise<void>) | undefined> {
  const work = await find(context, parts);
  if (work !== undefined) await requireControl(context, kind, parts);
  if (work !== undefined || ifExists) return work;
  if (kind === 'TABLE' || kind === 'VIEW') {
    const error = await missing(context, context.resolve(parts), parts);
    throw error.message.includes('Object') ? notFound(title(kind), parts.join('.')) : error;
  }
  throw notFound(title(kind), parts.join('.'));
}

function title(kind: string): string {
  return kind.charAt(0) + kind.slice(1).toLowerCase();
}

async function findTable(context: SessionContext, parts: readonly string[], kind: 'TABLE' | 'VIEW') {
  const table = await context.find(context.resolve(parts));
  if (table === undefined) return undefined;
  if (table.kind !== kind) {
    throw sqlError(
      '001512',
      '42601',
      `Object found is of type '${table.kind}', not specified type '${kind}': ${shown(table.name)}`,
    );
  }
  return async () => {
    await context.transaction.lock(table.id);
    await dropTableContent(context, table);
  };
}

async function findDatabase(context: SessionContext, parts: readonly string[]) {
  const [name = ''] = parts;
  if (!(await databaseExists(context.duck, name))) return undefined;
  return async () => {
    await dropDatabaseContent(context, name);
    if (context.place.database === name) Object.assign(context.place, { database: null, schema: null });
  };
}

async function findSchema(context: SessionContext, parts: readonly string[]) {
  const { database, schema } = resolveName([...parts, ''], { ...context.place, schema: '' });
  if (!(await schemaExists(context.duck, database, schema))) return undefined;
  return async () => {
    await dropSchemaContent(context, database, schema);
    if (context.place.database === database && context.place.schema === schema) context.place.schema = null;
  };
}

const IN_SCHEMA = 'database_name = $1 AND schema_name = $2 AND name = $3';

async function findStage(context: SessionContext, parts: readonly string[]) {
  const { database, schema, name } = context.resolve(parts);
  const [row] = await rowsOf(context.duck, `SELECT id FROM sandbox.stages WHERE ${IN_SCHEMA}`, [
    database,
    schema,
    name,
  ]);
  return row === undefined ? undefined : () => dropStageContent(context, textOf(row, 'id'));
}

async function findFileFormat(context: SessionContext, parts: readonly string[]) {
  const { database, schema, name } = context.resolve(parts);
  const key = [database, schema, name];
  const rows = await rowsOf(
    context.duck,
    `SELECT 1 AS one FROM sandbox.file_formats WHERE ${IN_SCHEMA}`,
    key,
  );
  if (rows.length === 0) return undefined;
  return async () => {
    await context.duck.run(`DELETE FROM sandbox.file_formats WHERE ${IN_SCHEMA}`, key);
  };
}

function propertyObject(kind: string): Finder {
  return async (context, parts) => {
    const key = [kind, fullName(context, kind, parts)];
    const where = 'kind = $1 AND name = $2';
    const rows = await rowsOf(context.duck, `SELECT 1 AS one FROM sandbox.objects WHERE ${where}`, key);
    if (rows.length === 0) return undefined;
    return async () => {
      if (await isAttached(context, key[1] ?? '')) throw attached(parts.at(-1) ?? '');
      await context.duck.run(`DELETE FROM sandbox.objects WHERE ${where}`, key);
      await context.duck.run('DELETE FROM sandbox.grants WHERE granted_on = $1 AND name = $2', key);
    };
  };
}

const kindOf = { warehouses: 'WAREHOUSE', roles: 'ROLE', users: 'USER' } as const;

function accountObject(table: 'warehouses' | 'roles' | 'users'): Finder {
  return async (context, parts) => {
    const [name = ''] = parts;
    if (!(await exists(context.duck, table, name))) return undefined;
    return async () => {
      await context.duck.run(`DELETE FROM sandbox.${table} WHERE name = $1`, [name]);
      await context.duck.run(
        'DELETE FROM sandbox.grants WHERE (granted_on = $1 AND name = $2) OR (grantee_kind = $1 AND grantee = $2)',
        [kindOf[table], name],
      );
      if (table === 'warehouses' && context.place.warehouse === name) context.place.warehouse = null;
    };
  };
}
