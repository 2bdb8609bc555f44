import { storedKind } from '../../access/privileges.ts';
import { rowsOf } from '../../duck/rows.ts';
import { sqlError, unsupported } from '../../errors.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { GrantTarget } from './grant-target.ts';

/** GRANT OWNERSHIP ON … TO ROLE r: refused over grants of the old owner unless it says what becomes of them. */
export async function transferOwnership(
  context: SessionContext,
  target: GrantTarget,
  role: string,
  current: 'copy' | 'revoke' | undefined,
): Promise<void> {
  if (target.future) throw unsupported('GRANT OWNERSHIP ON FUTURE');
  const { table, name: nameSql, test } = storedKind(target.kind);
  for (const name of target.names) {
    const outgoing = 'granted_on = $1 AND name = $2 AND NOT future';
    const [dependent] = await rowsOf(context.duck, `SELECT privilege FROM sandbox.grants WHERE ${outgoing}`, [
      target.kind,
      name,
    ]);
    if (dependent !== undefined && current === undefined) {
      throw sqlError(
        '003034',
        '42501',
        `Dependent grant of privilege '${String(dependent.privilege)}' on securable '${name}' exists. It must be revoked first.`,
      );
    }
    if (current === 'revoke')
      await context.duck.run(`DELETE FROM sandbox.grants WHERE ${outgoing}`, [target.kind, name]);
    await context.duck.run(`UPDATE sandbox.${table} SET owner = $2 WHERE ${test} AND ${nameSql} = $1`, [
      name,
      role,
    ]);
  }
}
