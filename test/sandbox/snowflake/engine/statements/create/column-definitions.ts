import { sqlError, unsupported } from '../../errors.ts';
import type { StoredColumn } from '../../session/session-context.ts';
import { NO_COLUMN } from '../../syntax/reserved-words.ts';
import type { TokenReader } from '../../syntax/token-reader.ts';
import { namedType, type SnowType } from '../../types/types.ts';

/** Reads `( column type [options], …, [constraint, …] )`. Keys are kept by nobody, as in Snowflake; PRIMARY KEY makes its columns NOT NULL. */
export function readColumnDefinitions(reader: TokenReader): readonly StoredColumn[] {
  const columns: StoredColumn[] = [];
  const keys = new Set<string>();
  reader.list(() => {
    if (atConstraint(reader)) readTableConstraint(reader, keys);
    else columns.push(readColumnDefinition(reader));
  });
  const repeated = columns.find(
    (column, index) => columns.findIndex((other) => other.name === column.name) < index,
  );
  if (repeated !== undefined) throw sqlError('002025', '42S21', `duplicate column name '${repeated.name}'`);
  return columns.map((column) => (keys.has(column.name) ? { ...column, nullable: false } : column));
}

/** Reads `name type [NOT NULL | DEFAULT … | COMMENT '…' | …]`. */
export function readColumnDefinition(reader: TokenReader): StoredColumn {
  const { kind, value } = reader.peek();
  if (kind === 'word' && NO_COLUMN.has(value)) throw reader.unexpected();
  const name = reader.identifier();
  const type = readType(reader);
  return { name, type, ...readColumnOptions(reader) };
}

/** Reads a type: `NUMBER(10, 2)`, `DOUBLE PRECISION`, `TIMESTAMP WITH TIME ZONE`. */
export function readType(reader: TokenReader): SnowType {
  let name = reader.take('word').value;
  if (name === 'DOUBLE' && reader.accept('PRECISION')) name = 'DOUBLE PRECISION';
  if ((name === 'CHAR' || name === 'NCHAR') && reader.accept('VARYING')) name = 'VARCHAR';
  if (name === 'TIMESTAMP') name += zoneWords(reader);
  const sizes = reader.at('(') ? reader.list(() => Number(reader.take('number').value)) : [];
  return namedType(name, sizes);
}

function zoneWords(reader: TokenReader): string {
  for (const words of [
    ['WITH', 'LOCAL', 'TIME', 'ZONE'],
    ['WITHOUT', 'TIME', 'ZONE'],
    ['WITH', 'TIME', 'ZONE'],
  ]) {
    if (reader.accept(...words)) return ` ${words.join(' ')}`;
  }
  return '';
}

function readColumnOptions(reader: TokenReader): Omit<StoredColumn, 'name' | 'type'> {
  let nullable = true;
  let defaultText: string | null = null;
  let comment: string | null = null;
  for (;;) {
    if (reader.accept('NOT', 'NULL')) nullable = false;
    else if (reader.accept('NULL')) nullable = true;
    else if (reader.accept('DEFAULT')) defaultText = readExpressionText(reader);
    else if (reader.accept('COMMENT')) comment = reader.take('string').value;
    else if (reader.accept('PRIMARY', 'KEY')) nullable = false;
    else if (reader.accept('UNIQUE')) reader.accept('ENFORCED');
    else if (reader.accept('COLLATE')) throw unsupported('COLLATE of a column');
    else if (reader.accept('CONSTRAINT')) reader.identifier();
    else if (reader.accept('REFERENCES') || reader.accept('FOREIGN', 'KEY', 'REFERENCES'))
      readReference(reader);
    else if (reader.at('AUTOINCREMENT') || reader.at('IDENTITY')) throw unsupported('AUTOINCREMENT');
    else return { nullable, defaultText, comment };
  }
}

const AFTER_DEFAULT = ['NOT', 'NULL', 'COMMENT', 'PRIMARY', 'UNIQUE', 'CONSTRAINT', 'REFERENCES', 'COLLATE'];

/** The text of an expression up to a comma, a bracket it did not open or the next column option. */
function readExpressionText(reader: TokenReader): string {
  const start = reader.peek().start;
  let end = start;
  let depth = 0;
  for (;;) {
    const token = reader.peek();
    const ends = token.kind === 'end' || (depth === 0 && (token.value === ',' || token.value === ')'));
    const option = end > start && depth === 0 && token.kind === 'word' && AFTER_DEFAULT.includes(token.value);
    if (ends || option) break;
    if (token.kind === 'symbol' && token.value === '(') depth += 1;
    if (token.kind === 'symbol' && token.value === ')') depth -= 1;
    end = reader.next().end;
  }
  if (end === start) throw reader.unexpected();
  return reader.sql.slice(start, end);
}

function atConstraint(reader: TokenReader): boolean {
  if (reader.at('CONSTRAINT') || reader.at('PRIMARY', 'KEY') || reader.at('FOREIGN', 'KEY')) return true;
  return reader.at('UNIQUE', '(');
}

function readTableConstraint(reader: TokenReader, keys: Set<string>): void {
  if (reader.accept('CONSTRAINT')) reader.identifier();
  const columns = () => reader.list(() => reader.identifier());
  if (reader.accept('PRIMARY', 'KEY')) for (const column of columns()) keys.add(column);
  else if (reader.accept('UNIQUE')) columns();
  else if (reader.accept('FOREIGN', 'KEY')) {
    columns();
    reader.expect('REFERENCES');
    readReference(reader);
  } else throw reader.unexpected();
  for (const word of ['NOT', 'ENFORCED', 'NORELY', 'RELY']) reader.accept(word);
}

function readReference(reader: TokenReader): void {
  reader.name();
  if (reader.at('(')) reader.list(() => reader.identifier());
}
