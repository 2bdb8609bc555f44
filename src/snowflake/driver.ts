import type { SnowflakeLogger } from 'snowflake-sdk';
import { parseExactJson } from '../text/exact-json.ts';

/** The driver's module. */
export type Driver = typeof import('snowflake-sdk');

/**
 * Loads the driver so that it contacts nobody but Snowflake and writes no log file. Importing it looks for cloud
 * metadata services and calls STS unless told not to beforehand, which is why no file may import it statically.
 */
export async function loadDriver(log: SnowflakeLogger): Promise<Driver> {
  process.env.SNOWFLAKE_DISABLE_PLATFORM_DETECTION = 'true';
  process.env.SF_TELEMETRY_DISABLE_CONNECTION_SHAPE = '1';
  const { default: driver } = await import('snowflake-sdk');
  // The driver's own parser evaluates text that is no JSON as JavaScript.
  driver.configure({
    customLogger: log,
    jsonColumnVariantParser: (text: string) => parseExactJson(text) as object,
  });
  return driver;
}
