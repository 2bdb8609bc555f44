/** What AWS, or what stands before it, says is wrong; the SDK tries again what is worth trying. */
interface BodyError extends Error {
  readonly $metadata: { readonly httpStatusCode: number };
  readonly $retryable: { readonly throttling: boolean };
}

/**
 * The error that an answer of status 200 is: services have been seen to send their errors under it, and proxies their
 * pages. Undefined where nothing tells of one. The SDK would take either for an answer without members.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html tells of the former.
 */
export function errorInBody(status: number, body: Buffer): BodyError | undefined {
  if (status < 200 || status > 299) return undefined;
  const start = body.subarray(0, START_BYTES).toString('utf8').trimStart();
  if (/^<(?:!doctype\s+html|html)\b/i.test(start)) return notAws(status, 'a page in HTML');
  if (/^<(?!\?xml|[A-Za-z])/.test(start)) return notAws(status, 'no XML');
  const named = start.startsWith('<') ? errorInXml(start) : errorInJson(body);
  return named && bodyError(status, named.code, named.message);
}

/** An error is short, and stands at the beginning. */
const START_BYTES = 2_048;

interface NamedError {
  readonly code: string;
  readonly message: string;
}

/** `<ErrorResponse><Error>…` of the query protocol, `<Response><Errors><Error>…` of EC2, `<Error>…` of S3. */
function errorInXml(start: string): NamedError | undefined {
  const root = start.replace(/^<\?xml[^>]*\?>\s*/, '');
  if (!/^<(?:ErrorResponse|Error|Response>\s*<Errors)\b/.test(root)) return undefined;
  const code = /<Code>([^<]+)<\/Code>/.exec(root)?.[1];
  return code === undefined
    ? undefined
    : { code: code.trim(), message: /<Message>([^<]*)<\/Message>/.exec(root)?.[1] ?? code };
}

/** `{"__type": "com.amazonaws.x#ThrottlingException", "message": …}`: answers have no such member. */
function errorInJson(body: Buffer): NamedError | undefined {
  if (body.length > START_BYTES || !body.includes('"__type"')) return undefined;
  const { __type: type, message, Message } = parsedObject(body.toString('utf8'));
  if (typeof type !== 'string' || !/(?:Exception|Error|Fault|Denied)\b/.test(type)) return undefined;
  const code = type.slice(type.lastIndexOf('#') + 1).split(':', 1)[0] ?? type;
  return { code, message: String(message ?? Message ?? code) };
}

function parsedObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? { ...value } : {};
  } catch {
    // No JSON: the SDK says so.
    return {};
  }
}

function notAws(status: number, what: string): BodyError {
  return bodyError(status, 'unusable_answer', `HTTP ${status} came with ${what}, which is no answer of AWS`);
}

function bodyError(httpStatusCode: number, code: string, message: string): BodyError {
  return Object.assign(new Error(message), {
    name: code,
    $metadata: { httpStatusCode },
    $retryable: { throttling: /throttl|toomanyrequests|slowdown|limitexceeded/i.test(code) },
  });
}
