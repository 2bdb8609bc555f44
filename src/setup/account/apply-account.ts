import { configError } from '../../errors.ts';
import type { SnowflakeSession } from '../../snowflake/session.ts';
import type { Installation } from '../installation.ts';
import { takeRole } from '../take-role.ts';
import { accountSections } from './account-sections.ts';
import { foreignConnections } from './foreign-connections.ts';

/** The remedy where a login is no administrator's. */
export const HAND_OVER =
  'Let an administrator run what `snowcensus setup --part account --print` prints, then run `snowcensus setup --part schema`.';

/** Whether this login may do what administrators do. */
export async function isAdministrator(session: SnowflakeSession): Promise<boolean> {
  return (await takeRole(session, 'USERADMIN', 'setup')) === undefined;
}

/** Does the administrators' part, each section in its role. Throws a config error that says which role is missing. */
export async function applyAccount(session: SnowflakeSession, installation: Installation): Promise<number> {
  let count = 0;
  const apply = async (role: string, title: string, statementsOf: () => Promise<readonly string[]>) => {
    const cause = await takeRole(session, role, title);
    if (cause) {
      throw configError(`this login may not use the role ${role}`, { cause, where: title, hint: HAND_OVER });
    }
    const statements = await statementsOf();
    for (const statement of statements) await session.execute(statement, { about: title });
    count += statements.length;
  };
  for (const { role, title, statements } of accountSections(installation)) {
    await apply(role, title, async () => statements);
  }
  await apply('SECURITYADMIN', 'Connection tables of other roles', () =>
    foreignConnections(session, installation),
  );
  return count;
}
