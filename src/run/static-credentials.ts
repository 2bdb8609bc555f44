import { readFile } from 'node:fs/promises';
import type { AwsCredentialIdentity } from '@smithy/types';
import { resolveSecret } from '../connections/secret.ts';

interface CredentialOptions {
  readonly access_key_id?: string | undefined;
  readonly secret_access_key?: string | undefined;
  readonly session_token?: string | undefined;
}

/** The keys a connection names, read now; undefined where it names none. Throws a config error that names a reference. */
export async function staticCredentials(
  options: CredentialOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<AwsCredentialIdentity | undefined> {
  const { access_key_id: id, secret_access_key: secret, session_token: token } = options;
  if (!id || !secret) return undefined;
  const resolve = (reference: string) => resolveSecret(reference, env, (path) => readFile(path, 'utf8'));
  return {
    accessKeyId: await resolve(id),
    secretAccessKey: await resolve(secret),
    ...(token ? { sessionToken: await resolve(token) } : {}),
  };
}
