import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'snowflake-sdk';
import { configError } from '../errors.ts';
import type { Authenticator, SnowflakeSettings } from '../settings/settings.ts';
import { openPrivateKey } from './private-key.ts';

/**
 * Twice more, seconds apart: the caller decides about further attempts, and a name that does not exist is told soon.
 */
const LOGIN_RETRIES = 2;

/** Authenticators with a credential that does not name its user. */
const NEED_USER: readonly (Authenticator | undefined)[] = ['key-pair', 'password'];

/**
 * The driver's options for the configured login. Files are read here, at each login, so that rotation works.
 * Throws a config error for what is missing, unreadable or no usable key.
 */
export function connectionOptions(settings: SnowflakeSettings): ConnectionOptions {
  const { account } = settings;
  const accessUrl = settings.accessUrl ?? (settings.host ? `https://${settings.host}` : undefined);
  if (!account) {
    throw configError('no Snowflake account is configured', {
      hint: 'Set SNOWFLAKE_ACCOUNT (and SNOWFLAKE_USER).',
    });
  }
  if (!settings.user && NEED_USER.includes(settings.authenticator)) {
    throw configError(`no Snowflake user is configured, and ${settings.authenticator} needs one`, {
      hint: 'Set SNOWFLAKE_USER.',
    });
  }
  return {
    account,
    ...(accessUrl ? { accessUrl } : {}),
    ...(settings.user ? { username: settings.user } : {}),
    ...(settings.role ? { role: settings.role } : {}),
    ...(settings.warehouse ? { warehouse: settings.warehouse } : {}),
    clientSessionKeepAlive: true,
    sfRetryMaxLoginRetries: LOGIN_RETRIES,
    ...credential(settings),
  } as ConnectionOptions;
}

function credential(settings: SnowflakeSettings): Partial<ConnectionOptions> {
  switch (settings.authenticator) {
    case 'key-pair':
      return { authenticator: 'SNOWFLAKE_JWT', privateKey: privateKey(settings) };
    case 'oauth':
    case 'oauth-token-file':
      return { authenticator: 'OAUTH', token: token(settings) };
    case 'pat':
      return { authenticator: 'PROGRAMMATIC_ACCESS_TOKEN', token: token(settings) };
    case 'workload-identity':
      return {
        authenticator: 'WORKLOAD_IDENTITY',
        workloadIdentityProvider: settings.workloadIdentityProvider ?? 'AWS',
        ...(settings.tokenFile || settings.token ? { token: token(settings) } : {}),
      } as Partial<ConnectionOptions>;
    case 'password':
      return { password: settings.password ?? fromFile(settings.passwordFile, 'password') ?? '' };
    case undefined:
      throw configError('no Snowflake credential is configured', {
        hint: 'Set SNOWFLAKE_PRIVATE_KEY_FILE, SNOWFLAKE_TOKEN_FILE or another credential; see the README, "Settings".',
      });
  }
}

function privateKey(settings: SnowflakeSettings): string {
  const { privateKeyFile, privateKeyPassphraseFile } = settings;
  const passphrase = settings.privateKeyPassphrase ?? fromFile(privateKeyPassphraseFile, 'passphrase');
  const pem = fromFile(privateKeyFile, 'private key') ?? settings.privateKey ?? '';
  return openPrivateKey(pem, passphrase, privateKeyFile ?? 'SNOWFLAKE_PRIVATE_KEY');
}

function token(settings: SnowflakeSettings): string {
  return fromFile(settings.tokenFile, 'token') ?? settings.token ?? '';
}

function fromFile(path: string | undefined, what: string): string | undefined {
  if (!path) return undefined;
  let content: string;
  try {
    content = readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw configError(`the file of the Snowflake ${what} cannot be read`, {
      cause,
      where: path,
      hint: `Make it exist, readable by user ${process.getuid?.() ?? 'of this process'}.`,
    });
  }
  if (content !== '') return content;
  throw configError(`the file of the Snowflake ${what} is empty`, { where: path });
}
