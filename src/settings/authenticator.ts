import { SETTINGS } from './setting-table.ts';
import type { Authenticator, SnowflakeSettings } from './settings.ts';

type Name = keyof SnowflakeSettings;

/** The settings that hold the credential of each authenticator, as alternatives. */
const CREDENTIALS: Readonly<Record<Authenticator, readonly Name[]>> = {
  'key-pair': ['privateKey', 'privateKeyFile'],
  oauth: ['token', 'tokenFile'],
  'oauth-token-file': ['tokenFile'],
  pat: ['token', 'tokenFile'],
  // The platform vouches; the provider has a default.
  'workload-identity': [],
  password: ['password', 'passwordFile'],
};

/** Which authenticators each credential could be for, when none is named. */
const MEANINGS: readonly {
  readonly credentials: readonly Name[];
  readonly authenticators: readonly Authenticator[];
}[] = [
  { credentials: CREDENTIALS['key-pair'], authenticators: ['key-pair'] },
  { credentials: ['token'], authenticators: ['oauth', 'pat'] },
  { credentials: ['tokenFile'], authenticators: ['oauth-token-file'] },
  { credentials: ['workloadIdentityProvider'], authenticators: ['workload-identity'] },
  { credentials: CREDENTIALS.password, authenticators: ['password'] },
];

/** An authenticator, or what keeps it from being clear; neither when no credential is given. */
interface Inference {
  readonly authenticator: Authenticator | undefined;
  readonly problem?: string;
}

/**
 * The authenticator that is named, or the one that the only credential given can be for. A name wins: credentials
 * that it has no use for are left alone. Without any, the process can still do what needs no login.
 * No credential is given both by value and by file: that is a problem of its own.
 */
export function inferAuthenticator(settings: SnowflakeSettings): Inference {
  const inference = settings.authenticator
    ? ofName(settings.authenticator, settings)
    : ofCredentials(settings);
  const isOidc =
    inference.authenticator === 'workload-identity' && settings.workloadIdentityProvider === 'OIDC';
  if (!isOidc || settings.token !== undefined || settings.tokenFile !== undefined) return inference;
  return {
    ...inference,
    problem:
      'snowflake.workloadIdentityProvider (SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER): OIDC needs SNOWFLAKE_TOKEN or SNOWFLAKE_TOKEN_FILE',
  };
}

function ofName(named: Authenticator, settings: SnowflakeSettings): Inference {
  // A name that does not exist is reported as a wrong value already.
  if (!Object.hasOwn(CREDENTIALS, named)) return { authenticator: undefined };
  const names = CREDENTIALS[named];
  if (names.length === 0 || names.some((name) => settings[name] !== undefined))
    return { authenticator: named };
  return {
    authenticator: named,
    problem: `snowflake.authenticator (SNOWFLAKE_AUTHENTICATOR): ${named} needs ${variables(names).join(' or ')}`,
  };
}

function ofCredentials(settings: SnowflakeSettings): Inference {
  // A token beside an OIDC workload identity is that identity's token, not another credential.
  const isOther = (name: Name): boolean =>
    !/^token/.test(name) || settings.workloadIdentityProvider !== 'OIDC';
  const given = MEANINGS.flatMap(({ credentials, authenticators }) =>
    credentials
      .filter((name) => settings[name] !== undefined && isOther(name))
      .map((name) => ({ name, authenticators })),
  );
  const choices = [...new Set(given.flatMap(({ authenticators }) => authenticators))];
  if (choices.length <= 1) return { authenticator: choices[0] };
  const names = variables(given.map(({ name }) => name)).join(' and ');
  return {
    authenticator: undefined,
    problem: `${names} can be used for more than one way to log in; set SNOWFLAKE_AUTHENTICATOR to ${choices.join(' or ')}`,
  };
}

function variables(names: readonly Name[]): readonly string[] {
  return names.map((name) => SETTINGS.snowflake[name].env);
}
