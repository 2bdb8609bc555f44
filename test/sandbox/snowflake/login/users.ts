import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/** A token somebody issued for a user. */
export interface IssuedToken {
  /** A programmatic access token, or an access token of an OAuth integration. */
  readonly kind: 'pat' | 'oauth';
  readonly secret: string;
  /** Default: never. */
  readonly expiresAt?: Date;
}

/** The user's WORKLOAD_IDENTITY property: who outside may log in as it. */
export type WorkloadIdentity =
  | { readonly type: 'AWS'; readonly arn: string }
  | {
      readonly type: 'OIDC';
      readonly issuer: string;
      readonly subject: string;
      /** Default: `snowflakecomputing.com`. */
      readonly audiences?: readonly string[];
      /** Public keys (PEM) the issuer publishes, by key id: what Snowflake would fetch from the issuer. */
      readonly issuerKeys: Readonly<Record<string, string>>;
    };

/** A user the sandbox lets in, and only by what is registered here. */
export interface SandboxUser {
  readonly name: string;
  /** A SERVICE user never logs in with a password, whatever is registered. Default: PERSON. */
  readonly type?: 'SERVICE' | 'PERSON';
  readonly disabled?: boolean;
  readonly password?: string;
  /** RSA public key, PEM, for key-pair logins: RSA_PUBLIC_KEY. */
  readonly publicKeyPem?: string;
  /** RSA_PUBLIC_KEY_2, good beside the first so that keys can be rotated. */
  readonly secondPublicKeyPem?: string;
  readonly tokens?: readonly IssuedToken[];
  readonly workloadIdentity?: WorkloadIdentity;
  /** Addresses of the user's network policy; without them the user has no network policy. */
  readonly allowedAddresses?: readonly string[];
  readonly defaultRole?: string;
  readonly defaultWarehouse?: string;
}

export function findUser(users: readonly SandboxUser[], loginName: string): SandboxUser | undefined {
  return users.find((user) => user.name.toUpperCase() === loginName.toUpperCase());
}

/** A registered public key with its fingerprint as Snowflake prints it. */
export interface RegisteredKey {
  readonly key: KeyObject;
  /** `SHA256:` and the base64 of the hash of the key's DER form. */
  readonly fingerprint: string;
}

export function registeredKeys(user: SandboxUser): readonly RegisteredKey[] {
  return [user.publicKeyPem, user.secondPublicKeyPem]
    .filter((pem) => pem !== undefined)
    .map((pem) => {
      const key = createPublicKey(pem);
      const der = key.export({ type: 'spki', format: 'der' });
      return { key, fingerprint: `SHA256:${createHash('sha256').update(der).digest('base64')}` };
    });
}
