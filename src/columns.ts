import type { Column } from './table.ts';

/** A column of text. */
export function text(name: string, comment: string): Column {
  return { name, type: 'STRING', comment };
}

/** A column of numbers. */
export function count(name: string, comment: string): Column {
  return { name, type: 'NUMBER', comment };
}

/** A column of UTC instants. */
export function instant(name: string, comment: string): Column {
  return { name, type: 'TIMESTAMP_LTZ', comment };
}

/** A column of true and false. */
export function truth(name: string, comment: string): Column {
  return { name, type: 'BOOLEAN', comment };
}

/** The column, for a key: NOT NULL. */
export function required(column: Column): Column {
  return { ...column, required: true };
}
