import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { transientError } from '../errors.ts';

/** One AssumeRole on the way to an account. */
export interface Hop {
  readonly roleArn: string;
  readonly externalId?: string | undefined;
}

/** Credentials that can be renewed when AWS says they are no longer good. */
export interface RenewableCredentials {
  readonly provider: AwsCredentialIdentityProvider;
  /** Forgets what is cached, so that the next call asks again. */
  invalidate(): void;
}

/** AWS allows a chained session one hour and no more; we ask for that on every hop. */
const SESSION_SECONDS = 3_600;
const RENEW_BEFORE_MS = 5 * 60_000;

/** The session of one assumed role: assumed at first use, shared by all who need it, renewed before it expires. */
export class RoleSession implements RenewableCredentials {
  readonly provider: AwsCredentialIdentityProvider;
  readonly #assume: () => Promise<AwsCredentialIdentity>;
  #current: Promise<AwsCredentialIdentity> | undefined;
  #renewAt = 0;

  /** `sts` carries the credentials of the hop before. */
  constructor(sts: STSClient, hop: Hop, sessionName: string) {
    this.#assume = () => assumeRole(sts, hop, sessionName);
    // `memoized` keeps the SDK from adding a cache of its own, which `invalidate` could not reach.
    this.provider = Object.assign(() => this.credentials(), { memoized: true });
  }

  /** The session's credentials; throws what STS answered when the role cannot be assumed. */
  credentials(): Promise<AwsCredentialIdentity> {
    if (!this.#current || Date.now() >= this.#renewAt) {
      this.#renewAt = Number.POSITIVE_INFINITY;
      this.#current = this.#assume().then(
        (credentials) => {
          this.#renewAt = (credentials.expiration?.getTime() ?? Number.POSITIVE_INFINITY) - RENEW_BEFORE_MS;
          return credentials;
        },
        (error: unknown) => {
          this.#current = undefined;
          throw error;
        },
      );
    }
    return this.#current;
  }

  invalidate(): void {
    this.#current = undefined;
  }
}

async function assumeRole(sts: STSClient, hop: Hop, sessionName: string): Promise<AwsCredentialIdentity> {
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: hop.roleArn,
      RoleSessionName: sessionName,
      DurationSeconds: SESSION_SECONDS,
      ...(hop.externalId ? { ExternalId: hop.externalId } : {}),
    }),
  );
  if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey) {
    throw transientError('STS answered AssumeRole without credentials', { where: hop.roleArn });
  }
  return {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    ...(Credentials.SessionToken ? { sessionToken: Credentials.SessionToken } : {}),
    ...(Credentials.Expiration ? { expiration: Credentials.Expiration } : {}),
  };
}
