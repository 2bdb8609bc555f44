import { type Driver, loadDriver } from '../../src/snowflake/driver.ts';

const silent = () => undefined;

/** The unmodified driver, which logs nothing. */
export function quietDriver(): Promise<Driver> {
  return loadDriver({ error: silent, warn: silent, info: silent, debug: silent, trace: silent });
}
