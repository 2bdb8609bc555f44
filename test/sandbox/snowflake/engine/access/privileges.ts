/** What can be granted, by kind of object. doc: security-access-control-privileges. OWNERSHIP is one of every kind's. */
export const PRIVILEGES: Readonly<Record<string, readonly string[]>> = {
  ACCOUNT: [
    'APPLY AUTHENTICATION POLICY',
    'APPLY ROW ACCESS POLICY',
    'ATTACH POLICY',
    'CREATE DATABASE',
    'CREATE NETWORK POLICY',
    'CREATE RESOURCE MONITOR',
    'CREATE ROLE',
    'CREATE USER',
    'CREATE WAREHOUSE',
    'MANAGE GRANTS',
    'MONITOR USAGE',
  ],
  DATABASE: ['CREATE SCHEMA', 'MODIFY', 'MONITOR', 'USAGE'],
  SCHEMA: [
    'CREATE AUTHENTICATION POLICY',
    'CREATE FILE FORMAT',
    'CREATE NETWORK RULE',
    'CREATE ROW ACCESS POLICY',
    'CREATE STAGE',
    'CREATE TABLE',
    'CREATE VIEW',
    'MODIFY',
    'MONITOR',
    'USAGE',
  ],
  TABLE: ['DELETE', 'EVOLVE SCHEMA', 'INSERT', 'REFERENCES', 'SELECT', 'TRUNCATE', 'UPDATE'],
  VIEW: ['REFERENCES', 'SELECT'],
  STAGE: ['READ', 'WRITE'],
  'FILE FORMAT': ['USAGE'],
  WAREHOUSE: ['MODIFY', 'MONITOR', 'OPERATE', 'USAGE'],
  ROLE: ['USAGE'],
  USER: ['MONITOR'],
  'RESOURCE MONITOR': ['MODIFY', 'MONITOR'],
  'NETWORK POLICY': ['USAGE'],
  'NETWORK RULE': ['USAGE'],
  'AUTHENTICATION POLICY': ['APPLY'],
  'ROW ACCESS POLICY': ['APPLY'],
};

/** Kinds that live in a schema, whose full name has three parts. */
export const IN_SCHEMA: ReadonlySet<string> = new Set([
  'TABLE',
  'VIEW',
  'STAGE',
  'FILE FORMAT',
  'NETWORK RULE',
  'AUTHENTICATION POLICY',
  'ROW ACCESS POLICY',
]);

/** The metadata table of each kind and the SQL of the full name of what is in it. */
const STORED: Readonly<Record<string, { readonly table: string; readonly name: string }>> = {
  DATABASE: { table: 'databases', name: 'name' },
  SCHEMA: { table: 'schemas', name: `database_name || '.' || name` },
  TABLE: { table: 'tables', name: `database_name || '.' || schema_name || '.' || name` },
  VIEW: { table: 'tables', name: `database_name || '.' || schema_name || '.' || name` },
  STAGE: { table: 'stages', name: `database_name || '.' || schema_name || '.' || name` },
  'FILE FORMAT': { table: 'file_formats', name: `database_name || '.' || schema_name || '.' || name` },
  WAREHOUSE: { table: 'warehouses', name: 'name' },
  ROLE: { table: 'roles', name: 'name' },
  USER: { table: 'users', name: 'name' },
};

/** The rows of `sandbox.<table>` that are of this kind: `table` and a test for its WHERE. */
export function storedKind(kind: string): { table: string; name: string; test: string } {
  const stored = STORED[kind];
  if (stored === undefined) return { table: 'objects', name: 'name', test: `kind = '${kind}'` };
  return { ...stored, test: stored.table === 'tables' ? `kind = '${kind}'` : 'true' };
}
