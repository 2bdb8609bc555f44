import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from '../duck/rows.ts';
import { ACCOUNT_NAME } from './access.ts';

/** What the system roles can do from the start, beside what they inherit. doc: security-access-control-overview. */
const SYSTEM_ROLES: Readonly<
  Record<string, { readonly privileges: readonly string[]; readonly inherits: readonly string[] }>
> = {
  ACCOUNTADMIN: {
    privileges: [
      'APPLY AUTHENTICATION POLICY',
      'APPLY ROW ACCESS POLICY',
      'CREATE RESOURCE MONITOR',
      'MONITOR USAGE',
    ],
    inherits: ['SECURITYADMIN', 'SYSADMIN'],
  },
  SECURITYADMIN: {
    privileges: ['ATTACH POLICY', 'CREATE NETWORK POLICY', 'MANAGE GRANTS'],
    inherits: ['USERADMIN'],
  },
  SYSADMIN: { privileges: ['CREATE DATABASE', 'CREATE WAREHOUSE'], inherits: [] },
  USERADMIN: { privileges: ['CREATE ROLE', 'CREATE USER'], inherits: [] },
  PUBLIC: { privileges: [], inherits: [] },
};

/** Gives a new account its system roles. */
export async function makeSystemRoles(duck: DuckDBConnection, now: Date): Promise<void> {
  if ((await rowsOf(duck, 'SELECT 1 AS one FROM sandbox.roles')).length > 0) return;
  const at = now.toISOString();
  const give = (privilege: string, kind: string, name: string, role: string) =>
    duck.run(
      `INSERT INTO sandbox.grants VALUES (CAST($1 AS TIMESTAMPTZ), $2, $3, $4, 'ROLE', $5, false, '', false)`,
      [at, privilege, kind, name, role],
    );
  for (const [role, { privileges, inherits }] of Object.entries(SYSTEM_ROLES)) {
    await duck.run(`INSERT INTO sandbox.roles VALUES ($1, CAST($2 AS TIMESTAMPTZ), '', '')`, [role, at]);
    for (const privilege of privileges) await give(privilege, 'ACCOUNT', ACCOUNT_NAME, role);
    for (const inherited of inherits) await give('USAGE', 'ROLE', inherited, role);
  }
}
