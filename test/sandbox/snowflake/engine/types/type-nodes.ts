import { unsupported } from '../errors.ts';
import type { Fields } from '../syntax/syntax.ts';
import { namedType, parseType, type SnowType, TZ } from './types.ts';

const NAMES: Readonly<Record<string, string>> = {
  text: 'TEXT',
  var_char: 'VARCHAR',
  char: 'CHAR',
  decimal: 'NUMBER',
  int: 'INT',
  big_int: 'BIGINT',
  small_int: 'SMALLINT',
  tiny_int: 'TINYINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  time: 'TIME',
  timestamp: 'TIMESTAMP',
  binary: 'BINARY',
  var_binary: 'VARBINARY',
};

/** The type a parsed data type means. TIMESTAMP alone is TIMESTAMP_NTZ, as TIMESTAMP_TYPE_MAPPING has it by default. */
export function typeOfNode(fields: Fields): SnowType {
  const kind = String(fields.data_type);
  if (kind === 'custom') return parseType(String(fields.name));
  const sizes = ['precision', 'length', 'scale'].flatMap((field) =>
    typeof fields[field] === 'number' ? [fields[field]] : [],
  );
  if (kind === 'timestamp' && fields.timezone === true) return { ...TZ, scale: sizes[0] ?? 9 };
  const name = NAMES[kind];
  if (name === undefined) throw unsupported(`data type ${kind.toUpperCase()}`);
  return namedType(name, sizes);
}
