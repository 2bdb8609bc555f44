import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { transientError } from '../errors.ts';

/** One AssumeRole on the way to an account. */
export interface Hop {
  readonly roleArn: string;
  readonly externalId?: string | undefined;
}

/** The account and the name, without path, of the role that a hop assumes. */
export function roleOf({ roleArn }: Hop): { readonly accountId: string; readonly roleName: string } {
  const [, , , , accountId = '', resource = ''] = roleArn.split(':');
  return { accountId, roleName: resource.slice(resource.lastIndexOf('/') + 1) };
}

/** Credentials that can be renewed when AWS says they are no longer good. */
export interface RenewableCredentials {
  readonly provider: AwsCredentialIdentityProvider;
  /** Forgets these, if they are still the ones in use, so that the next call asks for new ones. */
  invalidate(expired: AwsCredentialIdentity): void;
}

/** Settings that all role sessions of a run have in common. */
export interface SessionStamp {
  /** Shows in CloudTrail; at most 64 characters of `[\w+=,.@-]`. */
  readonly sessionName: string;
  readonly signal: AbortSignal;
}

/** AWS allows a chained session one hour and no more; we ask for that on every hop. */
const SESSION_SECONDS = 3_600;
const RENEW_BEFORE_MS = 5 * 60_000;

/** The session of one assumed role: assumed at first use, shared by all who need it, renewed before it expires. */
export class RoleSession implements RenewableCredentials {
  readonly provider: AwsCredentialIdentityProvider;
  readonly #assume: () => Promise<AwsCredentialIdentity>;
  #current: Session | undefined;

  /** `sts` carries the credentials of the hop before. */
  constructor(sts: STSClient, hop: Hop, stamp: SessionStamp) {
    this.#assume = () => assumeRole(sts, hop, stamp);
    // `memoized` keeps the SDK from adding a cache of its own, which `invalidate` could not reach.
    this.provider = Object.assign(() => this.credentials(), { memoized: true });
  }

  /** The session's credentials; throws what STS answered when the role cannot be assumed. */
  credentials(): Promise<AwsCredentialIdentity> {
    const known = this.#current;
    if (known && !isOver(known.settled)) return known.credentials;
    const session: Session = { credentials: this.#assume(), settled: undefined };
    this.#current = session;
    session.credentials.then(
      (credentials) => {
        session.settled = credentials;
      },
      () => this.#drop(session),
    );
    return session.credentials;
  }

  /** Of several calls that met the same expiry, only the first drops the session: the others find a new one. */
  invalidate(expired: AwsCredentialIdentity): void {
    if (this.#current?.settled === expired) this.#current = undefined;
  }

  #drop(session: Session): void {
    if (this.#current === session) this.#current = undefined;
  }
}

interface Session {
  readonly credentials: Promise<AwsCredentialIdentity>;
  /** Credentials that STS gave; undefined while STS is being asked. */
  settled: AwsCredentialIdentity | undefined;
}

function isOver(credentials: AwsCredentialIdentity | undefined): boolean {
  const expires = credentials?.expiration?.getTime();
  return expires !== undefined && Date.now() >= expires - RENEW_BEFORE_MS;
}

async function assumeRole(
  sts: STSClient,
  hop: Hop,
  { sessionName, signal }: SessionStamp,
): Promise<AwsCredentialIdentity> {
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: hop.roleArn,
      RoleSessionName: sessionName,
      DurationSeconds: SESSION_SECONDS,
      ...(hop.externalId ? { ExternalId: hop.externalId } : {}),
    }),
    { abortSignal: signal },
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
