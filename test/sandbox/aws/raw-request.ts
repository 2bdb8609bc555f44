import { amzDate, expectedSignature, parseAuthorization, signingKey } from './access/sigv4.ts';
import type { Keys } from './cloud.ts';

export interface RawRequest {
  readonly service: string;
  readonly region?: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** Sends what no SDK client would: any body, signed as it is. Unsigned without keys. */
export async function send(
  cloud: { readonly aws: { readonly url: string } },
  keys: Keys | undefined,
  request: RawRequest,
): Promise<RawAnswer> {
  const { service, region = 'us-east-1', method = 'POST', path = '/', body = '' } = request;
  const url = new URL(path, cloud.aws.url);
  const instant = amzDate(new Date());
  const headers: Record<string, string> = {
    ...form,
    ...request.headers,
    host: url.host,
    'x-amz-date': instant,
    ...(keys?.sessionToken === undefined ? {} : { 'x-amz-security-token': keys.sessionToken }),
  };
  if (keys !== undefined) {
    const scope = `${keys.accessKeyId}/${instant.slice(0, 8)}/${region}/${service}/aws4_request`;
    const unsigned = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=`;
    const authorization = parseAuthorization(unsigned + '0'.repeat(64));
    if (!authorization) throw new Error('the test signs wrongly');
    const wire = { method, path: url.pathname, query: url.search.slice(1), headers, body: Buffer.from(body) };
    const key = signingKey(keys.secretAccessKey, authorization);
    headers.authorization = unsigned + expectedSignature(wire, authorization, key);
  }
  const answer = await fetch(url, { method, headers, ...(method === 'GET' ? {} : { body }) });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}
