import type { AwsCredentialIdentity } from '@smithy/types';
import { resolveSecret, type SecretSources } from '../connections/secret.ts';
import { configError } from '../errors.ts';

interface CredentialOptions {
  readonly access_key_id?: string | undefined;
  readonly secret_access_key?: string | undefined;
  readonly session_token?: string | undefined;
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKey.html, and all of them in capitals. */
const KEY_ID = /^[A-Z0-9]{16,128}$/;

/**
 * The keys a connection names, read now; undefined where it names none. Throws a config error that names a reference
 * where one may not be used or holds nothing, and where what should be a key id does not look like one: AWS would say it
 * back to us.
 */
export async function staticCredentials(
  options: CredentialOptions,
  sources: SecretSources,
): Promise<AwsCredentialIdentity | undefined> {
  const { access_key_id: id, secret_access_key: secret, session_token: token } = options;
  if (!id || !secret) return undefined;
  const accessKeyId = await resolveSecret(id, sources);
  if (!KEY_ID.test(accessKeyId)) {
    throw configError(`what ${id} holds is no access key id`, {
      where: 'option access_key_id',
      hint: 'an access key id has 16 or more capital letters and digits, such as AKIAIOSFODNN7EXAMPLE; the secret belongs into secret_access_key',
    });
  }
  return {
    accessKeyId,
    secretAccessKey: await resolveSecret(secret, sources),
    ...(token ? { sessionToken: await resolveSecret(token, sources) } : {}),
  };
}
