import type { RowsResult, StatementRequest } from '../../../contract.ts';
import { requireControl, requireCreate, requireOn, requireUsage } from '../../access/require.ts';
import { requireWarehouse } from '../../access/warehouse.ts';
import { writeTable } from '../../catalog/catalog.ts';
import type { ObjectName } from '../../context.ts';
import { rowsOf } from '../../duck/rows.ts';
import { notFound, sqlError, unsupported } from '../../errors.ts';
import { emptyScope } from '../../expression/scope.ts';
import { duckNameOf, shown } from '../../names.ts';
import { status } from '../../results.ts';
import type { SessionContext, StoredColumn, StoredTable } from '../../session/session-context.ts';
import { children, fieldsOf, parseStatement } from '../../syntax/syntax.ts';
import { quoteIdentifier } from '../../syntax/tokens.ts';
import { type BoundQuery, bound } from '../../types/bound.ts';
import { castSql } from '../../types/casts.ts';
import { duckType, varchar } from '../../types/types.ts';
import { bindRows } from '../dml/binds.ts';
import { binderFor } from '../dml/run-query.ts';
import { dropTableContent } from '../drop/drop-content.ts';
import { grantFuture } from '../grant/future-grants.ts';
import { readColumnDefinitions } from './column-definitions.ts';
import { type CreateHeader, onExisting } from './create-header.ts';
import { property, readProperties } from './properties.ts';

const OPTIONS = [
  'CHANGE_TRACKING',
  'COMMENT',
  'DATA_RETENTION_TIME_IN_DAYS',
  'DEFAULT_DDL_COLLATION',
  'ENABLE_SCHEMA_EVOLUTION',
  'MAX_DATA_EXTENSION_TIME_IN_DAYS',
];

/** What a CREATE TABLE asks for, before it is done. */
interface TablePlan {
  readonly columns: readonly StoredColumn[];
  readonly comment: string;
  readonly clusterBy: string;
  readonly copyGrants: boolean;
  readonly retention: number;
  /** DuckDB SQL whose rows fill the table. */
  readonly fill: { readonly sql: string; readonly values: readonly (string | null)[] } | undefined;
}

/** CREATE TABLE with columns, LIKE, CLONE or AS SELECT. */
export async function createTable(
  context: SessionContext,
  request: StatementRequest,
  header: CreateHeader,
): Promise<RowsResult> {
  const name = context.resolve(header.reader.name());
  if (name.schema === 'INFORMATION_SCHEMA')
    throw sqlError('003001', '42501', 'Insufficient privileges to operate on schema INFORMATION_SCHEMA');
  const kept = persistence(header);
  // doc: sql/create-table, access control: a temporary table takes no CREATE TABLE.
  if (kept === 'TEMPORARY') await requireUsage(context, name);
  else await requireCreate(context, 'TABLE', name);
  await refuseHiding(context, name, kept);
  const plan = await readPlan(context, request, header, name);
  if (plan.fill !== undefined) await requireWarehouse(context);
  const result = await context.change(async () => {
    const old = await context.find(name);
    if (old !== undefined) {
      const existing = onExisting(header, name.name);
      if (existing !== 'replace') return existing;
      await requireControl(context, 'TABLE', [name.database, name.schema, name.name]);
      await dropTableContent(context, old, plan.copyGrants);
    }
    await makeTable(context, header, name, plan);
    if (kept === 'TEMPORARY') await dropAtEnd(context, name);
    if (kept !== 'TEMPORARY' && (old === undefined || !plan.copyGrants))
      await grantFuture(context, 'TABLE', name);
    return status(`Table ${name.name} successfully created.`);
  }, [shown(name)]);
  return plan.fill === undefined ? result : { ...result, usesWarehouse: true };
}

/** Snowflake lets a temporary table hide one that stays, and sessions have temporary tables of one name. */
async function refuseHiding(
  context: SessionContext,
  name: ObjectName,
  kept: StoredTable['persistence'],
): Promise<void> {
  const [other] = await rowsOf(
    context.duck,
    `SELECT 1 AS one FROM sandbox.tables WHERE database_name = $1 AND schema_name = $2 AND name = $3
     AND (persistence = 'TEMPORARY') <> $4 OR session <> getvariable('CURRENT_SESSION')
     AND database_name = $1 AND schema_name = $2 AND name = $3`,
    [name.database, name.schema, name.name, kept === 'TEMPORARY'],
  );
  if (other !== undefined) throw unsupported('a temporary table whose name another table has');
}

async function dropAtEnd(context: SessionContext, name: ObjectName): Promise<void> {
  const made = await context.find(name);
  context.atEnd.add(async () => {
    const left = await context.find(name);
    if (left !== undefined && left.id === made?.id) await dropTableContent(context, left);
  });
}

async function readPlan(
  context: SessionContext,
  request: StatementRequest,
  { reader }: CreateHeader,
  name: ObjectName,
): Promise<TablePlan> {
  if (reader.accept('LIKE')) return copied(context, reader.name(), () => reader.finish(), false);
  if (reader.accept('CLONE')) return copied(context, reader.name(), () => reader.finish(), true);
  const declared = reader.at('(') ? readColumnDefinitions(reader) : undefined;
  const clusterBy = readClusterBy(reader);
  const options = readProperties(reader, OPTIONS);
  const copyGrants = reader.accept('COPY', 'GRANTS');
  const rest = {
    copyGrants,
    comment: property(options, 'COMMENT'),
    clusterBy,
    retention: Number(property(options, 'DATA_RETENTION_TIME_IN_DAYS', '1')),
  };
  if (!reader.accept('AS')) {
    reader.finish();
    if (declared === undefined)
      throw sqlError('001003', '42000', `syntax error: table '${name.name}' has no columns.`);
    return { ...rest, columns: declared, fill: undefined };
  }
  const filled = await bindFill(context, request, request.sqlText.slice(reader.peek().start));
  return { ...rest, ...selected(filled, declared) };
}

