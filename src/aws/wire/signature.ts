import { createHmac, hash } from 'node:crypto';
import { escapeUri, HttpRequest } from '@smithy/core/protocols';
import type { AwsCredentialIdentity } from '@smithy/types';

/** Facts that a signature covers beside the request: the moment by AWS's clock, the region and the service. */
export interface SigningScope {
  readonly date: Date;
  readonly region: string;
  readonly service: string;
}

/**
 * Signatures of AWS's version 4, with keys that are derived once for each of a session's days, regions and services.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export class Signatures {
  readonly #keys = new WeakMap<AwsCredentialIdentity, Map<string, SigningKey>>();

  /** The request with the headers that sign it; what is given stays as it is, so that it can be signed again. */
  sign(request: HttpRequest, credentials: AwsCredentialIdentity, scope: SigningScope): HttpRequest {
    const time = `${scope.date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    const parts = [time.slice(0, 8), scope.region, scope.service, 'aws4_request'];
    const body = hash('sha256', (request.body as string | Uint8Array | undefined) ?? '', 'hex');
    const headers: Record<string, string> = {
      ...request.headers,
      'x-amz-date': time,
      ...(credentials.sessionToken ? { 'x-amz-security-token': credentials.sessionToken } : {}),
      'x-amz-content-sha256': body,
    };
    const names = Object.keys(headers).filter(isSigned).sort(byCodeUnits);
    const signed = names.join(';');
    const canonical = [
      request.method,
      pathOf(request),
      queryOf(request),
      ...names.map((name) => `${name}:${canonicalValue(headers[name])}`),
      '',
      signed,
      body,
    ].join('\n');
    const text = `${ALGORITHM}\n${time}\n${parts.join('/')}\n${hash('sha256', canonical, 'hex')}`;
    const signature = signatureOf(text, this.#key(credentials, parts));
    headers.authorization = `${ALGORITHM} Credential=${credentials.accessKeyId}/${parts.join('/')}, SignedHeaders=${signed}, Signature=${signature}`;
    return new HttpRequest({ ...request, headers });
  }

  #key(credentials: AwsCredentialIdentity, parts: readonly string[]): SigningKey {
    const known = this.#keys.get(credentials) ?? new Map<string, SigningKey>();
    this.#keys.set(credentials, known);
    const name = parts.join('/');
    const key = known.get(name) ?? derivedKey(credentials.secretAccessKey, parts);
    known.set(name, key);
    return key;
  }
}

/** A key as HMAC uses it: the block that each of its two hashes begins with. https://www.rfc-editor.org/rfc/rfc2104 */
interface SigningKey {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

const BLOCK_BYTES = 64;
const [INNER_PAD, OUTER_PAD] = [0x36, 0x5c];

function derivedKey(secret: string, parts: readonly string[]): SigningKey {
  let key: Buffer = Buffer.from(`AWS4${secret}`);
  for (const part of parts) key = createHmac('sha256', key).update(part).digest();
  return { inner: blockOf(key, INNER_PAD), outer: blockOf(key, OUTER_PAD) };
}

function blockOf(key: Buffer, pad: number): Buffer {
  return Buffer.alloc(BLOCK_BYTES, pad).map((byte, at) => byte ^ (key[at] ?? 0)) as Buffer;
}

/** The HMAC of a text: two plain hashes take a fraction of the time of Node's object for it. */
function signatureOf(text: string, { inner, outer }: SigningKey): string {
  const digest = hash('sha256', Buffer.concat([inner, Buffer.from(text)]), 'buffer');
  return hash('sha256', Buffer.concat([outer, digest]), 'hex');
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : 1;
}

/** Headers that whatever stands between may change. The names of ours are in lower case. */
const UNSIGNED: ReadonlySet<string> = new Set(['authorization', 'user-agent', 'x-amzn-trace-id']);

function isSigned(name: string): boolean {
  return !UNSIGNED.has(name);
}

function canonicalValue(value: string | undefined): string {
  return (value ?? '')
    .replace(/[\r\n]/g, ' ')
    .replace(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '');
}

/** The path, encoded once more, as every service but S3 has it. */
function pathOf({ path }: HttpRequest): string {
  if (path === '/') return path;
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  const end = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.map(escapeUri).join('/')}${end}`;
}

function queryOf({ query }: HttpRequest): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    const values = Array.isArray(value) ? value.map(escapeUri).sort(byCodeUnits) : [escapeUri(value)];
    return [{ name: escapeUri(name), values }];
  });
  return pairs
    .sort((a, b) => byCodeUnits(a.name, b.name))
    .flatMap(({ name, values }) => values.map((value) => `${name}=${value}`))
    .join('&');
}
