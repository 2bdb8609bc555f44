import type { RowsResult, StatementRequest } from '../../contract.ts';
import { databaseExists, schemaExists } from '../catalog.ts';
import { rowsOf } from '../duck.ts';
import { notFound, unsupported } from '../errors.ts';
import { resolveName } from '../names.ts';
import { status } from '../results.ts';
import type { SessionContext } from '../session-context.ts';
import { exists } from '../session-state.ts';
import { missing } from '../shapes.ts';
import { TokenReader } from '../token-reader.ts';

/** Privileges on something, or a role, for a role or user. */
interface Grant {
  readonly privileges: readonly string[];
  readonly on: string;
  readonly name: string;
  readonly future: boolean;
}

const DONE = 'Statement executed successfully.';

/** GRANT privileges ON … TO ROLE r [WITH GRANT OPTION], GRANT ROLE r TO ROLE | USER x. Stored; not enforced. */
export async function grant(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const reader = new TokenReader(request.sqlText);
  reader.expect('GRANT');
  const given = await readGrant(context, reader);
  reader.expect('TO');
  const grantee = await readGrantee(context, reader);
  const option = reader.accept('WITH', 'GRANT', 'OPTION');
  for (const words of [
    ['REVOKE', 'CURRENT', 'GRANTS'],
    ['COPY', 'CURRENT', 'GRANTS'],
  ])
    reader.accept(...words);
  reader.finish();
  return context.change(async () => {
    for (const privilege of given.privileges) {
      await remove(context, given, privilege, grantee);
      await context.duck.run(
        'INSERT INTO sandbox.grants VALUES (CAST($1 AS TIMESTAMPTZ), $2, $3, $4, $5, $6, $7, $8, $9)',
        [
          context.now().toISOString(),
          privilege,
          given.on,
          given.name,
          grantee.kind,
          grantee.name,
          option,
          context.place.role,
          given.future,
        ],
      );
    }
    return status(DONE);
  });
}

/** REVOKE [GRANT OPTION FOR] privileges ON … FROM ROLE r. */
export async function revoke(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const reader = new TokenReader(request.sqlText);
  reader.expect('REVOKE');
  reader.accept('GRANT', 'OPTION', 'FOR');
  const taken = await readGrant(context, reader);
  reader.expect('FROM');
  const grantee = await readGrantee(context, reader);
  if (!reader.accept('CASCADE')) reader.accept('RESTRICT');
  reader.finish();
  return context.change(async () => {
    for (const privilege of taken.privileges) await remove(context, taken, privilege, grantee);
    return status(DONE);
  });
}

interface Grantee {
  readonly kind: 'ROLE' | 'USER';
  readonly name: string;
}

async function remove(
  context: SessionContext,
  given: Grant,
  privilege: string,
  grantee: Grantee,
): Promise<void> {
  const all = privilege === 'ALL PRIVILEGES';
  await context.duck.run(
    `DELETE FROM sandbox.grants WHERE (privilege = $1 OR $2) AND granted_on = $3 AND name = $4 AND grantee_kind = $5
       AND grantee = $6 AND future = $7`,
    [privilege, all, given.on, given.name, grantee.kind, grantee.name, given.future],
  );
}

async function readGrantee(context: SessionContext, reader: TokenReader): Promise<Grantee> {
  const kind = reader.accept('USER') ? 'USER' : 'ROLE';
  if (kind === 'ROLE') reader.accept('ROLE');
  const name = reader.take('word', 'quoted').value;
  if (!(await exists(context.duck, kind === 'ROLE' ? 'roles' : 'users', name))) {
    throw notFound(kind === 'ROLE' ? 'Role' : 'User', name);
  }
  return { kind, name };
}

async function readGrant(context: SessionContext, reader: TokenReader): Promise<Grant> {
  if (reader.at('ROLE') && reader.peek(1).kind !== 'symbol') {
    reader.expect('ROLE');
    const name = reader.take('word', 'quoted').value;
    if (!(await exists(context.duck, 'roles', name))) throw notFound('Role', name);
    return { privileges: ['USAGE'], on: 'ROLE', name, future: false };
  }
  const privileges = readPrivileges(reader);
  reader.expect('ON');
  return { privileges, ...(await readObject(context, reader)) };
}

