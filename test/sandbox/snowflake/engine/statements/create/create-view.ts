import { type RowsResult, StatementError, type StatementRequest } from '../../../contract.ts';
import { requireControl, requireCreate } from '../../access/require.ts';
import { writeTable } from '../../catalog/catalog.ts';
import { sqlError, unsupported } from '../../errors.ts';
import { shown } from '../../names.ts';
import { status } from '../../results.ts';
import type { SessionContext, StoredColumn } from '../../session/session-context.ts';
import { parseStatement } from '../../syntax/syntax.ts';
import { quoteIdentifier } from '../../syntax/tokens.ts';
import { varchar } from '../../types/types.ts';
import { addRowAccess, type RowAccess, readRowAccess } from '../alter/row-access.ts';
import { binderFor } from '../dml/run-query.ts';
import { dropTableContent } from '../drop/drop-content.ts';
import { grantFuture } from '../grant/future-grants.ts';
import { type CreateHeader, onExisting } from './create-header.ts';

interface NamedColumn {
  readonly name: string;
  readonly comment: string | null;
}

/** Bytes of a definition: https://docs.snowflake.com/en/sql-reference/sql/create-view#general-usage-notes */
const MOST_BYTES = 95 * 1024;

/**
 * CREATE VIEW [(column [COMMENT '…'], …)] [[WITH] ROW ACCESS POLICY p ON (columns)] [COMMENT = '…'] [COPY GRANTS] AS query.
 * Its columns are fixed when it is made.
 */
export async function createView(
  context: SessionContext,
  request: StatementRequest,
  header: CreateHeader,
): Promise<RowsResult> {
  const { reader } = header;
  const name = context.resolve(reader.name());
  await requireCreate(context, 'VIEW', name);
  const named = reader.at('(') ? readColumns(reader) : undefined;
  const { comment, copyGrants, policy } = readOptions(reader);
  reader.expect('AS');
  // dbt-labs/dbt-project-evaluator, issues 9 and 297, have the code and the words.
  if (Buffer.byteLength(request.sqlText) > MOST_BYTES)
    throw new StatementError('090222', '42601', 'View definition too large.');
  const parsed = parseStatement(request.sqlText.slice(reader.peek().start));
  const binder = await binderFor(context, { ...request, bindings: {} }, parsed, 'view');
  const query = binder.query(parsed.node, undefined, new Map());
  const columns = viewColumns(name.name, query.columns, named);
  return context.change(async () => {
    const old = await context.find(name);
    if (old !== undefined) {
      if (old.kind === 'TABLE' && header.replace)
        throw sqlError('002016', '42601', `Object '${name.name}' already exists as TABLE`);
      const existing = onExisting(header, name.name);
      if (existing !== 'replace') return existing;
      await requireControl(context, old.kind, [name.database, name.schema, name.name]);
      await dropTableContent(context, old, copyGrants);
    }
    await writeTable(
      context.duck,
      name,
      {
        id: await context.nextId(),
        kind: 'VIEW',
        persistence: 'PERMANENT',
        now: context.now(),
        owner: context.place.role,
        comment,
        clusterBy: '',
        retention: 1,
        definition: request.sqlText,
        query: { sql: withColumns(query.sql, columns), reads: [...binder.reads.values()] },
        secure: header.modifiers.has('SECURE'),
      },
      columns,
    );
    if (old === undefined || !copyGrants) await grantFuture(context, 'VIEW', name);
    if (policy) await addRowAccess(context, name, policy);
    return status(`View ${name.name} successfully created.`);
  }, [shown(name)]);
}

/** The query with the names that the columns of the view have. */
function withColumns(sql: string, columns: readonly StoredColumn[]): string {
  const list = columns.map((column) => quoteIdentifier(column.name)).join(', ');
  return `SELECT * FROM (${sql}) AS v(${list})`;
}

function readColumns(reader: CreateHeader['reader']): readonly NamedColumn[] {
  return reader.list(() => {
    const name = reader.identifier();
    return { name, comment: reader.accept('COMMENT') ? reader.take('string').value : null };
  });
}

interface ViewOptions {
  readonly comment: string;
  readonly copyGrants: boolean;
  readonly policy: RowAccess | undefined;
}

function readOptions(reader: CreateHeader['reader']): ViewOptions {
  let comment = '';
  let copyGrants = false;
  let policy: RowAccess | undefined;
  while (!reader.at('AS')) {
    if (reader.accept('WITH', 'ROW', 'ACCESS', 'POLICY') || reader.accept('ROW', 'ACCESS', 'POLICY')) {
      policy = readRowAccess(reader);
    } else if (reader.accept('COPY', 'GRANTS')) copyGrants = true;
    else if (reader.accept('COMMENT')) {
      reader.expect('=');
      comment = reader.take('string').value;
    } else if (reader.peek().kind === 'word') throw unsupported(`CREATE VIEW with ${reader.peek().value}`);
    else throw reader.unexpected();
  }
  return { comment, copyGrants, policy };
}

function viewColumns(
  view: string,
  columns: readonly { name: string; type: StoredColumn['type']; nullable: boolean }[],
  named: readonly NamedColumn[] | undefined,
): readonly StoredColumn[] {
  if (named !== undefined && named.length !== columns.length) {
    throw sqlError(
      '002026',
      '42601',
      `Invalid column definition list: view '${view}' names ${named.length} columns for ${columns.length}.`,
    );
  }
  const result = columns.map((column, index): StoredColumn => {
    const type = column.type.kind === 'null' ? varchar(16_777_216) : column.type;
    const given = named?.[index];
    return {
      name: given?.name ?? column.name,
      type,
      nullable: column.nullable,
      defaultText: null,
      comment: given?.comment ?? null,
    };
  });
  const twice = result.find(
    (column, index) => result.findIndex((other) => other.name === column.name) < index,
  );
  if (twice !== undefined) throw sqlError('002025', '42S21', `duplicate column name '${twice.name}'`);
  return result;
}
