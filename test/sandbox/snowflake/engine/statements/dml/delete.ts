import type { RowsResult, StatementRequest } from '../../../contract.ts';
import { requireWarehouse } from '../../access/warehouse.ts';
import { duckNameOf } from '../../names.ts';
import { counts, STATEMENT_TYPE, status } from '../../results.ts';
import type { SessionContext } from '../../session/session-context.ts';
import { child, fieldsIf, parseStatement } from '../../syntax/syntax.ts';
import { TokenReader } from '../../syntax/token-reader.ts';
import { syntaxError, tokenize } from '../../syntax/tokens.ts';
import { bindRows } from './binds.ts';
import { joinTarget, whereOf } from './joined-target.ts';
import { binderFor } from './run-query.ts';
import { requireTable, targetOf } from './target.ts';

/** DELETE FROM table [USING …] [WHERE …]. */
export async function deleteRows(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const parsed = parseStatement(asUpdate(request.sqlText) ?? request.sqlText);
  const fields = fieldsIf(parsed.node, 'delete') ?? fieldsIf(parsed.node, 'update');
  if (fields === undefined) throw syntaxError(request.sqlText, { start: 0, text: 'DELETE' });
  const binder = await binderFor(context, request, parsed);
  const reference = { alias: fields.alias, ...child(fields, 'table') };
  const target = await targetOf(context, reference, 'SELECT', 'DELETE');
  const own = reference.alias ?? fields.alias;
  const from = { from: fields.from_clause, joins: fields.from_joins, where: whereOf(fields) };
  const joined = joinTarget(binder, target, { ...reference, alias: own }, from);
  if (request.describeOnly === true) return { ...answer(0), rows: [] };
  await requireWarehouse(context);
  const using = joined.sources === '' ? '' : ` USING ${joined.sources}`;
  const result = await context.run(`DELETE FROM ${joined.sql}${using}${joined.where}`, request, {
    values: bindRows(request, binder.parameters),
    locks: [target.id],
    writes: true,
  });
  return answer(Number(result.getRows()[0]?.[0] ?? 0));
}

function answer(rows: number): RowsResult {
  return counts(STATEMENT_TYPE.delete, { 'number of rows deleted': rows });
}

/** The parser takes only tables after USING, but all that FROM takes in UPDATE … FROM, which reads the same. */
function asUpdate(sql: string): string | undefined {
  let depth = 0;
  for (const token of tokenize(sql)) {
    if (token.kind === 'symbol' && token.value === '(') depth += 1;
    if (token.kind === 'symbol' && token.value === ')') depth -= 1;
    if (depth === 0 && token.kind === 'word' && token.value === 'USING') {
      const head = sql.slice(0, token.start).replace(/^\s*DELETE\s+FROM\b/i, 'UPDATE');
      return `${head}SET a = 0 FROM${sql.slice(token.end)}`;
    }
  }
  return undefined;
}

/** TRUNCATE [TABLE] [IF EXISTS] table: empties it and forgets which files it was loaded from. */
export async function truncate(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const reader = new TokenReader(request.sqlText);
  reader.expect('TRUNCATE');
  reader.accept('TABLE');
  const ifExists = reader.accept('IF', 'EXISTS');
  const parts = reader.name();
  reader.finish();
  const done = status('Statement executed successfully.');
  if (ifExists && (await context.find(context.resolve(parts))) === undefined) return done;
  const table = await requireTable(context, parts, 'TRUNCATE');
  return context.change(async () => {
    await context.transaction.lock(table.id, request.signal);
    await context.duck.run(`DELETE FROM ${duckNameOf(table.name)}`);
    await context.duck.run('DELETE FROM sandbox.load_history WHERE table_id = $1', [table.id]);
    return done;
  });
}
