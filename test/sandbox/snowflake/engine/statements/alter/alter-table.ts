import type { RowsResult, StatementRequest } from '../../../contract.ts';
import { requireControl } from '../../access/require.ts';
import { writeColumns } from '../../catalog/catalog.ts';
import { missing } from '../../catalog/table-shapes.ts';
import { sqlError, unsupported } from '../../errors.ts';
import { duckNameOf } from '../../names.ts';
import { status } from '../../results.ts';
import type { SessionContext, StoredColumn, StoredTable } from '../../session/session-context.ts';
import { TokenReader } from '../../syntax/token-reader.ts';
import { quoteIdentifier } from '../../syntax/tokens.ts';
import { readColumnDefinition } from '../create/column-definitions.ts';
import { duckColumn } from '../create/create-table.ts';
import { property, readProperties } from '../create/properties.ts';
import { alterColumns, columnOf } from './alter-column.ts';
import { setComment } from './comment.ts';

const DONE = 'Statement executed successfully.';

/** ALTER TABLE [IF EXISTS] name ADD | DROP | RENAME | ALTER | SET | UNSET | CLUSTER BY | SWAP WITH …. */
export async function alterTable(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const later: string[] = [];
  const result = await context.change(async () => {
    later.length = 0;
    const reader = new TokenReader(request.sqlText);
    reader.expect('ALTER', 'TABLE');
    const ifExists = reader.accept('IF', 'EXISTS');
    const parts = reader.name();
    const name = context.resolve(parts);
    const table = await context.find(name);
    if (table === undefined) {
      if (ifExists) return status(DONE);
      throw await missing(context, name, parts);
    }
    await requireControl(context, table.kind, [name.database, name.schema, name.name]);
    await context.transaction.lock(table.id, request.signal);
    later.push(...(await change(context, table, parts, reader)));
    await context.duck.run('UPDATE sandbox.tables SET last_altered = CAST($2 AS TIMESTAMPTZ) WHERE id = $1', [
      table.id,
      context.now().toISOString(),
    ]);
    return status(DONE);
  });
  // DuckDB cannot make a column NOT NULL in the transaction that fills it.
  if (later.length > 0) {
    await context.change(async () => {
      for (const sql of later) await context.duck.run(sql);
    });
  }
  return result;
}

/** Does what it can and gives the DuckDB SQL that has to wait for the next transaction. */
async function change(
  context: SessionContext,
  table: StoredTable,
  parts: readonly string[],
  reader: TokenReader,
): Promise<readonly string[]> {
  if (reader.accept('ADD')) return addColumns(context, table, reader);
  if (reader.accept('DROP')) {
    if (reader.accept('CLUSTERING', 'KEY')) return none(setClusterBy(context, table, '', reader));
    return none(dropColumns(context, table, reader));
  }
  if (reader.accept('RENAME', 'COLUMN')) return none(renameColumn(context, table, reader));
  if (reader.accept('RENAME', 'TO')) return none(renameTable(context, table, reader));
  if (reader.accept('ALTER') || reader.accept('MODIFY')) return none(alterColumns(context, table, reader));
  if (reader.accept('SWAP', 'WITH')) throw unsupported('ALTER TABLE … SWAP WITH');
  if (reader.accept('UNSET')) {
    reader.expect('COMMENT');
    reader.finish();
    return none(setComment(context, 'TABLE', parts, ''));
  }
  if (reader.accept('CLUSTER', 'BY')) {
    const start = reader.peek().start;
    while (reader.peek().kind !== 'end') reader.next();
    return none(
      setClusterBy(context, table, `LINEAR${reader.sql.slice(start).replace(/;\s*$/, '')}`, reader),
    );
  }
  reader.expect('SET');
  return none(setOptions(context, table, parts, reader));
}

async function none(work: Promise<void>): Promise<readonly string[]> {
  await work;
  return [];
}

async function setOptions(
  context: SessionContext,
  table: StoredTable,
  parts: readonly string[],
  reader: TokenReader,
): Promise<void> {
  const options = readProperties(reader, [
    'COMMENT',
    'DATA_RETENTION_TIME_IN_DAYS',
    'CHANGE_TRACKING',
    'ENABLE_SCHEMA_EVOLUTION',
  ]);
  if (Object.keys(options.values).length === 0) throw reader.unexpected();
  reader.finish();
  if (options.values.COMMENT !== undefined)
    await setComment(context, 'TABLE', parts, property(options, 'COMMENT'));
  const retention = options.values.DATA_RETENTION_TIME_IN_DAYS;
  if (retention !== undefined) {
    await context.duck.run('UPDATE sandbox.tables SET retention_time = $2 WHERE id = $1', [
      table.id,
      Number(retention),
    ]);
  }
}

