import { Dialect, parse } from '@polyglot-sql/sdk';
import type { StatementError } from '../../contract.ts';
import { sqlError, unsupported } from '../errors.ts';
import { surface } from './parser-text.ts';
import { NO_SOURCE, RESERVED } from './reserved-words.ts';
import { selectTexts } from './select-texts.ts';
import { syntaxError, tokenize } from './tokens.ts';

/** A node of the parser's tree: one key that says what it is, and its fields below it. */
export type Node = Readonly<Record<string, unknown>>;
export type Fields = Readonly<Record<string, unknown>>;

/** One parsed statement and the way back to places in its text. */
export interface Parsed {
  readonly node: Node;
  readonly sql: string;
  /** The offset in `sql` where a column or function node stands, when the parser says. */
  offset(fields: Fields): number | undefined;
  /** The text of an item of the outermost select list, by which Snowflake names a column without an alias. */
  itemText(select: Fields, index: number): string | undefined;
}

/** Parses one statement of Snowflake SQL; 001003 with its place when it is none. */
export function parseStatement(sql: string): Parsed {
  const prepared = surface(sql);
  const result = parse(prepared.sql, Dialect.Snowflake);
  if (!result.success) throw refusal(sql, prepared.original(result.errorStart ?? sql.length), result.error);
  const statements: readonly Node[] = Array.isArray(result.ast) ? result.ast : [result.ast];
  const [node, second] = statements;
  if (node === undefined) throw syntaxError(sql, { start: sql.length, text: '<EOF>' });
  if (second !== undefined) {
    throw unsupported('several statements in one request; send them one by one');
  }
  const texts = selectTexts(sql);
  const outermost = firstSelect(node);
  const known = texts.length === children(outermost ?? {}, 'expressions').length;
  return {
    node,
    sql,
    itemText: (select, index) => (known && select === outermost ? texts[index] : undefined),
    offset(fields) {
      const start = recordOf(fields.span ?? recordOf(fields.name)?.span)?.start;
      return typeof start === 'number' ? prepared.original(start) : undefined;
    },
  };
}

/** The SELECT that stands first in the text: that of the first branch of a set operation. */
function firstSelect(node: Node): Fields | undefined {
  const fields = fieldsOf(node);
  if (kindOf(node) === 'select') return fields;
  const next = child(fields, 'left') ?? child(fields, 'this');
  return next === undefined ? undefined : firstSelect(next);
}

function refusal(sql: string, offset: number, detail: string | undefined) {
  if (detail?.includes('E_GUARD_')) return unsupported(`a statement this deep: ${detail}`);
  const token = tokenize(sql).find((candidate) => candidate.end > offset);
  return syntaxError(sql, token ?? { start: sql.length, text: '<EOF>' });
}

/** What a node is: `select`, `column`, `function`, … */
export function kindOf(node: Node): string {
  const [kind] = Object.keys(node);
  if (kind === undefined) throw new Error('The parser gave a node without a kind');
  return kind;
}

export function fieldsOf(node: Node): Fields {
  return recordOf(node[kindOf(node)]) ?? {};
}

/** The fields of a node when it is of this kind. */
export function fieldsIf(node: Node | undefined, kind: string): Fields | undefined {
  return node !== undefined && kind in node ? (recordOf(node[kind]) ?? {}) : undefined;
}

export function child(fields: Fields, name: string): Node | undefined {
  return recordOf(fields[name]);
}

/** A child the grammar requires. */
export function required(fields: Fields, name: string): Node {
  const node = child(fields, name);
  if (node === undefined) throw new Error(`The parser gave no '${name}'`);
  return node;
}

export function children(fields: Fields, name: string): readonly Node[] {
  const value: unknown = fields[name];
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.map(recordOf).filter((item) => item !== undefined);
}

export function textField(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
}

export function recordOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** An identifier as Snowflake stores it: quoted ones as written, others upper-cased, reserved words refused. */
export function identifier(value: unknown): string | undefined {
  if (typeof value === 'string') return value.toUpperCase();
  const fields = recordOf(value);
  if (fields === undefined) return undefined;
  const inner = recordOf(fields.identifier) ?? fields;
  const name = inner.name;
  if (typeof name !== 'string') return identifier(name);
  if (inner.quoted === true) return name;
  const word = name.toUpperCase();
  if (RESERVED.has(word)) throw unexpectedWord(name);
  return word;
}

/** The name or alias of what stands in FROM, where words of joins are reserved as well. */
export function sourceName(value: unknown): string | undefined {
  const name = identifier(value);
  const fields = recordOf(value);
  const isQuoted = (recordOf(fields?.identifier) ?? fields)?.quoted === true;
  if (name !== undefined && !isQuoted && NO_SOURCE.has(name)) throw unexpectedWord(name);
  return name;
}

function unexpectedWord(word: string): StatementError {
  return sqlError('001003', '42000', `syntax error: unexpected '${word}'.`);
}
