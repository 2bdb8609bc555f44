import { configError } from '../errors.ts';
import type { SnowflakeSession } from '../snowflake/session.ts';
import { refusedWith } from '../snowflake/statement-error.ts';
import { useRole } from './section.ts';

/** Codes with which Snowflake refuses a role that the user does not have, or that does not exist. */
const NOT_GRANTED = ['003013', '002003'];

/** Takes a role on. Gives Snowflake's refusal where this login may not, and throws whatever else goes wrong. */
export async function takeRole(
  session: SnowflakeSession,
  role: string,
  about: string,
): Promise<Error | undefined> {
  try {
    await session.execute(useRole(role), { about });
    return undefined;
  } catch (error) {
    if (error instanceof Error && refusedWith(error, ...NOT_GRANTED)) return error;
    throw error;
  }
}

/** Takes the role on that owns the schema. Throws a config error with the remedy where this login may not. */
export async function takeOwnerRole(
  session: SnowflakeSession,
  role: string,
  about: string,
  remedy: string,
): Promise<void> {
  const cause = await takeRole(session, role, about);
  if (cause) {
    throw configError(`this login may not use the role ${role}, which owns the schema`, {
      cause,
      hint: remedy,
    });
  }
}
