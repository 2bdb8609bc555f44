import { type Authenticator, SETTINGS, type SnowflakeSettings } from './settings.ts';

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
    const names = variables(CREDENTIALS[named]);
    const given = CREDENTIALS[named].filter((name) => settings[name] !== undefined);
    if (names.length === 0 || given.length === 1) return { authenticator: named };
    const fault =
      given.length === 0 ? `needs ${names.join(' or ')}` : `has two credentials; keep ${names.join(' or ')}`;
    return {
      authenticator: named,
      problem: `snowflake.authenticator (SNOWFLAKE_AUTHENTICATOR): ${named} ${fault}`,
    };
  }
  // A token file beside a workload identity is that identity's token (OIDC), not another credential.
  const isOther = (name: Name): boolean =>
    name !== 'tokenFile' || settings.workloadIdentityProvider === undefined;
  const given = MEANINGS.flatMap(({ credentials, authenticators }) =>
    credentials
      .filter((name) => settings[name] !== undefined && isOther(name))
      .map((name) => ({ name, authenticators })),
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

function variables(names: readonly Name[]): readonly string[] {
  return names.map((name) => SETTINGS.snowflake[name].env);
}
