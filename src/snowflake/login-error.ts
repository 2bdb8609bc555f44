import type { ConnectionOptions } from 'snowflake-sdk';
import { configError, type SnowcensusError, transientError } from '../errors.ts';
import { literal } from './identifiers.ts';
import { fingerprintOf } from './private-key.ts';

/** A login that failed: what was asked for, and how far this machine's clock is from Snowflake's. */
export interface FailedLogin {
  readonly options: ConnectionOptions;
  /** Seconds ahead of Snowflake's; undefined where it was not asked or not told. */
  readonly clockOffsetSeconds: number | undefined;
}

/** Facts of a failed login, in one place for the explanations. */
interface Facts extends FailedLogin {
  readonly code: string;
  readonly words: string;
  readonly user: string;
  readonly host: string;
}

interface Explanation {
  readonly message: string;
  readonly hint: string;
}

/** Snowflake refuses a key-pair token that arrives a minute from its issue; less is not the clock's fault. */
const NOTICEABLE_SECONDS = 30;

/**
 * The error for a login that failed: a config error that says what is wrong and how to put it right, or a transient
 * one where Snowflake was not reached or did not answer.
 */
export function loginError(error: unknown, login: FailedLogin): SnowcensusError {
  const facts = factsOf(error, login);
  const where = `login to Snowflake as ${facts.user} at ${facts.host}`;
  const explanation =
    explainUnsent(error, facts) ??
    explainAccount(error, facts) ??
    EXPLANATIONS[facts.code]?.(facts) ??
    explainRefusal(facts);
  if (explanation !== undefined) {
    return configError(explanation.message, { cause: error, where, hint: explanation.hint });
  }
  const resolving = unresolved(error);
  if (resolving !== undefined) {
    return transientError(
      `the name ${facts.host} cannot be resolved (${resolving}): DNS knows no such host, or is away`,
      {
        cause: error,
        where,
        hint: `If other names resolve here, compare SNOWFLAKE_ACCOUNT (and SNOWFLAKE_ACCESS_URL) with the address of your account; if not, mend DNS or the network of this machine.`,
      },
    );
  }
  return transientError(facts.words, {
    cause: error,
    where,
    hint: `If it lasts, look at https://status.snowflake.com, and whether this network lets connections to ${facts.host} out.`,
  });
}

function factsOf(error: unknown, login: FailedLogin): Facts {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const { accessUrl, account, username } = login.options;
  return {
    ...login,
    code: String(code ?? ''),
    words: String(message ?? error),
    user: username ?? 'the owner of the token',
    host: URL.parse(accessUrl ?? '')?.host ?? `${account}.snowflakecomputing.com`,
  };
}

/** Objections of the driver itself have no code, or one of its own for parameters (403…, 404…): nothing was sent. */
function explainUnsent(error: unknown, { code, words }: Facts): Explanation | undefined {
  if (error instanceof Error && error.name === 'CredentialsProviderError') {
    return {
      message: 'this process has no AWS credentials to prove its identity to Snowflake with',
      hint: 'Run it with a role (IRSA, EKS Pod Identity, ECS task role, instance profile), or choose another SNOWFLAKE_AUTHENTICATOR.',
    };
  }
  if (!/^(?:40[34]\d{3})?$/.test(code)) return undefined;
  return { message: words, hint: 'Compare the Snowflake settings that `snowcensus config --print` shows.' };
}

/** The code with which a name could not be resolved: of the error itself, or of what the driver wrapped. */
function unresolved(error: unknown): string | undefined {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: { code?: unknown } };
  return [cause?.code, code].map(String).find((each) => each === 'ENOTFOUND' || each === 'EAI_AGAIN');
}

/** An account is a host name: for one that does not exist, name servers, certificates or load balancers say no. */
function explainAccount(error: unknown, { options, host }: Facts): Explanation | undefined {
  const { response, cause } = (error ?? {}) as {
    response?: { status?: unknown };
    cause?: { code?: unknown };
  };
  const status = Number(response?.status);
  const isUnknown = [403, 404].includes(status) || String(cause?.code) === 'ERR_TLS_CERT_ALTNAME_INVALID';
  if (!isUnknown) return undefined;
  return {
    message: `there is no Snowflake account ${options.account} at ${host}`,
    hint: "Set SNOWFLAKE_ACCOUNT to what `SELECT CURRENT_ORGANIZATION_NAME() || '-' || CURRENT_ACCOUNT_NAME()` gives; an old account locator needs its region, as in xy12345.eu-central-1, and a private link needs SNOWFLAKE_ACCESS_URL.",
  };
}

