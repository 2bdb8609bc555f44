import type { RowsResult } from '../../../contract.ts';
import { fullName, requireControl, title } from '../../access/require.ts';
import { rowsOf } from '../../duck/rows.ts';
import { notFound } from '../../errors.ts';
import { status } from '../../results.ts';
import type { SessionContext } from '../../session/session-context.ts';
import { exists } from '../../session/session-state.ts';
import type { TokenReader } from '../../syntax/token-reader.ts';
import { OBJECT_OPTIONS } from '../create/create-object.ts';
import { readProperties } from '../create/properties.ts';

const DONE = 'Statement executed successfully.';

/** ALTER of a kind that only has properties: [IF EXISTS] name SET …. */
export async function alterObject(
  context: SessionContext,
  reader: TokenReader,
  kind: string,
): Promise<RowsResult> {
  const ifExists = reader.accept('IF', 'EXISTS');
  const parts = reader.name();
  reader.expect('SET');
  const options = readProperties(reader, OBJECT_OPTIONS[kind] ?? []);
  reader.finish();
  const { COMMENT: comment, ...values } = { ...options.values, ...options.lists };
  const name = fullName(context, kind, parts);
  return context.change(async () => {
    await requireControl(context, kind, parts, 'MODIFY');
    const changed = await rowsOf(
      context.duck,
      `UPDATE sandbox.objects SET properties = json_merge_patch(properties, $3), comment = coalesce($4, comment)
       WHERE kind = $1 AND name = $2 RETURNING 1 AS one`,
      [kind, name, JSON.stringify(values), comment === undefined ? null : String(comment)],
    );
    if (changed.length === 0 && !ifExists) throw notFound(title(kind), parts.join('.'));
    return status(DONE);
  });
}

/** ALTER USER name SET AUTHENTICATION POLICY p [FORCE]: only FORCE puts it in the place of another. */
export async function setAuthenticationPolicy(
  context: SessionContext,
  reader: TokenReader,
  user: string,
): Promise<RowsResult> {
  const kind = 'AUTHENTICATION POLICY';
  const parts = reader.name();
  const force = reader.accept('FORCE');
  reader.finish();
  const policy = fullName(context, kind, parts);
  return context.change(async () => {
    if (!(await exists(context.duck, 'users', user))) throw notFound('User', user);
    if (!(await context.access.global('APPLY AUTHENTICATION POLICY')))
      await requireControl(context, 'USER', [user]);
    await requireControl(context, kind, parts, 'APPLY');
    if ((await context.access.on(kind, policy)) === undefined) throw notFound(title(kind), parts.join('.'));
    const changed = await rowsOf(
      context.duck,
      `UPDATE sandbox.users SET properties = json_merge_patch(properties, $2)
       WHERE name = $1 AND ($3 OR json_extract_string(properties, '$."AUTHENTICATION POLICY"') IS NULL)
       RETURNING 1 AS one`,
      [user, JSON.stringify({ [kind]: policy }), force],
    );
    if (changed.length === 0) throw notFound('User without an authentication policy', user);
    return status(DONE);
  });
}
