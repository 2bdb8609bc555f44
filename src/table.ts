/** Plain records that describe tables; everything that writes, renders or reads them shares these. */

export type SqlType = 'STRING' | 'NUMBER' | 'BOOLEAN' | 'TIMESTAMP_LTZ' | 'VARIANT';

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