function readPrivileges(reader: TokenReader): readonly string[] {
  if (reader.accept('ALL')) {
    reader.accept('PRIVILEGES');
    return ['ALL PRIVILEGES'];
  }
  const privileges: string[] = [];
  do {
    const words: string[] = [];
    while (reader.peek().kind === 'word' && !reader.at('ON')) words.push(reader.next().value);
    if (words.length === 0) throw reader.unexpected();
    privileges.push(words.join(' '));
  } while (reader.accept(','));
  return privileges;
}

const PLURALS: Readonly<Record<string, string>> = {
  TABLES: 'TABLE',
  VIEWS: 'VIEW',
  STAGES: 'STAGE',
  SCHEMAS: 'SCHEMA',
  SEQUENCES: 'SEQUENCE',
  FUNCTIONS: 'FUNCTION',
  PROCEDURES: 'PROCEDURE',
};

async function readObject(context: SessionContext, reader: TokenReader): Promise<Omit<Grant, 'privileges'>> {
  const future = reader.accept('FUTURE');
  if (future || reader.accept('ALL')) {
    const plural = reader.accept('FILE', 'FORMATS') ? 'FILE FORMAT' : PLURALS[reader.take('word').value];
    if (plural === undefined) throw reader.unexpected();
    reader.expect('IN');
    const container = await readContainer(context, reader);
    return { on: plural, name: `${container}.<${plural}>`, future };
  }
  if (reader.accept('ACCOUNT')) return { on: 'ACCOUNT', name: 'SANDBOX', future: false };
  if (reader.at('DATABASE') || reader.at('SCHEMA')) {
    const on = reader.peek().value;
    return { on, name: await readContainer(context, reader), future: false };
  }
  const kind = reader.accept('FILE', 'FORMAT') ? 'FILE FORMAT' : reader.take('word').value;
  if (kind === 'WAREHOUSE' || kind === 'USER' || kind === 'ROLE') {
    const name = reader.take('word', 'quoted').value;
    if (!(await exists(context.duck, `${kind.toLowerCase()}s`, name))) throw notFound(title(kind), name);
    return { on: kind, name, future: false };
  }
  return { on: kind, name: await readSchemaObject(context, kind, reader.name()), future: false };
}

async function readContainer(context: SessionContext, reader: TokenReader): Promise<string> {
  if (reader.accept('DATABASE')) {
    const name = reader.take('word', 'quoted').value;
    if (!(await databaseExists(context.duck, name))) throw notFound('Database', name);
    return name;
  }
  reader.expect('SCHEMA');
  const { database, schema } = resolveName([...reader.name(), ''], { ...context.place, schema: '' });
  if (!(await schemaExists(context.duck, database, schema)))
    throw notFound('Schema', `${database}.${schema}`);
  return `${database}.${schema}`;
}

async function readSchemaObject(
  context: SessionContext,
  kind: string,
  parts: readonly string[],
): Promise<string> {
  const name = context.resolve(parts);
  if (kind === 'TABLE' || kind === 'VIEW') {
    if ((await context.find(name)) === undefined) throw await missing(context, name, parts);
  } else if (kind === 'STAGE' || kind === 'FILE FORMAT') {
    const table = kind === 'STAGE' ? 'stages' : 'file_formats';
    const found = await rowsOf(
      context.duck,
      `SELECT 1 AS one FROM sandbox.${table} WHERE database_name = $1 AND schema_name = $2 AND name = $3`,
      [name.database, name.schema, name.name],
    );
    if (found.length === 0) throw notFound(title(kind), parts.join('.'));
  } else throw unsupported(`GRANT … ON ${kind}`);
  return `${name.database}.${name.schema}.${name.name}`;
}

function title(kind: string): string {
  return kind.charAt(0) + kind.slice(1).toLowerCase();
}
