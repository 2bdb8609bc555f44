import { StatementError } from '../../contract.ts';
import { notFound } from '../errors.ts';
import { resolveName, shown } from '../names.ts';
import type { SessionContext, StoredTable } from '../session/session-context.ts';
import { IN_SCHEMA } from './privileges.ts';

/** 003001: the role sees the object but lacks what the statement needs. */
export function insufficient(kind: string, name: string): StatementError {
  return new StatementError(
    '003001',
    '42501',
    `SQL access control error:\nInsufficient privileges to operate on ${kind.toLowerCase()} '${name}'`,
  );
}

/** USAGE on a database and a schema of it; without it they are as if not there. */
export async function requireUsage(
  context: SessionContext,
  { database, schema }: { readonly database: string; readonly schema: string },
): Promise<void> {
  if (!(await holds(context, 'DATABASE', database, 'USAGE'))) throw notFound('Database', database);
  if (schema === 'INFORMATION_SCHEMA') return;
  const name = `${database}.${schema}`;
  if (!(await holds(context, 'SCHEMA', name, 'USAGE'))) throw notFound('Schema', name);
}

/** Privileges on a table or view that is there; none at all and it is as if it were not. */
export async function requireOn(
  context: SessionContext,
  table: StoredTable,
  parts: readonly string[],
  ...privileges: readonly string[]
): Promise<void> {
  await requireUsage(context, table.name);
  const held = (await context.access.on(table.kind, shown(table.name))) ?? new Set();
  if (held.size === 0) throw notFound('Object', parts.join('.'));
  if (held.has('OWNERSHIP') || privileges.every((privilege) => held.has(privilege))) return;
  throw insufficient(table.kind, table.name.name);
}

/** The right to make something of a kind in a schema. */
export async function requireCreate(
  context: SessionContext,
  kind: string,
  place: { readonly database: string; readonly schema: string },
): Promise<void> {
  await requireUsage(context, place);
  if (!(await holds(context, 'SCHEMA', `${place.database}.${place.schema}`, `CREATE ${kind}`)))
    throw insufficient('schema', place.schema);
}

/** A privilege of the whole account. */
export async function requireGlobal(context: SessionContext, privilege: string): Promise<void> {
  if (await context.access.global(privilege)) return;
  throw insufficient('account', context.place.user);
}

/** OWNERSHIP, or one of `privileges`, of what is there; of what is not, the statement itself tells. */
export async function requireControl(
  context: SessionContext,
  kind: string,
  parts: readonly string[],
  ...privileges: readonly string[]
): Promise<void> {
  const name = fullName(context, kind, parts);
  if (IN_SCHEMA.has(kind)) await requireUsage(context, context.resolve(parts));
  const held = await context.access.on(kind, name);
  if (held === undefined) return;
  if (held.size === 0) {
    const object = kind === 'TABLE' || kind === 'VIEW' ? 'Object' : title(kind);
    throw notFound(object, IN_SCHEMA.has(kind) ? parts.join('.') : name);
  }
  if (held.has('OWNERSHIP') || privileges.some((privilege) => held.has(privilege))) return;
  throw insufficient(kind, parts.at(-1) ?? '');
}

/** Whether any privilege at all is held on a container that is there. */
export async function sees(context: SessionContext, kind: string, name: string): Promise<boolean> {
  const information = /^(.*)\.INFORMATION_SCHEMA$/.exec(name)?.[1];
  if (kind === 'SCHEMA' && information !== undefined) return sees(context, 'DATABASE', information);
  const held = await context.access.on(kind, name);
  return held !== undefined && (held.size > 0 || (await context.access.global('MANAGE GRANTS')));
}

/** The full name under which grants on an object are stored. */
export function fullName(context: SessionContext, kind: string, parts: readonly string[]): string {
  if (IN_SCHEMA.has(kind)) return shown(context.resolve(parts));
  if (kind !== 'SCHEMA') return parts.join('.');
  const { database, schema } = resolveName([...parts, ''], { ...context.place, schema: '' });
  return `${database}.${schema}`;
}

export async function holds(
  context: SessionContext,
  kind: string,
  name: string,
  privilege: string,
): Promise<boolean> {
  const held = await context.access.on(kind, name);
  return held !== undefined && (held.has('OWNERSHIP') || held.has(privilege));
}

/** `FILE FORMAT` as messages have it: `File format`. */
export function title(kind: string): string {
  return kind.charAt(0) + kind.slice(1).toLowerCase();
}
