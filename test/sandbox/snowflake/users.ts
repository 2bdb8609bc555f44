import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/** A user the sandbox lets in, and only by what is registered here. */
export interface SandboxUser {
  readonly name: string;
  /** A SERVICE user never logs in with a password, whatever is registered. Default: PERSON. */
  readonly type?: 'SERVICE' | 'PERSON';
  readonly password?: string;
  /** RSA public key, PEM, for key-pair logins. */
  readonly publicKeyPem?: string;
  /** Programmatic access tokens and OAuth access tokens. */
  readonly tokens?: readonly string[];
  readonly defaultRole?: string;
  readonly defaultWarehouse?: string;
}

export function findUser(users: readonly SandboxUser[], loginName: string): SandboxUser | undefined {
  return users.find((user) => user.name.toUpperCase() === loginName.toUpperCase());
}

/** A user's registered key with its fingerprint as Snowflake prints it: `SHA256:` + base64 of the DER form. */
export function registeredKey(user: SandboxUser): { key: KeyObject; fingerprint: string } | undefined {
  if (user.publicKeyPem === undefined) return undefined;
  const key = createPublicKey(user.publicKeyPem);
  const der = key.export({ type: 'spki', format: 'der' });
  return { key, fingerprint: `SHA256:${createHash('sha256').update(der).digest('base64')}` };
}