function readClusterBy(reader: CreateHeader['reader']): string {
  if (!reader.accept('CLUSTER', 'BY')) return '';
  reader.accept('LINEAR');
  const start = reader.peek().start;
  let depth = 0;
  let end = start;
  do {
    const token = reader.next();
    if (token.kind === 'end') throw reader.unexpected();
    if (token.value === '(') depth += 1;
    if (token.value === ')') depth -= 1;
    end = token.end;
  } while (depth > 0);
  return `LINEAR${reader.sql.slice(start, end)}`;
}

async function bindFill(context: SessionContext, request: StatementRequest, sqlText: string) {
  const parsed = parseStatement(sqlText);
  const binder = await binderFor(context, request, parsed);
  const query = binder.query(parsed.node, undefined, new Map());
  return { query, values: bindRows(request, binder.parameters)[0] ?? [] };
}

/** Columns of a CTAS: as declared when they are, else as the query has them. */
function selected(
  fill: { query: BoundQuery; values: readonly (string | null)[] },
  declared: readonly StoredColumn[] | undefined,
): Pick<TablePlan, 'columns' | 'fill'> {
  const { query, values } = fill;
  const columns =
    declared ??
    query.columns.map(({ name, type }): StoredColumn => {
      const kept = type.kind === 'null' ? varchar(16_777_216) : type;
      return { name, type: kept, nullable: true, defaultText: null, comment: null };
    });
  if (columns.length !== query.columns.length) {
    throw sqlError(
      '002026',
      '42601',
      `Invalid column definition list: ${columns.length} columns declared, ${query.columns.length} selected.`,
    );
  }
  const twice = columns.find(
    (column, index) => columns.findIndex((other) => other.name === column.name) < index,
  );
  if (twice !== undefined) throw sqlError('002025', '42S21', `duplicate column name '${twice.name}'`);
  const list = columns.map((column, index) =>
    castSql(bound(`q.c${index}`, query.columns[index]?.type ?? column.type), column.type),
  );
  const names = columns.map((_column, index) => `c${index}`).join(', ');
  return { columns, fill: { sql: `SELECT ${list.join(', ')} FROM (${query.sql}) AS q(${names})`, values } };
}

async function copied(
  context: SessionContext,
  parts: readonly string[],
  finish: () => void,
  withRows: boolean,
): Promise<TablePlan> {
  finish();
  const source = await context.find(context.resolve(parts));
  if (source === undefined || source.kind !== 'TABLE') throw notFound('Object', parts.join('.'));
  await requireOn(context, source, parts, 'SELECT');
  const fill = withRows ? { sql: `SELECT * FROM ${duckNameOf(source.name)}`, values: [] } : undefined;
  return {
    columns: source.columns,
    comment: source.comment,
    clusterBy: '',
    copyGrants: false,
    retention: 1,
    fill,
  };
}

async function makeTable(
  context: SessionContext,
  header: CreateHeader,
  name: ObjectName,
  plan: TablePlan,
): Promise<void> {
  const definitions = await Promise.all(plan.columns.map((column) => duckColumn(context, column)));
  await context.duck.run(`CREATE TABLE ${duckNameOf(name)} (${definitions.join(', ')})`);
  await writeTable(
    context.duck,
    name,
    {
      id: await context.nextId(),
      kind: 'TABLE',
      persistence: persistence(header),
      now: context.now(),
      owner: context.place.role,
      comment: plan.comment,
      clusterBy: plan.clusterBy,
      retention: plan.retention,
      definition: null,
      secure: false,
    },
    plan.columns,
  );
  if (plan.fill !== undefined) {
    await context.duck.run(`INSERT INTO ${duckNameOf(name)} ${plan.fill.sql}`, [...plan.fill.values]);
  }
}

function persistence({ modifiers }: CreateHeader): StoredTable['persistence'] {
  if (['TEMP', 'TEMPORARY', 'VOLATILE'].some((word) => modifiers.has(word))) return 'TEMPORARY';
  return modifiers.has('TRANSIENT') ? 'TRANSIENT' : 'PERMANENT';
}

/** A column in DuckDB's words. Its default is translated once, here. */
export async function duckColumn(context: SessionContext, column: StoredColumn): Promise<string> {
  const nullability = column.nullable ? '' : ' NOT NULL';
  const value = column.defaultText === null ? '' : ` DEFAULT ${await defaultSql(context, column)}`;
  return `${quoteIdentifier(column.name)} ${duckType(column.type)}${nullability}${value}`;
}

async function defaultSql(context: SessionContext, column: StoredColumn): Promise<string> {
  const sqlText = `SELECT ${column.defaultText}`;
  const parsed = parseStatement(sqlText);
  const binder = await binderFor(context, { sqlText, queryId: '' }, parsed, 'view');
  const [expression] = children(fieldsOf(parsed.node), 'expressions');
  if (expression === undefined)
    throw sqlError('002023', '22000', `Default value of column '${column.name}' is empty.`);
  return `(${castSql(binder.expression(expression, emptyScope()), column.type)})`;
}
