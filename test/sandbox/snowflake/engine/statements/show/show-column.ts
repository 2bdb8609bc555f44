import type { Cell } from '../../../contract.ts';
import { type Row, textOf } from '../../duck/rows.ts';
import type { SessionContext } from '../../session/session-context.ts';
import { cell } from '../../types/rowset-values.ts';
import { LTZ, NUMBER, type SnowType, TEXT } from '../../types/types.ts';

/** How a shown cell comes from a metadata row, the session and the row counts by table id. */
export type Value = (row: Row, context: SessionContext, counts: ReadonlyMap<string, number>) => Cell;

/** A shown column; without a value it is the metadata column of the same name. */
export type Column = readonly [string, SnowType, Value?];

/** One kind of object SHOW lists. */
export interface Kind {
  readonly words: readonly string[];
  /** A query over the metadata tables. */
  readonly sql: string;
  readonly order: string;
  /** SQL of the kind and the full name of a row, by which the role sees it or not; without it everybody does. */
  readonly seen?: readonly [string, string];
  /** Columns of the database and schema an object is in; undefined for account-level objects. */
  readonly within?: readonly [string, string?];
  readonly counts?: boolean;
  /** What HISTORY adds, of a kind that Time Travel keeps. */
  readonly history?: History;
  readonly columns: readonly Column[];
}

/** What SHOW … HISTORY lists beside the objects that are there. */
export interface History {
  /** A query over the metadata tables for dropped objects that the roles may see; all of them where it is undefined. */
  readonly sql: (roles: readonly string[] | undefined, now: Date) => string;
  /** The name of the column behind which `dropped_on` stands. */
  readonly after: string;
}

export const always =
  (value: string): Value =>
  () =>
    value;
export const empty = always('');
export const never = always('N');
export const off = always('OFF');
export const of =
  (column: string): Value =>
  (row) =>
    textOf(row, column);
export const yesNo =
  (test: (row: Row, context: SessionContext) => boolean): Value =>
  (row, context) =>
    test(row, context) ? 'Y' : 'N';
export const created: Column = ['created_on', LTZ, (row) => cell(row.created_on ?? null, LTZ)];
export const dropped: Column = ['dropped_on', LTZ, (row) => cell(row.dropped_on ?? null, LTZ)];
export const ownerType: Column = [
  'owner_role_type',
  TEXT,
  (row) => (textOf(row, 'owner') === '' ? '' : 'ROLE'),
];
export const text = (name: string, value?: Value): Column =>
  value === undefined ? [name, TEXT] : [name, TEXT, value];

function counted(factor: number): Value {
  return (row, _context, counts) => {
    // Of a dropped table the count was taken then.
    const count = counts.get(textOf(row, 'id')) ?? row.row_count;
    return typeof count === 'number' || typeof count === 'bigint' ? String(Number(count) * factor) : null;
  };
}

export const rows: Column = ['rows', NUMBER, counted(1)];
/** An estimate of 64 bytes a row: what DuckDB stores is no guide to what Snowflake would. */
export const bytes: Column = ['bytes', NUMBER, counted(64)];