const EXPLANATIONS: Readonly<Record<string, (facts: Facts) => Explanation>> = {
  '390100': ({ user }) => ({
    message: `Snowflake does not accept the password of ${user}`,
    hint: `Use a key pair, a workload identity or a token: users of TYPE=SERVICE have no password. For a person, check SNOWFLAKE_USER and SNOWFLAKE_PASSWORD_FILE.`,
  }),
  '390101': ({ user }) => ({
    message: `the Snowflake user ${user} is disabled`,
    hint: `An administrator can run ALTER USER ${user} SET DISABLED = FALSE.`,
  }),
  '390105': ({ words }) => ({
    message: `Snowflake does not take this kind of login: ${words}`,
    hint: 'Choose another SNOWFLAKE_AUTHENTICATOR, or add it to the authentication policy of the user or the account.',
  }),
  '390144': explainKeyPair,
  '390186': explainRole,
  '390189': explainRole,
  '390303': ({ user }) => ({
    message: `Snowflake does not know the OAuth token for ${user}`,
    hint: 'Check that SNOWFLAKE_TOKEN_FILE (or SNOWFLAKE_TOKEN) holds an access token of this account; for a programmatic access token set SNOWFLAKE_AUTHENTICATOR=pat.',
  }),
  '390309': ({ user }) => ({
    message: `the OAuth token is another user's than ${user}`,
    hint: 'Set SNOWFLAKE_USER to the user the token was issued for, or leave it out.',
  }),
  '390318': () => ({
    message: 'the OAuth token has expired',
    hint: 'Have it renewed in SNOWFLAKE_TOKEN_FILE, which is read at each login; a token in SNOWFLAKE_TOKEN cannot be renewed.',
  }),
  '390422': ({ user, words }) => ({
    message: `a network policy of Snowflake does not let this machine in: ${words}`,
    hint: `Add the address to the policy that SHOW PARAMETERS LIKE 'NETWORK_POLICY' FOR USER ${user} (or IN ACCOUNT) names, for instance by ALTER NETWORK RULE … SET VALUE_LIST.`,
  }),
  '390432': ({ user }) => ({
    message: `Snowflake takes a programmatic access token of ${user} only under a network policy`,
    hint: `An administrator can run ALTER USER ${user} SET NETWORK_POLICY = …, with a policy that allows this machine's address.`,
  }),
  '394400': ({ user }) => ({
    message: `Snowflake does not accept the programmatic access token of ${user}`,
    hint: `It has expired, was rotated or revoked, or is another user's: see SHOW USER PROGRAMMATIC ACCESS TOKENS FOR USER ${user}, and write a new one to SNOWFLAKE_TOKEN_FILE.`,
  }),
};

/** Everything else that Snowflake's login service refuses; a refused workload is known by how it asked. */
function explainRefusal({ code, words, user, options }: Facts): Explanation | undefined {
  if (!/^39\d{4}$/.test(code)) return undefined;
  if (options.authenticator !== 'WORKLOAD_IDENTITY') {
    return { message: words, hint: 'Check the account, the user and its credential.' };
  }
  return {
    message: `no Snowflake user trusts this workload's identity (${options.workloadIdentityProvider})`,
    hint: `Compare SHOW USER WORKLOAD IDENTITY AUTHENTICATION METHODS FOR USER ${user} with what this process runs as: the ARN of its role (aws sts get-caller-identity), or issuer, subject and audience of its token.`,
  };
}

function explainRole({ options, user }: Facts): Explanation {
  return {
    message: `the role ${options.role} does not exist, or ${user} does not have it`,
    hint: `Set SNOWFLAKE_ROLE to one that SHOW GRANTS TO USER ${user} lists, or GRANT ROLE ${options.role} TO USER ${user}.`,
  };
}

/** Snowflake tells the client neither whether the clock, the key or the name is wrong; the time of its answer does. */
function explainKeyPair({ options, user, words, clockOffsetSeconds }: Facts): Explanation {
  const details = /\[([\w-]+)\]/.exec(words)?.[1];
  const ask = details
    ? ` SELECT SYSTEM$GET_LOGIN_FAILURE_DETAILS(${literal(details)}) tells an administrator more.`
    : '';
  if (clockOffsetSeconds !== undefined && Math.abs(clockOffsetSeconds) >= NOTICEABLE_SECONDS) {
    const side = clockOffsetSeconds > 0 ? 'ahead of' : 'behind';
    return {
      message: `this machine's clock is ${Math.abs(clockOffsetSeconds)} seconds ${side} Snowflake's, and key-pair logins may be 60 off`,
      hint: `Let the host keep time (chronyd, systemd-timesyncd, or the hypervisor's clock).${ask}`,
    };
  }
  const fingerprint = options.privateKey ? fingerprintOf(options.privateKey) : 'the key';
  return {
    message: `Snowflake does not accept this private key for ${user} in account ${options.account}`,
    hint: `Compare RSA_PUBLIC_KEY_FP (or RSA_PUBLIC_KEY_2_FP) of DESC USER ${user} with this key's ${fingerprint}. If they differ, ALTER USER ${user} SET RSA_PUBLIC_KEY_2 = '…'; if not, the account or the user is misspelt.${ask}`,
  };
}
