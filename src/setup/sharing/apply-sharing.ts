import { configError } from '../../errors.ts';
import { createSchema } from '../../snowflake/ddl.ts';
import { schemaName } from '../../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../../snowflake/session.ts';
import { refusedWith } from '../../snowflake/statement-error.ts';
import { differingViews, schemaOwner } from '../schema/schema-state.ts';
import { letAllSee } from './grants.ts';
import { respellUnits } from './respell-units.ts';
import { type SharingSchemas, sharedViews, sharingFoundation } from './shared-objects.ts';

const ABOUT = 'the shared schema';

/** Whether the schema of shared views is there: none is before anything has been shared. */
export async function isShared(session: SnowflakeSession, { shared }: SharingSchemas): Promise<boolean> {
  return (await schemaOwner({ session, schema: shared })) !== undefined;
}

/** Changes that were made to the shared views. */
export interface SharingChanges {
  /** Number of views that were made or replaced. */
  readonly views: number;
  /** Roles that were granted something and are not there any more. */
  readonly gone: readonly string[];
}

/**
 * Brings the shared views to what the tables have, in the role that the session has: that of the owner; every role that
 * was granted anything sees them. Changes nothing where nothing differs.
 * Throws a config error where Snowflake has no row access policies, before any view is made.
 */
export async function applySharing(
  session: SnowflakeSession,
  schemas: SharingSchemas,
): Promise<SharingChanges> {
  const { shared } = schemas;
  // Again each time: what was broken off behind the schema would else never be made.
  const foundation = [createSchema(shared), ...sharingFoundation(schemas)];
  for (const sql of foundation) await change(session, sql, schemas);
  await respellUnits(session, schemas);
  const views = await differingViews({ session, schema: shared }, sharedViews(schemas));
  for (const { sql } of views) await change(session, sql, schemas);
  return { views: views.length, gone: views.length > 0 ? await letAllSee(session, schemas) : [] };
}

async function change(session: SnowflakeSession, sql: string, { shared }: SharingSchemas): Promise<void> {
  try {
    await session.execute(sql, { about: ABOUT });
  } catch (cause) {
    const where = `${shared.database}.${shared.schema}`;
    if (refusedWith(cause, '000002')) {
      throw configError('Snowflake has no row access policies in this edition', {
        cause,
        where,
        hint: 'Sharing by account needs Enterprise Edition or above.',
      });
    }
    if (!refusedWith(cause, '003001', '003011')) throw cause;
    throw configError('the owner may not make the shared schema, or what is in it', {
      cause,
      where,
      hint: `Grant the owner CREATE SCHEMA on the database, or the schema itself: GRANT OWNERSHIP ON SCHEMA ${schemaName(shared)} …`,
    });
  }
}
