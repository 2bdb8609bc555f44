import { StatementError } from '../../../contract.ts';
import { rowsOf } from '../../duck/rows.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { GrantTarget } from './grant-target.ts';

/**
 * Who may grant: MANAGE GRANTS, the owner of the object (of the schema, where that manages access), or a holder of the
 * privilege with grant option. Future grants in other schemas take MANAGE GRANTS. doc: sql/grant-privilege.
 */
export async function requireGrantor(
  context: SessionContext,
  target: GrantTarget,
  privileges: readonly string[],
): Promise<void> {
  if (await context.access.global('MANAGE GRANTS')) return;
  for (const name of target.names) {
    const schema = name.split('.').slice(0, 2).join('.');
    const managed = await managesAccess(context, schema);
    if (target.future || managed) {
      if (!managed || !(await owns(context, 'SCHEMA', schema))) throw refused();
    } else if (
      !(await owns(context, target.kind, name)) &&
      !(await mayPassOn(context, target.kind, name, privileges))
    )
      throw refused();
  }
}

async function owns(context: SessionContext, kind: string, name: string): Promise<boolean> {
  return (await context.access.on(kind, name))?.has('OWNERSHIP') === true;
}

async function managesAccess(context: SessionContext, schema: string): Promise<boolean> {
  const rows = await rowsOf(
    context.duck,
    `SELECT 1 AS one FROM sandbox.schemas WHERE database_name || '.' || name = $1 AND managed_access`,
    [schema],
  );
  return rows.length > 0;
}

async function mayPassOn(
  context: SessionContext,
  kind: string,
  name: string,
  privileges: readonly string[],
): Promise<boolean> {
  const roles = await context.access.roles();
  const rows = await rowsOf(
    context.duck,
    `SELECT privilege, grantee FROM sandbox.grants WHERE NOT future AND grant_option AND grantee_kind = 'ROLE'
       AND granted_on = $1 AND name = $2`,
    [kind, name],
  );
  return privileges.every((privilege) =>
    rows.some((row) => row.privilege === privilege && roles.has(String(row.grantee))),
  );
}

function refused(): StatementError {
  return new StatementError('003011', '42501', 'Grant not executed: Insufficient privileges.');
}
