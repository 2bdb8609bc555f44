import { createPublicKey } from 'node:crypto';
import { asRecord } from '../exchange.ts';
import type { SandboxUser, WorkloadIdentity } from './users.ts';
import { parseWebToken } from './web-token.ts';

/** A signed STS request that the client lets Snowflake send on its behalf. */
export interface SignedRequest {
  readonly method: string;
  /** With the question mark. */
  readonly pathAndQuery: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends a signed GetCallerIdentity to AWS; gives the caller's ARN, or undefined where AWS refuses. */
export type AskAws = (request: SignedRequest) => Promise<string | undefined>;

const audience = 'snowflakecomputing.com';

/** The user a workload's attestation proves; undefined where it proves none. */
export async function verifyWorkload(
  users: readonly SandboxUser[],
  attestation: { readonly provider: string; readonly token: string },
  now: Date,
  askAws: AskAws | undefined,
): Promise<SandboxUser | undefined> {
  switch (attestation.provider) {
    case 'AWS': {
      const request = readSignedRequest(attestation.token);
      const arn = request && (await askAws?.(request));
      return arn === undefined ? undefined : find(users, (id) => id.type === 'AWS' && id.arn === roleOf(arn));
    }
    case 'OIDC':
      return find(users, (id) => id.type === 'OIDC' && vouchesFor(id, attestation.token, now));
    default:
      return undefined;
  }
}

function find(users: readonly SandboxUser[], holds: (identity: WorkloadIdentity) => boolean) {
  return users.find((user) => user.workloadIdentity !== undefined && holds(user.workloadIdentity));
}

/** A GetCallerIdentity for Snowflake and nobody else; undefined for anything that could be another request. */
function readSignedRequest(token: string): SignedRequest | undefined {
  const { url, method, headers } = asRecord(parseJson(Buffer.from(token, 'base64').toString('latin1')));
  const { protocol, hostname, pathname, search } = URL.parse(String(url)) ?? {};
  const sent = Object.fromEntries(
    Object.entries(asRecord(headers)).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  const signed = /SignedHeaders=([^,]+)/.exec(sent.authorization ?? '')?.[1]?.split(';') ?? [];
  const holds =
    method === 'POST' &&
    protocol === 'https:' &&
    /^sts\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/.test(hostname ?? '') &&
    sent.host === hostname &&
    sent['x-snowflake-audience'] === audience &&
    ['host', 'x-snowflake-audience'].every((name) => signed.includes(name)) &&
    pathname === '/' &&
    search === '?Action=GetCallerIdentity&Version=2011-06-15';
  return holds ? { method, pathAndQuery: `${pathname}${search}`, headers: sent } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller finds nothing in it and refuses.
    return undefined;
  }
}

/** `arn:aws:sts::1:assumed-role/R/session` is a session of the role `arn:aws:iam::1:role/R`. */
function roleOf(arn: string): string {
  return arn.replace(/^(arn:[\w-]+):sts:(:\d+):assumed-role\/([^/]+)\/.*$/, '$1:iam:$2:role/$3');
}

function vouchesFor(
  identity: Extract<WorkloadIdentity, { type: 'OIDC' }>,
  token: string,
  now: Date,
): boolean {
  const { header, claims, isSignedBy } = parseWebToken(token);
  const pem = identity.issuerKeys[String(header.kid)];
  const audiences = [claims.aud].flat();
  return (
    pem !== undefined &&
    isSignedBy(createPublicKey(pem)) &&
    claims.iss === identity.issuer &&
    claims.sub === identity.subject &&
    (identity.audiences ?? [audience]).some((name) => audiences.includes(name)) &&
    typeof claims.exp === 'number' &&
    claims.exp * 1000 > now.getTime()
  );
}
