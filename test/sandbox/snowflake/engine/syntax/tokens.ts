import { StatementError } from '../../contract.ts';

/**
 * One lexical piece of a Snowflake statement. `value` is what it means: an unquoted word upper-cased, a
 * quoted identifier or a string without its quotes and escapes, anything else as written.
 */
export interface Token {
  readonly kind: TokenKind;
  readonly value: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** `location` is `@stage/path` up to a space, bracket, comma or semicolon; `url` is `file://…` up to a space. */
export type TokenKind =
  | 'word'
  | 'quoted'
  | 'string'
  | 'number'
  | 'variable'
  | 'location'
  | 'url'
  | 'symbol'
  | 'end';

/** Cuts a statement into tokens, comments and white space dropped; the last one has kind `end`. */
export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < sql.length) {
    const blank = matchAt(BLANK, sql, position);
    if (blank !== undefined) {
      position += blank.length;
      continue;
    }
    const token = tokenAt(sql, position);
    tokens.push(token);
    position = token.end;
  }
  tokens.push({ kind: 'end', value: '', text: '<EOF>', start: sql.length, end: sql.length });
  return tokens;
}

/** The error Snowflake gives for a token it did not expect there. */
export function syntaxError(sql: string, token: Pick<Token, 'start' | 'text'>): StatementError {
  const before = sql.slice(0, token.start);
  const line = before.split('\n').length;
  const column = before.length - (before.lastIndexOf('\n') + 1);
  return new StatementError(
    '001003',
    '42000',
    `SQL compilation error:\nsyntax error line ${line} at position ${column} unexpected '${token.text}'.`,
  );
}

/** A string as SQL text. */
export function quoteString(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** An identifier as SQL text, case kept. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const BLANK = /(?:\s+|--[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;

const LEXEMES: readonly (readonly [TokenKind, RegExp])[] = [
  ['string', /\$\$[\s\S]*?\$\$|'(?:[^'\\]|''|\\[\s\S])*'/y],
  ['quoted', /"(?:[^"]|"")*"/y],
  ['location', /@(?:"(?:[^"]|"")*"|[^\s"();,/])*(?:\/[^\s();,']*)?/y],
  ['url', /[A-Za-z][A-Za-z0-9]*:\/\/\S*/y],
  ['word', /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y],
  ['variable', /\$\w+/y],
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['symbol', /::|=>|->|<=|>=|<>|!=|\|\||[-+*/%=<>()[\]{},.;:?!&|^~#]/y],
];

function tokenAt(sql: string, start: number): Token {
  for (const [kind, lexeme] of LEXEMES) {
    const text = matchAt(lexeme, sql, start);
    if (text !== undefined)
      return { kind, value: meaningOf(kind, text), text, start, end: start + text.length };
  }
  throw syntaxError(sql, { start, text: sql.charAt(start) });
}

function matchAt(lexeme: RegExp, sql: string, start: number): string | undefined {
  lexeme.lastIndex = start;
  return lexeme.exec(sql)?.[0];
}

function meaningOf(kind: TokenKind, text: string): string {
  if (kind === 'word') return text.toUpperCase();
  if (kind === 'quoted') return text.slice(1, -1).replaceAll('""', '"');
  if (kind === 'string') return text.startsWith('$$') ? text.slice(2, -2) : unescaped(text.slice(1, -1));
  return text;
}

// docs: data-types-text, "Escape sequences in single-quoted string constants".
const ESCAPE = /''|\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|([\s\S]))/g;
const NAMED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function unescaped(body: string): string {
  return body.replace(ESCAPE, (whole, octal?: string, hex?: string, unicode?: string, other?: string) => {
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    const code = hex ?? unicode;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    if (other !== undefined) return NAMED[other] ?? other;
    return whole === "''" ? "'" : whole;
  });
}
