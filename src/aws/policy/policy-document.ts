import { configError } from '../../errors.ts';
import { parseExactJson } from '../../text/exact-json.ts';
import { percentDecoded } from '../../text/percent-decoded.ts';

/** Members that hold a policy document as text. */
export const DOCUMENT_MEMBERS: ReadonlySet<string> = new Set([
  'AssumeRolePolicyDocument',
  'PolicyDocument',
  'Document',
]);

/**
 * The item with every policy document as JSON instead of the text that AWS sends: URL-encoded (RFC 3986) by IAM,
 * as it is by EC2.
 * A document that is no JSON, or that names a member twice, stays text: as JSON it would lose what AWS answered.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export function decodePolicyDocuments(item: object): object {
  return decoded(item) as object;
}

/** The value itself where there is no document in it, as there is in few. */
function decoded(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.some(holdsDocument) ? value.map(decoded) : value;
  if (!isPlain(value) || !holdsDocument(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      DOCUMENT_MEMBERS.has(name) && typeof member === 'string' ? parseDocument(member) : decoded(member),
    ]),
  );
}

function holdsDocument(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.some(holdsDocument);
  if (!isPlain(value)) return false;
  for (const name of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[name];
    if (typeof member === 'string' ? DOCUMENT_MEMBERS.has(name) : holdsDocument(member)) return true;
  }
  return false;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function parseDocument(encoded: string): unknown {
  return jsonDocument(decodeText(encoded));
}

/** The document that a JSON text is; the text itself where it is none or names a member twice. */
export function jsonDocument(text: string): unknown {
  try {
    const document = parseExactJson(text);
    return membersOf(document) === membersWritten(text) ? document : text;
  } catch {
    return text;
  }
}

function decodeText(encoded: string): string {
  // Encoded text cannot hold a brace; what is not encoded may well hold a percent sign that means itself.
  return encoded.includes('{') ? encoded : percentDecoded(encoded);
}

function membersOf(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0;
  const members: unknown[] = Object.values(value);
  return members.reduce<number>(
    (count, member) => count + membersOf(member),
    Array.isArray(value) ? 0 : members.length,
  );
}

/** How many members a JSON text has, those named twice included: one for every colon outside of strings. */
function membersWritten(json: string): number {
  let count = 0;
  let inString = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (character === '"') inString = !inString;
    else if (character === '\\') at += 1;
    else if (character === ':' && !inString) count += 1;
  }
  return count;
}

/** A statement of a policy, as IAM gives it. */
export interface PolicyStatement {
  readonly Effect?: string;
  readonly Principal?: string | { readonly AWS?: OneOrMany };
  readonly Action?: OneOrMany;
  readonly NotAction?: OneOrMany;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany>>>>;
}

type OneOrMany = string | readonly string[];

/**
 * The statements of a document that IAM sent. Throws a config error for what is no policy that a row would have as one:
 * it must not pass for a policy that says nothing.
 */
export function statementsOf(encoded: string | undefined): readonly PolicyStatement[] {
  const document = parseDocument(encoded ?? '');
  if (document === null || typeof document !== 'object') {
    throw configError('a policy that IAM answered is no JSON, or names a member twice', {
      hint: 'Look at the policies of the role in the IAM console, and write the one that it marks anew.',
    });
  }
  const { Statement = [] } = document as { Statement?: PolicyStatement | readonly PolicyStatement[] };
  return [Statement].flat() as readonly PolicyStatement[];
}

/** Value that a policy may write alone or as a list. */
export function asList(value: OneOrMany | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}