async function addColumns(
  context: SessionContext,
  table: StoredTable,
  reader: TokenReader,
): Promise<readonly string[]> {
  reader.accept('COLUMN');
  const added: StoredColumn[] = [];
  do {
    reader.accept('COLUMN');
    const lenient = reader.accept('IF', 'NOT', 'EXISTS');
    const column = readColumnDefinition(reader);
    const taken = [...table.columns, ...added].some((other) => other.name === column.name);
    if (taken && !lenient) throw sqlError('001430', '42601', `column '${column.name}' already exists`);
    if (!taken) added.push(column);
  } while (reader.accept(','));
  reader.finish();
  for (const [index, column] of added.entries()) {
    await addColumn(context, table, column, table.columns.length + index + 1);
  }
  const required = added.filter((column) => !column.nullable).map((column) => quoteIdentifier(column.name));
  return required.map((name) => `ALTER TABLE ${duckNameOf(table.name)} ALTER COLUMN ${name} SET NOT NULL`);
}

async function addColumn(
  context: SessionContext,
  table: StoredTable,
  column: StoredColumn,
  position: number,
): Promise<void> {
  const into = duckNameOf(table.name);
  if (!column.nullable && column.defaultText === null) {
    const [row] = (await context.duck.runAndReadAll(`SELECT count(*) FROM ${into}`)).getRows();
    if (Number(row?.[0] ?? 0) > 0) {
      throw sqlError(
        '002028',
        '42601',
        `Non-nullable column '${column.name}' cannot be added to non-empty table '${table.name.name}' unless it has a non-null default value.`,
      );
    }
  }
  // DuckDB adds a column without its NOT NULL, which is set after.
  await context.duck.run(
    `ALTER TABLE ${into} ADD COLUMN ${await duckColumn(context, { ...column, nullable: true })}`,
  );
  await writeColumns(context.duck, table.id, [column], position);
}

async function dropColumns(context: SessionContext, table: StoredTable, reader: TokenReader): Promise<void> {
  reader.accept('COLUMN');
  const lenient = reader.accept('IF', 'EXISTS');
  const names: string[] = [];
  do names.push(reader.identifier());
  while (reader.accept(','));
  reader.finish();
  for (const name of names) {
    if (lenient && !table.columns.some((column) => column.name === name)) continue;
    columnOf(table, name);
    await context.duck.run(`ALTER TABLE ${duckNameOf(table.name)} DROP COLUMN ${quoteIdentifier(name)}`);
    await context.duck.run('DELETE FROM sandbox.columns WHERE table_id = $1 AND name = $2', [table.id, name]);
  }
  await renumber(context, table.id);
}

async function renumber(context: SessionContext, id: string): Promise<void> {
  await context.duck.run(
    `UPDATE sandbox.columns AS c SET position = n.place FROM (
       SELECT name, row_number() OVER (ORDER BY position) AS place FROM sandbox.columns WHERE table_id = $1) AS n
     WHERE c.table_id = $1 AND c.name = n.name`,
    [id],
  );
}

async function renameColumn(context: SessionContext, table: StoredTable, reader: TokenReader): Promise<void> {
  const from = reader.identifier();
  reader.expect('TO');
  const to = reader.identifier();
  reader.finish();
  columnOf(table, from);
  if (table.columns.some((column) => column.name === to))
    throw sqlError('001430', '42601', `column '${to}' already exists`);
  await context.duck.run(
    `ALTER TABLE ${duckNameOf(table.name)} RENAME COLUMN ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`,
  );
  await context.duck.run('UPDATE sandbox.columns SET name = $3 WHERE table_id = $1 AND name = $2', [
    table.id,
    from,
    to,
  ]);
}

async function renameTable(context: SessionContext, table: StoredTable, reader: TokenReader): Promise<void> {
  const parts = reader.name();
  reader.finish();
  const to = context.resolve(parts);
  if (to.database !== table.name.database || to.schema !== table.name.schema)
    throw unsupported('RENAME TO another schema');
  if ((await context.find(to)) !== undefined)
    throw sqlError('002002', '42710', `Object '${to.name}' already exists.`);
  await context.duck.run(`ALTER TABLE ${duckNameOf(table.name)} RENAME TO ${quoteIdentifier(to.name)}`);
  await context.duck.run('UPDATE sandbox.tables SET name = $2 WHERE id = $1', [table.id, to.name]);
}

async function setClusterBy(
  context: SessionContext,
  table: StoredTable,
  clusterBy: string,
  reader: TokenReader,
): Promise<void> {
  reader.finish();
  await context.duck.run('UPDATE sandbox.tables SET cluster_by = $2 WHERE id = $1', [table.id, clusterBy]);
}
