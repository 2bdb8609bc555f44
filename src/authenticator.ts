import { configError } from './errors.ts';
import { type Authenticator, SETTINGS, type SnowflakeSettings } from './settings.ts';

type Name = keyof SnowflakeSettings;

/** The settings that hold the credential of each authenticator, as alternatives. */
const CREDENTIALS: Readonly<Record<Authenticator, readonly Name[]>> = {
  'key-pair': ['privateKey', 'privateKeyFile'],
  oauth: ['token', 'tokenFile'],
  'oauth-token-file': ['tokenFile'],
  pat: ['token', 'tokenFile'],
  'workload-identity': ['workloadIdentityProvider'],
  password: ['password', 'passwordFile'],
};

/** Which authenticators each credential could be for, when none is named. */
const MEANINGS: readonly {
  readonly credentials: readonly Name[];
  readonly authenticators: readonly Authenticator[];
}[] = [
  { credentials: ['privateKey', 'privateKeyFile'], authenticators: ['key-pair'] },
  { credentials: ['token'], authenticators: ['oauth', 'pat'] },
  { credentials: ['tokenFile'], authenticators: ['oauth-token-file'] },
  { credentials: ['workloadIdentityProvider'], authenticators: ['workload-identity'] },
  { credentials: ['password', 'passwordFile'], authenticators: ['password'] },
];

/**
 * The authenticator that is named, or the one that the only credential given can be for.
 * Neither is there when no credential is given: then the process can do what needs no login.
 */
export function inferAuthenticator(settings: SnowflakeSettings): {
  readonly authenticator: Authenticator | undefined;
  readonly problem?: string;
} {
  const named = settings.authenticator;
  if (named !== undefined) {
    // A name that does not exist is reported as a wrong value already.
    if (!Object.hasOwn(CREDENTIALS, named)) return { authenticator: undefined };
    const given = CREDENTIALS[named].filter((name) => settings[name] !== undefined);
    if (given.length === 1) return { authenticator: named };
    const names = variables(CREDENTIALS[named]);
    return {
      authenticator: named,
      problem:
        given.length === 0
          ? `snowflake.authenticator (SNOWFLAKE_AUTHENTICATOR): ${named} needs ${names.join(' or ')}`
          : `snowflake.authenticator (SNOWFLAKE_AUTHENTICATOR): ${named} has more than one credential; keep one of ${names.join(', ')}`,
    };
  }
  const given = MEANINGS.flatMap(({ credentials, authenticators }) =>
    credentials.filter((name) => settings[name] !== undefined).map((name) => ({ name, authenticators })),
  );
  const [first, second] = given;
  if (first === undefined) return { authenticator: undefined };
  const [only, other] = first.authenticators;
  if (second === undefined && other === undefined) return { authenticator: only };
  const choices = new Set(given.flatMap(({ authenticators }) => authenticators));
  const names = variables(given.map(({ name }) => name)).join(' and ');
  return {
    authenticator: undefined,
    problem:
      choices.size === 1
        ? `${names} are both given; keep one`
        : `${names} can be used for more than one way to log in; set SNOWFLAKE_AUTHENTICATOR to ${[...choices].join(' or ')}`,
  };
}

/** The settings of a session that can be opened. */
export interface LoginSettings extends SnowflakeSettings {
  readonly account: string;
  readonly authenticator: Authenticator;
}

/** The same settings with all that a login needs. Throws a config error that names everything missing. */
export function requireLogin(settings: SnowflakeSettings): LoginSettings {
  const { account, authenticator, user } = settings;
  const needsUser = authenticator === 'key-pair' || authenticator === 'pat' || authenticator === 'password';
  const missing = [
    ...(account === undefined ? ['SNOWFLAKE_ACCOUNT'] : []),
    ...(user === undefined && needsUser ? ['SNOWFLAKE_USER'] : []),
    ...(authenticator === undefined
      ? ['a credential such as SNOWFLAKE_PRIVATE_KEY_FILE or SNOWFLAKE_TOKEN_FILE']
      : []),
  ];
  if (account === undefined || authenticator === undefined || missing.length > 0) {
    throw configError(`Snowflake cannot be logged in to: ${missing.join(', ')} not given`, {
      hint: 'set the environment variables, or the same settings in the file that SNOWCENSUS_CONFIG names',
    });
  }
  return { ...settings, account, authenticator };
}

function variables(names: readonly Name[]): readonly string[] {
  return names.map((name) => SETTINGS.snowflake[name].env);
}
