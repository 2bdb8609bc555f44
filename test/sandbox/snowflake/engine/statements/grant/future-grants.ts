import type { ObjectName } from '../../context.ts';
import { shown } from '../../names.ts';
import type { SessionContext } from '../../session/session-context.ts';

/** Gives a new object what future grants of its schema, or else of its database, promise. */
export async function grantFuture(
  context: SessionContext,
  kind: 'TABLE' | 'VIEW',
  name: ObjectName,
): Promise<void> {
  await context.duck.run(
    `INSERT INTO sandbox.grants
     SELECT CAST($1 AS TIMESTAMPTZ), privilege, granted_on, $2, grantee_kind, grantee, grant_option, granted_by, false
     FROM sandbox.grants WHERE future AND granted_on = $3 AND name IN ($4, $5)
     QUALIFY rank() OVER (ORDER BY length(name) DESC) = 1`,
    [
      context.now().toISOString(),
      shown(name),
      kind,
      `${name.database}.${name.schema}.<${kind}>`,
      `${name.database}.<${kind}>`,
    ],
  );
}

/** An object that is dropped or replaced takes the grants on it along. */
export async function forgetGrants(context: SessionContext, name: ObjectName): Promise<void> {
  await context.duck.run(
    `DELETE FROM sandbox.grants WHERE NOT future AND granted_on IN ('TABLE', 'VIEW') AND name = $1`,
    [shown(name)],
  );
}
