import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf, textOf } from '../duck/rows.ts';
import { inheritedRoles } from './access.ts';

/**
 * Whether a user may take a role: one granted to them, or inherited from one. Whoever was registered with the server
 * and never created by a statement may take any.
 */
export async function mayTakeRole(duck: DuckDBConnection, user: string, role: string): Promise<boolean> {
  const created = await rowsOf(duck, 'SELECT 1 AS one FROM sandbox.users WHERE name = $1', [user]);
  if (created.length === 0) return true;
  const granted = await rowsOf(
    duck,
    `SELECT name FROM sandbox.grants WHERE granted_on = 'ROLE' AND grantee_kind = 'USER' AND grantee = $1`,
    [user],
  );
  const roles = await inheritedRoles(
    duck,
    granted.map((row) => textOf(row, 'name')),
  );
  return roles.has(role);
}
