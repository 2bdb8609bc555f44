import { loadSettings } from '../../src/config.ts';
import { loadDriver } from '../../src/snowflake/driver.ts';
import { connectionOptions } from '../../src/snowflake/login.ts';
import { SnowflakeSession } from '../../src/snowflake/session.ts';
import type { Sandbox } from './start.ts';

const silent = () => undefined;

/** A session of the connector's own user, in this process. */
export async function openServiceSession({ env }: Pick<Sandbox, 'env'>): Promise<SnowflakeSession> {
  const driver = await loadDriver({
    error: silent,
    warn: silent,
    info: silent,
    debug: silent,
    trace: silent,
  });
  return SnowflakeSession.open(driver, {
    connection: () => connectionOptions(loadSettings({ env }).snowflake),
    statementTimeoutSeconds: 60,
    tag: { app: 'test' },
  });
}
