import type { SnowType } from './types.ts';

/** An expression in DuckDB's words with what Snowflake knows of it. */
export interface Bound {
  readonly sql: string;
  readonly type: SnowType;
  readonly nullable: boolean;
  /** The value of a string, number or boolean literal, as text. */
  readonly literal?: string;
}

/** An output column of a query. */
export interface BoundColumn {
  readonly name: string;
  readonly type: SnowType;
  readonly nullable: boolean;
}

/** A query in DuckDB's words; its columns come out in this order under these names. */
export interface BoundQuery {
  readonly sql: string;
  readonly columns: readonly BoundColumn[];
  /** How the query hangs on columns of the one around it; undefined where it does not. */
  readonly correlation?: Correlation;
}

/** `equality`: only conditions of WHERE that an inner value equals an outer one do. */
export interface Correlation {
  readonly by: 'equality' | 'other';
  readonly isAggregate: boolean;
}

export function bound(sql: string, type: SnowType, nullable = true): Bound {
  return { sql, type, nullable };
}
