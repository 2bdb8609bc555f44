import { COVERAGE, LEASES, OUTCOMES, RUNS, UNITS } from '../../ledger/ledger-tables.ts';
import { NOTIFICATIONS } from '../../ledger/notifications/notification-table.ts';
import { objectName, quoted, type SchemaReference } from '../../snowflake/identifiers.ts';
import type { Installation } from '../installation.ts';
import { TABLES, VIEWS } from './schema-objects.ts';

/** Privileges on one object of the schema, for one role. Stored names. */
export interface SchemaGrant {
  readonly privileges: readonly string[];
  readonly kind: 'TABLE' | 'VIEW' | 'STAGE';
  readonly name: string;
  readonly role: string;
}

/** A run appends, and deletes what a run that died has left. */
const LOADED = ['SELECT', 'INSERT', 'DELETE'];

/** Privileges on tables of the present state, which are brought up to date and never deleted from. */
const KEPT = ['SELECT', 'INSERT', 'UPDATE'];

const PRESENT: readonly string[] = [LEASES.name, UNITS.name];

/** A run takes back what it has found of units that turn out to be held open; retention marks and deletes what has expired. */
const CORRECTED = [...LOADED, 'UPDATE'];

const PAST: readonly string[] = [RUNS.name, COVERAGE.name, OUTCOMES.name, NOTIFICATIONS.name];

/** Grants of loader and reader on the objects of the schema, the connection tables that are there included. */
export function schemaGrants(
  { schema, roles }: Installation,
  connections: readonly string[],
): readonly SchemaGrant[] {
  const { loader, reader } = roles;
  const tables = new Set([...TABLES.map(({ name }) => name), ...connections]);
  return [
    // One by one: WRITE can only be granted to a role that has READ.
    { privileges: ['READ'], kind: 'STAGE', name: schema.stage, role: loader },
    { privileges: ['WRITE'], kind: 'STAGE', name: schema.stage, role: loader },
    ...[...tables].map((name) => loaderGrant(name, loader)),
    ...VIEWS.map(({ name }): SchemaGrant => ({ privileges: ['SELECT'], kind: 'VIEW', name, role: reader })),
  ];
}

/** Privileges of a loader on a table of ours or of a connection. */
export function loaderGrant(name: string, role: string): SchemaGrant {
  return { privileges: privilegesOn(name), kind: 'TABLE', name, role };
}

function privilegesOn(table: string): readonly string[] {
  if (PAST.includes(table)) return CORRECTED;
  return PRESENT.includes(table) ? KEPT : LOADED;
}

/** Future grants of earlier versions that gave too much. */
export function schemaRevocations({ roles }: Installation): readonly SchemaGrant[] {
  return PRESENT.map((name) => ({ privileges: ['DELETE'], kind: 'TABLE', name, role: roles.loader }));
}

export function grantStatement(
  schema: SchemaReference,
  { privileges, kind, name, role }: SchemaGrant,
): string {
  return `GRANT ${privileges.join(', ')} ON ${kind} ${objectName(schema, name)} TO ROLE ${quoted(role)}`;
}

export function revokeStatement(
  schema: SchemaReference,
  { privileges, kind, name, role }: SchemaGrant,
): string {
  return `REVOKE ${privileges.join(', ')} ON ${kind} ${objectName(schema, name)} FROM ROLE ${quoted(role)}`;
}
