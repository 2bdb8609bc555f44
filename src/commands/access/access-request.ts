import { configError } from '../../errors.ts';
import { DEFAULT_NAMES } from '../../setup/installation.ts';
import { schemaOwner } from '../../setup/schema/schema-state.ts';
import type { AccessRequest } from '../../setup/sharing/grants.ts';
import type { SharingSchemas } from '../../setup/sharing/shared-objects.ts';
import { takeOwnerRole } from '../../setup/take-role.ts';
import { storedName } from '../../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../../snowflake/session.ts';
import { requireWarehouse, useWarehouse } from '../../snowflake/warehouse.ts';
import { composed } from '../../text/composed.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { accountIds, flagValues, textOf } from '../flags.ts';
import { detectionsSchemaOf, schemaOf, sharedSchemaOf, withDatabase } from '../session.ts';

/** Accounts and role that the flags name. Throws a config error where the flags say nothing, or nonsense. */
export function accessRequest(args: Arguments): AccessRequest {
  const role = textOf(args, 'role');
  if (role === undefined) {
    throw configError('access needs to know the role', {
      hint: 'Try: snowcensus access grant --role TEAM --ou /Prod',
    });
  }
  const organizationalUnits = (flagValues(args, 'ou') ?? []).map((path) =>
    composed(path).replace(/(.)\/+$/, '$1'),
  );
  const accounts = accountIds(args) ?? [];
  const unrooted = organizationalUnits.find((path) => !path.startsWith('/'));
  if (unrooted !== undefined) {
    throw configError(`--ou ${unrooted} is no path`, { hint: `Paths begin at the root: --ou /${unrooted}` });
  }
  return { role: storedName(role), organizationalUnits, accounts };
}

/** Logs in, takes the owner’s role on, and does the work. Throws a config error where this login may not. */
export function asOwner<T>(
  context: CommandContext,
  args: Arguments,
  work: (session: SnowflakeSession, schemas: SharingSchemas) => Promise<T>,
): Promise<T> {
  const owner = storedName(textOf(args, 'owner-role') ?? DEFAULT_NAMES.owner);
  return withDatabase(context, { command: 'access' }, async ({ session }) => {
    await takeOwnerRole(
      session,
      owner,
      'access',
      'Name the owner by --owner-role, or let an administrator grant the role to this user.',
    );
    const { warehouse } = context.settings.snowflake;
    if (warehouse) await useWarehouse(session, storedName(warehouse));
    else await requireWarehouse(session, undefined);
    const detections = detectionsSchemaOf(context);
    const hasDetections = (await schemaOwner({ session, schema: detections })) !== undefined;
    return work(session, {
      tables: schemaOf(context),
      detections: hasDetections ? detections : undefined,
      shared: sharedSchemaOf(context),
    });
  });
}
