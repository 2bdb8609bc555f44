import { throughProxy } from '../../settings/proxy-words.ts';
import type { Database } from '../../snowflake/database.ts';
import { quoted } from '../../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../../snowflake/session.ts';
import type { OtherDefault } from '../../snowflake/session-parameters.ts';
import { readSessionFacts, type SessionFacts } from '../../snowflake/trial.ts';
import { failed } from '../cause.ts';
import type { CheckEnvironment } from '../environment.ts';
import { type Finding, ok } from '../finding.ts';
import { selfExplained, snowflakeCode } from './snowflake-failure.ts';

/** Codes with which a login fails for its role. */
const ROLE_CODES: readonly (string | undefined)[] = ['390186', '390189'];

/** Logs in. Without a session, the finding says why. */
export async function checkLogin(
  environment: CheckEnvironment,
): Promise<{ readonly findings: readonly Finding[]; readonly database?: Database }> {
  const { account = '', user = 'the owner of the token' } = environment.settings.snowflake;
  try {
    const database = await environment.login();
    return {
      findings: [
        ok(
          { step: 'snowflake_login' },
          `${user} in account ${account}${throughProxy(environment.settings.proxy)}`,
        ),
      ],
      database,
    };
  } catch (error) {
    environment.signal.throwIfAborted();
    const step = ROLE_CODES.includes(snowflakeCode(error)) ? 'snowflake_role' : 'snowflake_login';
    return { findings: [selfExplained({ step }, error)] };
  }
}

/** Role and warehouse of the session, as Snowflake names them. */
export async function checkSession(
  { settings }: CheckEnvironment,
  session: SnowflakeSession,
): Promise<{ readonly findings: readonly Finding[]; readonly facts: SessionFacts }> {
  const facts = await readSessionFacts(session);
  const role = { step: 'snowflake_role' } as const;
  const warehouse = { step: 'snowflake_warehouse' } as const;
  const details = {
    role: quoted(facts.role ?? 'PUBLIC'),
    warehouse: settings.snowflake.warehouse ?? '<warehouse>',
  };
  return {
    facts,
    findings: [
      facts.role === undefined ? failed(role, 'no_role', 'CURRENT_ROLE() is NULL') : ok(role, facts.role),
      facts.warehouse === undefined
        ? failed(warehouse, 'no_warehouse', 'CURRENT_WAREHOUSE() is NULL', details)
        : ok(warehouse, facts.warehouse),
      ok({ step: 'snowflake_parameters' }, sayDefaults(await session.otherDefaults())),
    ],
  };
}

/** Defaults that would have harmed a run, had the session not been given values of its own. */
function sayDefaults(defaults: readonly OtherDefault[]): string {
  if (defaults.length === 0) return 'as statements need them';
  const said = defaults.map(
    ({ name, value, otherwise, found, level }) =>
      `${name} is ${found} for the ${level.toLowerCase()}, where ${otherwise}; this session has ${String(value).toUpperCase()}`,
  );
  return said.join('. ');
}
