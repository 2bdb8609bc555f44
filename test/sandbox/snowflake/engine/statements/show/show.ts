import type { RowsResult, StatementRequest } from '../../../contract.ts';
import { rowCounts } from '../../catalog/row-counts.ts';
import { type Row, rowsOf, textOf } from '../../duck/rows.ts';
import { unsupported } from '../../errors.ts';
import { listing, STATEMENT_TYPE } from '../../results.ts';
import type { SessionContext } from '../../session/session-context.ts';
import { TokenReader } from '../../syntax/token-reader.ts';
import { ACCOUNT_KINDS } from './show-account-kinds.ts';
import { dropped, type History, type Kind } from './show-column.ts';
import { showColumns } from './show-columns.ts';
import { showGrants } from './show-grants.ts';
import { readShowOptions, type ShowOptions, selectShown } from './show-options.ts';
import { showParameters } from './show-parameters.ts';
import { SCHEMA_KINDS } from './show-schema-kinds.ts';

/** SHOW <objects>: the columns Snowflake shows, ordered by database, schema and name; never with a warehouse. */
export async function show(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const reader = new TokenReader(request.sqlText);
  reader.expect('SHOW');
  reader.accept('TERSE');
  if (reader.accept('PARAMETERS')) return showParameters(context, reader);
  if (reader.accept('COLUMNS')) return showColumns(context, await readShowOptions(context, reader));
  if (reader.at('GRANTS') || reader.at('FUTURE', 'GRANTS')) return showGrants(context, reader);
  const kind = [...SCHEMA_KINDS, ...ACCOUNT_KINDS].find(({ words }) => reader.accept(...words));
  if (kind === undefined)
    throw reader.peek().kind === 'word' ? unsupported(`SHOW ${reader.peek().value}`) : reader.unexpected();
  const history = readHistory(kind, reader);
  const options = await readShowOptions(context, reader);
  const seen =
    kind.seen === undefined ? 'true' : await context.access.visible(kind.seen[0], kind.seen[1], 's');
  const scope = kind.within === undefined ? undefined : scopeSql(options, kind.within);
  const there = `SELECT * FROM (${kind.sql}) AS s WHERE ${seen}`;
  const listed = history
    ? `${there} UNION ALL BY NAME ${history.sql(await rolesThatSee(context), context.now())}`
    : there;
  const rows = await rowsOf(
    context.duck,
    `SELECT * FROM (${listed}) AS s WHERE ${scope === undefined ? 'true' : scope.sql} ORDER BY ${kind.order}`,
    scope?.values ?? [],
  );
  const shownRows = selectShown(rows, options, (row) => textOf(row, 'name'));
  const counts = kind.counts === true ? await countsOf(context, shownRows) : new Map<string, number>();
  const columns = kind.columns.flatMap((column) =>
    column[0] === history?.after ? [column, dropped] : [column],
  );
  return listing(
    STATEMENT_TYPE.show,
    columns.map(([name, type]) => [name, type]),
    shownRows.map((row) =>
      columns.map(([name, , value]) =>
        value === undefined ? textOf(row, name) : value(row, context, counts),
      ),
    ),
  );
}

function readHistory({ words, history }: Kind, reader: TokenReader): History | undefined {
  if (!reader.at('HISTORY')) return undefined;
  if (history === undefined) throw unsupported(`SHOW ${words.join(' ')} HISTORY`);
  reader.expect('HISTORY');
  return history;
}

/** Roles of the session; undefined where it sees everything. */
async function rolesThatSee({ access }: SessionContext): Promise<readonly string[] | undefined> {
  return (await access.global('MANAGE GRANTS')) ? undefined : [...(await access.roles())];
}

function scopeSql(options: ShowOptions, [database, schema]: readonly [string, string?]) {
  const tests: string[] = [];
  const values: string[] = [];
  if (options.database !== undefined) tests.push(`${database} = $${values.push(options.database)}`);
  if (options.schema !== undefined && schema !== undefined)
    tests.push(`${schema} = $${values.push(options.schema)}`);
  return { sql: tests.length === 0 ? 'true' : tests.join(' AND '), values };
}

async function countsOf(context: SessionContext, rows: readonly Row[]): Promise<ReadonlyMap<string, number>> {
  const databases = new Set(rows.map((row) => textOf(row, 'database_name')));
  const counts = new Map<string, number>();
  for (const database of databases) {
    for (const [id, count] of await rowCounts(context.duck, database)) counts.set(id, count);
  }
  return counts;
}
