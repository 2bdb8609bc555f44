import type { Cell, ColumnMeta, RowsResult } from '../contract.ts';
import { columnMeta, NUMBER, type SnowType, TEXT } from './types/types.ts';

/** jdbc: SFStatementType. */
export const STATEMENT_TYPE = {
  select: 0x1000,
  explain: 0x1001,
  insert: 0x3100,
  update: 0x3200,
  delete: 0x3300,
  merge: 0x3400,
  multiInsert: 0x3500,
  alterSession: 0x4100,
  use: 0x4300,
  show: 0x4400,
  describe: 0x4500,
  transaction: 0x5000,
  ddl: 0x6000,
} as const;

/** The one row most statements answer: `status`. */
export function status(
  message: string,
  statementTypeId: number = STATEMENT_TYPE.ddl,
  usesWarehouse = false,
): RowsResult {
  return {
    kind: 'rows',
    columns: [columnMeta('status', TEXT, true)],
    rows: [[message]],
    statementTypeId,
    usesWarehouse,
  };
}

/** The one row of a DML statement: how many rows it did what to. */
export function counts(statementTypeId: number, named: Readonly<Record<string, number>>): RowsResult {
  return {
    kind: 'rows',
    columns: Object.keys(named).map((name) => columnMeta(name, NUMBER, false)),
    rows: [Object.values(named).map(String)],
    statementTypeId,
    usesWarehouse: true,
  };
}

/** Rows a statement makes itself, as SHOW does. */
export function listing(
  statementTypeId: number,
  columns: readonly (readonly [string, SnowType])[],
  rows: readonly (readonly Cell[])[],
): RowsResult {
  const metas: readonly ColumnMeta[] = columns.map(([name, type]) => columnMeta(name, type, true));
  return { kind: 'rows', columns: metas, rows, statementTypeId, usesWarehouse: false };
}
