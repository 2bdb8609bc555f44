/** A request as it came over a connection. */
export interface RawRequest {
  /** Method, target and version. */
  readonly line: string;
  /** Lines of the header, without the request line. */
  readonly head: string;
  readonly body: string;
  /** Bytes that it took. */
  readonly bytes: number;
}

const END_OF_HEAD = '\r\n\r\n';

/** The first whole request of what a connection has brought, undefined where more of it is still to come. */
export function firstRequest(received: Buffer): RawRequest | undefined {
  const end = received.indexOf(END_OF_HEAD);
  if (end < 0) return undefined;
  const text = received.toString('latin1', 0, end);
  const afterLine = text.indexOf('\r\n');
  const head = text.slice(afterLine + 2);
  if (/^transfer-encoding:/im.test(head))
    throw new Error('the tape knows the length of a request by its header only');
  const length = Number(headerOf(head, 'content-length') ?? 0);
  const start = end + END_OF_HEAD.length;
  if (received.length < start + length) return undefined;
  return {
    line: text.slice(0, afterLine),
    head,
    body: received.toString('latin1', start, start + length),
    bytes: start + length,
  };
}

/** Value of a header, undefined without it. */
function headerOf(head: string, name: string): string | undefined {
  return new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1];
}

/**
 * What requests of two runs have in common that ask for the same: what is asked, by which key in which region. A session
 * has the run's name, and a signature its time.
 */
export function sameInEachRun({ line, head, body }: RawRequest): string {
  const signer = /Credential=([^/]+)\/\d+\/([^,]+)/.exec(head);
  const operation = headerOf(head, 'x-amz-target') ?? '';
  return [line, signer?.[1], signer?.[2], operation, body.replace(/RoleSessionName=[^&]*/, '')].join('\n');
}
