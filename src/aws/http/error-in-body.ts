/** Error that AWS, or a proxy before it, tells in a body; the SDK tries again what is worth trying. */
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
  if (start === '') return unusableBody(status, 'it is empty');
  if (start.startsWith('<')) return errorInXml(status, start.replace(/^<\?xml[^>]*\?>\s*/, ''));
  if (!start.startsWith('{')) return unusableBody(status, 'it is neither XML nor JSON');
  const named = errorInJson(body);
  return named && bodyError(status, named.code, named.message);
}

/** Body that came instead of AWS’s answer; the next one may be AWS's own, so the SDK tries again. */
export function unusableBody(status: number, what: string): BodyError {
  return notAws(status, `HTTP ${status} came that is not in AWS’s format: ${what}`);
}

/** An error is short, and stands at the beginning. */
const START_BYTES = 2_048;

interface NamedError {
  readonly code: string;
  readonly message: string;
}

/** `<ErrorResponse><Error>…` of the query protocol, `<Response><Errors><Error>…` of EC2, `<Error>…` of S3. */
function errorInXml(status: number, root: string): BodyError | undefined {
  if (/^<(?:!doctype\s+html|html)\b/i.test(root)) {
    return notAws(status, `HTTP ${status} came with a page in HTML, which is no answer of AWS`);
  }
  const code = /<Code>([^<]+)<\/Code>/.exec(root)?.[1];
  if (code !== undefined && /^<(?:ErrorResponse|Error|Response>\s*<Errors)\b/.test(root)) {
    return bodyError(status, code.trim(), /<Message>([^<]*)<\/Message>/.exec(root)?.[1] ?? code);
  }
  // The root of an answer is called after its operation, `<DescribeVpcsResponse>`, or says that it is AWS's.
  return /^<[A-Z]\w*(?:Response[\s>/]|\s+xmlns="https?:\/\/[\w.-]+\.amazonaws\.com\/doc\/)/.test(root)
    ? undefined
    : unusableBody(status, 'it is other XML');
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

function notAws(status: number, message: string): BodyError {
  return bodyError(status, 'unusable_answer', message);
}

function bodyError(httpStatusCode: number, code: string, message: string): BodyError {
  return Object.assign(new Error(message), {
    name: code,
    $metadata: { httpStatusCode },
    $retryable: { throttling: /throttl|toomanyrequests|slowdown|limitexceeded/i.test(code) },
  });
}
