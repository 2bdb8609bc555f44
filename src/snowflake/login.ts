import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'snowflake-sdk';
import { configError } from '../errors.ts';
import type { SnowflakeSettings } from '../settings.ts';

/** The driver's options for the configured login. Files are read here, at each login, so that rotation works. */
export function connectionOptions(settings: SnowflakeSettings): ConnectionOptions {
  const { account, accessUrl } = settings;
  if (!account) {
    throw configError('no Snowflake account is configured', {
      hint: 'Set SNOWFLAKE_ACCOUNT (and SNOWFLAKE_USER).',
    });
  }
  return {
    account,
    ...(accessUrl ? { accessUrl } : {}),
    ...(settings.user ? { username: settings.user } : {}),
    ...(settings.role ? { role: settings.role } : {}),
    ...(settings.warehouse ? { warehouse: settings.warehouse } : {}),
    clientSessionKeepAlive: true,
    ...credential(settings),
  } as ConnectionOptions;
}

function credential(settings: SnowflakeSettings): Partial<ConnectionOptions> {
  switch (settings.authenticator) {
    case 'key-pair': {
      const passphrase =
        settings.privateKeyPassphrase ?? fromFile(settings.privateKeyPassphraseFile, 'passphrase');
      return {
        authenticator: 'SNOWFLAKE_JWT',
        ...(settings.privateKeyFile
          ? { privateKeyPath: settings.privateKeyFile }
          : { privateKey: settings.privateKey ?? '' }),
        ...(passphrase ? { privateKeyPass: passphrase } : {}),
      };
    }
    case 'oauth':
    case 'oauth-token-file':
      return { authenticator: 'OAUTH', token: token(settings) };
    case 'pat':
      return { authenticator: 'PROGRAMMATIC_ACCESS_TOKEN', token: token(settings) };
    case 'workload-identity':
      return {
        authenticator: 'WORKLOAD_IDENTITY',
        workloadIdentityProvider: settings.workloadIdentityProvider ?? 'AWS',
        ...(settings.tokenFile ? { token: token(settings) } : {}),
      } as Partial<ConnectionOptions>;
    case 'password':
      return { password: settings.password ?? fromFile(settings.passwordFile, 'password') ?? '' };
    case undefined:
      throw configError('no Snowflake credential is configured', {
        hint: 'Set SNOWFLAKE_PRIVATE_KEY_FILE, SNOWFLAKE_TOKEN_FILE or another credential; see the README, "Settings".',
      });
  }
}

function token(settings: SnowflakeSettings): string {
  return fromFile(settings.tokenFile, 'token') ?? settings.token ?? '';
}

function fromFile(path: string | undefined, what: string): string | undefined {
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw configError(`the file of the Snowflake ${what} cannot be read`, { cause, where: path });
  }
}
