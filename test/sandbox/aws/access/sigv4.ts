import { createHmac, hash } from 'node:crypto';
import type { WireRequest } from '../wire/protocol.ts';

/** What an `AWS4-HMAC-SHA256` Authorization header says. */
export interface Authorization {
  readonly accessKeyId: string;
  /** `20261122`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const header =
  /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/([0-9]{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;

/** Undefined where the text is not a complete Signature Version 4 header. */
export function parseAuthorization(text: string): Authorization | undefined {
  const [, accessKeyId, date, region, service, signedHeaders, signature] = header.exec(text) ?? [];
  if (!accessKeyId || !date || !region || !service || !signedHeaders || !signature) return undefined;
  return { accessKeyId, date, region, service, signedHeaders: signedHeaders.split(';'), signature };
}

/** The instant a request was signed for, from `x-amz-date`; undefined where that is missing or malformed. */
export function signedAt(request: WireRequest): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(request.headers['x-amz-date'] ?? ''));
  if (!parts) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}

export function amzDate(instant: Date): string {
  return instant.toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** Four HMACs deep; good for one day, region and service, so worth keeping. */
export function signingKey(secretAccessKey: string, { date, region, service }: Authorization): Buffer {
  return [date, region, service, 'aws4_request'].reduce<Buffer>(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
}

/** The signature this request should carry (Signature Version 4, create-signed-request in the IAM guide). */
export function expectedSignature(request: WireRequest, authorization: Authorization, key: Buffer): string {
  const { date, region, service, signedHeaders } = authorization;
  const canonicalRequest = [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    ...signedHeaders.map((name) => `${name}:${headerText(request, name)}`),
    '',
    signedHeaders.join(';'),
    hash('sha256', request.body, 'hex'),
  ].join('\n');
  const stringToSign = [
    'AWS4-HMAC-SHA256',
    headerText(request, 'x-amz-date'),
    `${date}/${region}/${service}/aws4_request`,
    hash('sha256', canonicalRequest, 'hex'),
  ].join('\n');
  return createHmac('sha256', key).update(stringToSign).digest('hex');
}

/** Every service but S3 signs the path encoded once more than it travels. */
function canonicalPath(path: string): string {
  return path.split('/').map(encode).join('/');
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  return query
    .split('&')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [encode(decodeURIComponent(name)), encode(decodeURIComponent(value.join('=')))] as const;
    })
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map((pair) => pair.join('='))
    .join('&');
}

function headerText({ headers }: WireRequest, name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).trim().replace(/ {2,}/g, ' ');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
