import { loadDriver } from '../snowflake/driver.ts';
import { snowflakeDriverLog } from '../snowflake/driver-log.ts';
import { type Home, storedName } from '../snowflake/identifiers.ts';
import { connectionOptions } from '../snowflake/login.ts';
import { SnowflakeSession } from '../snowflake/session.ts';
import { VERSION } from '../version.ts';
import type { CommandContext } from './command.ts';

/** Where the settings put all tables. */
export function homeOf(context: CommandContext): Home {
  const { database, schema, stage } = context.settings.snowflake;
  return { database: storedName(database), schema: storedName(schema), stage: storedName(stage) };
}

/** Logs in; whoever asked logs out. */
export async function openSession(
  context: CommandContext,
  about: Readonly<Record<string, string>>,
): Promise<SnowflakeSession> {
  const driver = await loadDriver(snowflakeDriverLog(context.log));
  return SnowflakeSession.open(driver, {
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
}

/**
 * Logs in, does the work, logs out whatever happened. `about` goes into every query tag, and into every event that is
 * logged meanwhile.
 */
export function withSession<T>(
  context: CommandContext,
  about: Readonly<Record<string, string>>,
  work: (session: SnowflakeSession) => Promise<T>,
): Promise<T> {
  return context.log.within(about, async () => {
    const session = await openSession(context, about);
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  });
}
