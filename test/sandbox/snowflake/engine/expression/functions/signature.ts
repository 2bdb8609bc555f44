import { invalidArguments, sqlError } from '../../errors.ts';
import { type Bound, bound } from '../../types/bound.ts';
import { castSql, converts, isSemiStructured } from '../../types/casts.ts';
import { isTemporal } from '../../types/common-type.ts';
import {
  ARRAY,
  BINARY,
  BOOLEAN,
  FLOAT,
  LTZ,
  NTZ,
  NUMBER,
  OBJECT,
  type SnowType,
  TEXT,
  typeName,
  VARIANT,
} from '../../types/types.ts';

/** What stands around a call and belongs to it. All of it is DuckDB SQL, '' when absent. */
export interface CallSite {
  readonly name: string;
  readonly distinct: boolean;
  readonly ignoreNulls: boolean;
  /** `ORDER BY …` of WITHIN GROUP. */
  readonly order: string;
  /** The ordering expression of WITHIN GROUP, when there is one. */
  readonly ordered: Bound | undefined;
  /** `OVER (…)`. */
  readonly over: string;
}

/** One function: how many arguments it takes and what it becomes. */
export interface FunctionSpec {
  readonly role: 'scalar' | 'aggregate' | 'window';
  readonly least: number;
  readonly most: number;
  bind(args: readonly Bound[], site: CallSite): Bound;
}

export type Functions = Readonly<Record<string, FunctionSpec>>;

type Result = SnowType | ((args: readonly Bound[]) => SnowType);

/**
 * A scalar function. `parameters` lists the kinds of its arguments: `text`, `number`, `integer`, `real`,
 * `boolean`, `temporal`, `variant`, `array`, `object`, `binary` or `any`; `?` marks optional ones, `*` a last
 * one that repeats. `sql` gets the converted arguments as DuckDB SQL.
 */
export function scalar(parameters: string, result: Result, sql: (...args: string[]) => string): FunctionSpec {
  const kinds = parameters === '' ? [] : parameters.split(' ');
  const repeats = kinds.at(-1)?.endsWith('*') === true;
  return {
    role: 'scalar',
    least: kinds.filter((kind) => !/[?*]$/.test(kind)).length,
    most: repeats ? Number.POSITIVE_INFINITY : kinds.length,
    bind(args, site) {
      const converted = args.map((arg, index) => {
        const kind = (kinds[index] ?? kinds.at(-1) ?? 'any').replace(/[?*]$/, '');
        return argument(arg, kind, site.name, args);
      });
      const type = typeof result === 'function' ? result(args) : result;
      return bound(
        sql(...converted),
        type,
        args.some((arg) => arg.nullable),
      );
    },
  };
}

/** A function that needs to see its arguments before it converts them. */
export function special(least: number, most: number, bind: FunctionSpec['bind']): FunctionSpec {
  return { role: 'scalar', least, most, bind };
}

export function argument(arg: Bound, kind: string, name: string, args: readonly Bound[]): string {
  const to = targetType(arg.type, kind);
  if (to === undefined) return arg.sql;
  const unsuitable =
    (kind === 'array' || kind === 'object') && !isSemiStructured(arg.type) && arg.type.kind !== 'null';
  if (unsuitable || !converts(arg.type, to)) {
    throw invalidArguments(
      name,
      args.map((other) => typeName(other.type)),
    );
  }
  if (kind === 'array' || kind === 'object') return arg.sql;
  const sql = castSql(arg, to);
  if (kind !== 'integer') return sql;
  return /^-?\d+$/.test(arg.literal ?? '') ? sql : `CAST(${sql} AS BIGINT)`;
}

function targetType(from: SnowType, kind: string): SnowType | undefined {
  if (kind === 'any') return undefined;
  if (kind === 'temporal') {
    if (from.kind === 'timestamp_tz') return LTZ;
    return isTemporal(from) ? undefined : NTZ;
  }
  if (kind === 'number') return from.kind === 'fixed' || from.kind === 'real' ? undefined : FLOAT;
  if (kind === 'integer') return from.kind === 'fixed' && from.scale === 0 ? from : NUMBER;
  const type = {
    text: TEXT,
    real: FLOAT,
    boolean: BOOLEAN,
    variant: VARIANT,
    array: ARRAY,
    object: OBJECT,
    binary: BINARY,
  }[kind];
  if (type === undefined) throw new Error(`Unknown parameter kind ${kind}`);
  return type;
}

/** The type of the argument at `index`; FLOAT for what only converts to a number. */
export function numeric(index = 0): (args: readonly Bound[]) => SnowType {
  return (args) => {
    const type = args[index]?.type;
    return type?.kind === 'fixed' ? type : FLOAT;
  };
}

/** The text of an argument that must be a literal, such as a date part. */
export function constant(arg: Bound | undefined, name: string): string {
  if (arg?.literal === undefined) {
    throw sqlError('001015', '42601', `argument of function ${name} needs to be constant`);
  }
  return arg.literal;
}
