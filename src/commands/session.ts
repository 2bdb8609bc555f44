import type { Database } from '../snowflake/database.ts';
import { loadDriver } from '../snowflake/driver.ts';
import { snowflakeDriverLog } from '../snowflake/driver-log.ts';
import { type SchemaReference, schemaBeside, storedName } from '../snowflake/identifiers.ts';
import { connectionOptions } from '../snowflake/login.ts';
import { SnowflakeSession } from '../snowflake/session.ts';
import { requireWarehouse } from '../snowflake/warehouse.ts';
import { VERSION } from '../version.ts';
import type { CommandContext } from './command.ts';
import { withRole } from './profiles/needed-role.ts';

/** Schema in which the settings put all tables. */
export function schemaOf(context: CommandContext): SchemaReference {
  const { database, schema, stage } = context.settings.snowflake;
  return { database: storedName(database), schema: storedName(schema), stage: storedName(stage) };
}

/** Schema in which the settings put the detections. */
export function detectionsSchemaOf(context: CommandContext): SchemaReference {
  return schemaBeside(schemaOf(context), context.settings.snowflake.detectionsSchema);
}

/** Schema of the views that are shared by account, by the settings. */
export function sharedSchemaOf(context: CommandContext): SchemaReference {
  return schemaBeside(schemaOf(context), context.settings.snowflake.sharedSchema);
}

/** Logs in; the caller logs out. */
export async function openDatabase(
  context: CommandContext,
  about: Readonly<Record<string, string>>,
): Promise<Database> {
  const driver = await loadDriver(snowflakeDriverLog(context.log));
  const session = await SnowflakeSession.open(driver, {
    connection: () => {
      const connection = connectionOptions(context.settings.snowflake);
      context.secrets.addCredentials(connection.token, connection.password, connection.privateKey);
      return connection;
    },
    statementTimeoutSeconds: context.settings.snowflake.statementTimeoutSeconds,
    secrets: context.secrets,
    tag: { app: 'snowcensus', version: VERSION, ...about },
    observer: {
      statement(event) {
        context.log.debug('statement', { ...event });
        context.observer?.statement(event);
      },
    },
  });
  return { session, schema: schemaOf(context) };
}

/**
 * Logs in, does the work, logs out whatever happened. `about` goes into every query tag, and into every event that is
 * logged meanwhile.
 */
export function withDatabase<T>(
  context: CommandContext,
  about: Readonly<Record<string, string>>,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  return context.log.within(about, async () => {
    const database = await openDatabase(context, about);
    try {
      return await work(database);
    } catch (error) {
      throw withRole(error, about.command, context.settings.snowflake.role);
    } finally {
      await database.session.close();
    }
  });
}

/** The same for work that needs a warehouse. Throws a config error before the work where the session has none. */
export function withWarehouse<T>(
  context: CommandContext,
  about: Readonly<Record<string, string>>,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  return withDatabase(context, about, async (database) => {
    const { warehouse } = context.settings.snowflake;
    await requireWarehouse(database.session, warehouse && storedName(warehouse));
    return work(database);
  });
}
