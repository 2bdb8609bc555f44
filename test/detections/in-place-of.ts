import type { SnowflakeSession } from '../../src/snowflake/session.ts';

/** Name of an object of the schema for the tables, in full. */
export const object = (name: string) => `SNOWALERT.DATA.${name}`;

/** Puts rows in the place of a view, each told by a SELECT. */
export async function inPlaceOf(
  session: SnowflakeSession,
  name: string,
  selects: readonly string[],
): Promise<void> {
  await session.execute(`CREATE OR REPLACE TABLE ${object(name)} AS ${selects.join(' UNION ALL ')}`, {
    about: 'test',
  });
}
