import { loadSettings } from '../../src/settings/config.ts';
import { connectionOptions } from '../../src/snowflake/login.ts';
import { type SessionOptions, SnowflakeSession } from '../../src/snowflake/session.ts';
import type { PreparedSandbox } from './prepared-sandbox.ts';
import { quietDriver } from './quiet-driver.ts';

/** A session of the connector's own user, in this process. */
export async function openServiceSession(
  { env }: Pick<PreparedSandbox, 'env'>,
  bounds: Partial<Pick<SessionOptions, 'statementTimeoutSeconds' | 'loginSeconds'>> = {},
): Promise<SnowflakeSession> {
  const driver = await quietDriver();
  return SnowflakeSession.open(driver, {
    connection: () => connectionOptions(loadSettings({ env }).snowflake),
    statementTimeoutSeconds: 60,
    tag: { app: 'test' },
    ...bounds,
  });
}
