import type { Installation } from '../../setup/installation.ts';
import { applySharing, isShared } from '../../setup/sharing/apply-sharing.ts';
import type { SnowflakeSession } from '../../snowflake/session.ts';
import type { CommandContext } from '../command.ts';
import { sharedSchemaOf } from '../session.ts';

/**
 * Refresh of the shared views, to what the tables now have, where anything is shared. Roles that were granted something and
 * are gone stop nobody: they are told.
 */
export async function refreshShared(
  context: CommandContext,
  session: SnowflakeSession,
  { schema, detections }: Pick<Installation, 'schema' | 'detections'>,
): Promise<void> {
  const shared = sharedSchemaOf(context);
  const schemas = { tables: schema, detections: detections?.schema, shared };
  if (!(await isShared(session, schemas))) return;
  const { views, gone } = await applySharing(session, schemas);
  context.log.info('the shared views are up to date', {
    schema: `${shared.database}.${shared.schema}`,
    changes: views,
  });
  if (gone.length > 0) {
    context.log.warn('roles that accounts were shared with are not there any more', {
      roles: gone,
      hint: `snowcensus access revoke --role ${gone[0]}: a new role of that name would see the same.`,
    });
  }
}
