import { STSClient } from '@aws-sdk/client-sts';
import { loadSharedConfigFiles } from '@smithy/core/config';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { HttpHandler } from './http/http-handler.ts';
import type { RenewableCredentials } from './role-session.ts';

/**
 * Credentials that the SDK's default chain finds, as its files are at first use, and again whenever AWS says that it
 * has expired. By itself the SDK reads the shared credentials file once in the life of a process, however often that is
 * replaced. The calls by which it gets credentials go by `requestHandler`.
 */
export function processCredentials(region: string, requestHandler: HttpHandler): RenewableCredentials {
  let found: Promise<AwsCredentialIdentityProvider> | undefined;
  const provider: AwsCredentialIdentityProvider = async (properties) => {
    found ??= search(region, requestHandler);
    return (await found)(properties);
  };
  return {
    // `memoized` keeps the SDK from adding a cache of its own.
    provider: Object.assign(provider, { memoized: true }),
    invalidate: () => {
      found = undefined;
    },
  };
}

async function search(region: string, requestHandler: HttpHandler): Promise<AwsCredentialIdentityProvider> {
  await loadSharedConfigFiles({ ignoreCache: true });
  return new STSClient({ region, requestHandler: requestHandler as never }).config.credentials;
}
