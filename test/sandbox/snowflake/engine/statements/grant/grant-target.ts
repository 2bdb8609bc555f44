import { ACCOUNT_NAME } from '../../access/access.ts';
import { PRIVILEGES, storedKind } from '../../access/privileges.ts';
import { fullName, requireUsage, sees, title } from '../../access/require.ts';
import { rowsOf, textOf } from '../../duck/rows.ts';
import { notFound, operationOnMissing, unsupported } from '../../errors.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { TokenReader } from '../../syntax/token-reader.ts';

/** What a GRANT or REVOKE is about: one object, all or the future ones of a kind in a container, or the account. */
export interface GrantTarget {
  readonly kind: string;
  /** Full names; of future grants `DB.SCHEMA.<KIND>`. */
  readonly names: readonly string[];
  readonly future: boolean;
}

const PLURALS: Readonly<Record<string, string>> = {
  TABLES: 'TABLE',
  VIEWS: 'VIEW',
  STAGES: 'STAGE',
  SCHEMAS: 'SCHEMA',
};

const KIND_WORDS: readonly (readonly string[])[] = [
  ['FILE', 'FORMAT'],
  ['RESOURCE', 'MONITOR'],
  ['NETWORK', 'POLICY'],
  ['NETWORK', 'RULE'],
  ['AUTHENTICATION', 'POLICY'],
  ['ROW', 'ACCESS', 'POLICY'],
];

/** Reads what follows ON. */
export async function readTarget(context: SessionContext, reader: TokenReader): Promise<GrantTarget> {
  const future = reader.accept('FUTURE');
  if (future || reader.accept('ALL')) return readMany(context, reader, future);
  if (reader.accept('ACCOUNT')) return { kind: 'ACCOUNT', names: [ACCOUNT_NAME], future: false };
  const words = KIND_WORDS.find((candidate) => reader.accept(...candidate));
  const kind = words?.join(' ') ?? reader.take('word').value;
  if (PRIVILEGES[kind] === undefined) throw unsupported(`GRANT … ON ${kind}`);
  const parts = reader.name();
  return { kind, names: [await visibleName(context, kind, parts)], future: false };
}

async function readMany(context: SessionContext, reader: TokenReader, future: boolean): Promise<GrantTarget> {
  const kind = reader.accept('FILE', 'FORMATS') ? 'FILE FORMAT' : PLURALS[reader.take('word').value];
  if (kind === undefined) throw reader.unexpected();
  reader.expect('IN');
  const container = reader.accept('DATABASE') ? 'DATABASE' : 'SCHEMA';
  if (container === 'SCHEMA') reader.expect('SCHEMA');
  const parts = reader.name();
  const within = fullName(context, container, parts);
  if (!(await sees(context, container, within))) throw notFound(title(container), within);
  if (future) return { kind, names: [`${within}.<${kind}>`], future };
  const { table, name, test } = storedKind(kind);
  const rows = await rowsOf(
    context.duck,
    `SELECT ${name} AS name FROM sandbox.${table} WHERE ${test} AND starts_with(${name}, $1 || '.') ORDER BY 1`,
    [within],
  );
  return { kind, names: rows.map((row) => textOf(row, 'name')), future };
}

/** The full name of an object that is there and that the role sees, or could grant without seeing it. */
async function visibleName(context: SessionContext, kind: string, parts: readonly string[]): Promise<string> {
  const name = fullName(context, kind, parts);
  const manages = await context.access.global('MANAGE GRANTS');
  if (parts.length > 2 && !manages) await requireUsage(context, context.resolve(parts));
  if (await sees(context, kind, name)) return name;
  if (kind === 'WAREHOUSE') throw operationOnMissing();
  throw notFound(kind === 'TABLE' || kind === 'VIEW' ? 'Object' : title(kind), parts.join('.'));
}
