/** Plain records that describe tables; everything that writes, renders or reads them shares these. */

export type SqlType = 'STRING' | 'NUMBER' | 'BOOLEAN' | 'TIMESTAMP_LTZ' | 'VARIANT' | 'ARRAY';

export interface Column {
  readonly name: string;
  readonly type: SqlType;
  readonly comment: string;
  /** Keys are NOT NULL: a COPY that matches no column must fail, not load rows of NULLs. */
  readonly required?: boolean;
}

export interface Table {
  readonly name: string;
  readonly comment: string;
  readonly columns: readonly Column[];
}

/** One row on its way to a table: column name → JSON value; an absent column loads as NULL. */
export type Row = Readonly<Record<string, unknown>>;

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
export function flag(name: string, comment: string): Column {
  return { name, type: 'BOOLEAN', comment };
}

/** The column, for a key: NOT NULL. */
export function required(column: Column): Column {
  return { ...column, required: true };
}
