import type { RowsResult, StatementRequest } from '../../../contract.ts';
import { requireControl } from '../../access/require.ts';
import { databaseExists, schemaExists } from '../../catalog/catalog.ts';
import { missing } from '../../catalog/table-shapes.ts';
import { rowsOf } from '../../duck/rows.ts';
import { invalidIdentifier, notFound, unsupported } from '../../errors.ts';
import { resolveName } from '../../names.ts';
import { status } from '../../results.ts';
import type { SessionContext } from '../../session/session-context.ts';
import { exists } from '../../session/session-state.ts';
import { TokenReader } from '../../syntax/token-reader.ts';

const DONE = 'Statement executed successfully.';

/** COMMENT [IF EXISTS] ON <kind> name IS '…'. */
export async function comment(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const reader = new TokenReader(request.sqlText);
  reader.expect('COMMENT');
  const ifExists = reader.accept('IF', 'EXISTS');
  reader.expect('ON');
  const kind = reader.take('word').value;
  const parts = reader.name();
  reader.expect('IS');
  const text = reader.take('string').value;
  reader.finish();
  return context.change(async () => {
    try {
      await setComment(context, kind, parts, text);
    } catch (error) {
      if (!ifExists || !/does not exist/.test(String(error))) throw error;
    }
    return status(DONE);
  });
}

/** Sets the comment of an object; refuses what is not there by name. */
export async function setComment(
  context: SessionContext,
  kind: string,
  parts: readonly string[],
  text: string,
): Promise<void> {
  const { duck } = context;
  const [on, of] = kind === 'COLUMN' ? ['TABLE', parts.slice(0, -1)] : [kind, parts];
  await requireControl(context, on, of, 'MODIFY');
  if (kind === 'TABLE' || kind === 'VIEW') return setTableComment(context, kind, parts, text);
  if (kind === 'COLUMN') return setColumnComment(context, parts, text);
  if (kind === 'DATABASE') {
    const [name = ''] = parts;
    if (!(await databaseExists(duck, name))) throw notFound('Database', name);
    await duck.run('UPDATE sandbox.databases SET comment = $2 WHERE name = $1', [name, text]);
  } else if (kind === 'SCHEMA') {
    const { database, schema } = resolveName([...parts, ''], { ...context.place, schema: '' });
    if (!(await schemaExists(duck, database, schema))) throw notFound('Schema', `${database}.${schema}`);
    await duck.run('UPDATE sandbox.schemas SET comment = $3 WHERE database_name = $1 AND name = $2', [
      database,
      schema,
      text,
    ]);
  } else if (kind === 'STAGE') {
    const { database, schema, name } = context.resolve(parts);
    const where = 'WHERE database_name = $1 AND schema_name = $2 AND name = $3';
    const found = await rowsOf(duck, `SELECT 1 AS one FROM sandbox.stages ${where}`, [
      database,
      schema,
      name,
    ]);
    if (found.length === 0) throw notFound('Stage', parts.join('.'));
    await duck.run(`UPDATE sandbox.stages SET comment = $4 ${where}`, [database, schema, name, text]);
  } else if (['WAREHOUSE', 'ROLE', 'USER'].includes(kind)) {
    const [name = ''] = parts;
    const table = `${kind.toLowerCase()}s`;
    if (!(await exists(duck, table, name)))
      throw notFound(kind.charAt(0) + kind.slice(1).toLowerCase(), name);
    await duck.run(`UPDATE sandbox.${table} SET comment = $2 WHERE name = $1`, [name, text]);
  } else throw unsupported(`COMMENT ON ${kind}`);
}

async function setTableComment(
  context: SessionContext,
  kind: string,
  parts: readonly string[],
  text: string,
): Promise<void> {
  const name = context.resolve(parts);
  const table = await context.find(name);
  if (table === undefined || table.kind !== kind) throw await missing(context, name, parts);
  await context.duck.run(
    'UPDATE sandbox.tables SET comment = $2, last_altered = CAST($3 AS TIMESTAMPTZ) WHERE id = $1',
    [table.id, text, context.now().toISOString()],
  );
}

async function setColumnComment(
  context: SessionContext,
  parts: readonly string[],
  text: string,
): Promise<void> {
  const owner = parts.slice(0, -1);
  const column = parts.at(-1) ?? '';
  const name = context.resolve(owner);
  const table = await context.find(name);
  if (table === undefined) throw await missing(context, name, owner);
  if (!table.columns.some((candidate) => candidate.name === column))
    throw invalidIdentifier(column, '', undefined);
  await context.duck.run('UPDATE sandbox.columns SET comment = $3 WHERE table_id = $1 AND name = $2', [
    table.id,
    column,
    text,
  ]);
}
