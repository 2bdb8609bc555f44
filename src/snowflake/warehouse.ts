import { configError } from '../errors.ts';
import { quoted } from './identifiers.ts';
import type { SnowflakeSession } from './session.ts';
import { NO_SUCH_OBJECT, refusedWith } from './statement-error.ts';
import { readSessionFacts } from './trial.ts';

/**
 * Check, before work that a warehouse must do, that the session has one. `wanted`: the stored name of the one that
 * the settings name. Throws a config error where the session has none.
 */
export async function requireWarehouse(session: SnowflakeSession, wanted: string | undefined): Promise<void> {
  const { role, warehouse } = await readSessionFacts(session);
  if (warehouse === undefined) throw noWarehouse(role, wanted);
}

/** Choice of a warehouse for the session, for a role that was taken on. Throws a config error where that may not be. */
export async function useWarehouse(session: SnowflakeSession, wanted: string): Promise<void> {
  try {
    await session.execute(`USE WAREHOUSE ${quoted(wanted)}`, { about: 'warehouse' });
  } catch (cause) {
    if (!refusedWith(cause, ...NO_SUCH_OBJECT)) throw cause;
    throw noWarehouse((await readSessionFacts(session)).role, wanted, cause);
  }
}

function noWarehouse(role = 'PUBLIC', wanted: string | undefined, cause?: unknown): Error {
  return configError('a warehouse has to work for this, and the session has none', {
    cause,
    where: `role ${role}`,
    hint:
      wanted === undefined
        ? 'Set SNOWFLAKE_WAREHOUSE to one that this role may use.'
        : `There is no warehouse ${wanted}, or this role may not use it: set SNOWFLAKE_WAREHOUSE to another, or GRANT USAGE ON WAREHOUSE ${quoted(wanted)} TO ROLE ${quoted(role)}.`,
  });
}
