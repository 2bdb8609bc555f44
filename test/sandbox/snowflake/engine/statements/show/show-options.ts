import { sees } from '../../access/require.ts';
import { schemaExists } from '../../catalog/catalog.ts';
import { operationOnMissing, sqlError } from '../../errors.ts';
import { resolveName } from '../../names.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { TokenReader } from '../../syntax/token-reader.ts';
import { likeMatcher } from './like.ts';

/** What a SHOW statement asks for beyond its kind. */
export interface ShowOptions {
  readonly database: string | undefined;
  readonly schema: string | undefined;
  /** IN TABLE | VIEW name, for SHOW COLUMNS. */
  readonly table: readonly string[] | undefined;
  matches(name: string): boolean;
  readonly limit: number;
  readonly from: string | undefined;
}

/** Reads `[LIKE '…'] [IN …] [STARTS WITH '…'] [LIMIT n [FROM '…']]`; the scope is the session's unless IN says. */
export async function readShowOptions(context: SessionContext, reader: TokenReader): Promise<ShowOptions> {
  const like = reader.accept('LIKE') ? likeMatcher(reader.take('string').value) : () => true;
  const scope = reader.accept('IN') ? await readScope(context, reader) : sessionScope(context);
  const prefix = reader.accept('STARTS', 'WITH') ? reader.take('string').value : '';
  const limit = reader.accept('LIMIT') ? Number(reader.take('number').value) : 10_000;
  const from = reader.accept('FROM') ? reader.take('string').value : undefined;
  reader.finish();
  return { ...scope, matches: (name) => like(name) && name.startsWith(prefix), limit, from };
}

type Scope = Pick<ShowOptions, 'database' | 'schema' | 'table'>;

const EVERYWHERE: Scope = { database: undefined, schema: undefined, table: undefined };

function sessionScope({ place }: SessionContext): Scope {
  return { database: place.database ?? undefined, schema: place.schema ?? undefined, table: undefined };
}

async function readScope(context: SessionContext, reader: TokenReader): Promise<Scope> {
  if (reader.accept('ACCOUNT')) return EVERYWHERE;
  if (reader.accept('TABLE') || reader.accept('VIEW')) {
    const table = reader.name();
    const { database, schema } = context.resolve(table);
    return { database, schema, table };
  }
  if (reader.accept('DATABASE')) {
    const named = reader.peek().kind === 'word' || reader.peek().kind === 'quoted';
    const clause = reader.at('STARTS', 'WITH') || reader.at('LIMIT');
    const database = named && !clause ? reader.identifier() : context.place.database;
    if (database === null)
      throw sqlError(
        '090105',
        '22000',
        'Cannot perform SHOW. This session does not have a current database.',
      );
    return inDatabase(context, database);
  }
  if (reader.accept('SCHEMA') && !isName(reader)) return sessionScope(context);
  return inSchema(context, reader.name());
}

function isName(reader: TokenReader): boolean {
  if (reader.at('STARTS', 'WITH') || reader.at('LIMIT')) return false;
  return reader.peek().kind === 'word' || reader.peek().kind === 'quoted';
}

async function inDatabase(context: SessionContext, database: string): Promise<Scope> {
  if (!(await sees(context, 'DATABASE', database))) throw operationOnMissing();
  return { database, schema: undefined, table: undefined };
}

/** A single name after IN may be a schema of the current database or a database. */
async function inSchema(context: SessionContext, parts: readonly string[]): Promise<Scope> {
  const [only = ''] = parts;
  const current = context.place.database;
  const isSchema =
    parts.length > 1 || (current !== null && (await schemaExists(context.duck, current, only)));
  if (!isSchema) return inDatabase(context, only);
  const { database, schema } = resolveName([...parts, ''], { ...context.place, schema: '' });
  if (!(await sees(context, 'SCHEMA', `${database}.${schema}`))) throw operationOnMissing();
  return { database, schema, table: undefined };
}

/** Keeps what fits, in order, after `FROM` and up to the limit. */
export function selectShown<T>(
  rows: readonly T[],
  options: ShowOptions,
  nameOf: (row: T) => string,
): readonly T[] {
  const { from } = options;
  return rows
    .filter((row) => options.matches(nameOf(row)) && (from === undefined || nameOf(row) > from))
    .slice(0, options.limit);
}
