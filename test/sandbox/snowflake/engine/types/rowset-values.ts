import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Cell } from '../../contract.ts';
import { type SnowType, typeName } from './types.ts';

/** A DuckDB value as it travels in a JSON rowset (section 2.5 of the wire reference). */
export function cell(value: DuckDBValue, type: SnowType): Cell {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return number(value);
  if (value instanceof DuckDBDecimalValue) return value.toString();
  if (value instanceof DuckDBDateValue) return String(value.days);
  if (value instanceof DuckDBTimeValue) return seconds(value.micros, type.scale ?? 9);
  if (value instanceof DuckDBTimestampValue) return seconds(value.micros, type.scale ?? 9);
  if (value instanceof DuckDBTimestampTZValue) return seconds(value.micros, type.scale ?? 9);
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('hex').toUpperCase();
  if (value instanceof DuckDBStructValue) return zoned(value, type.scale ?? 9);
  throw new Error(`A ${typeName(type)} came out of DuckDB as ${value.constructor.name}`);
}

function number(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return String(value);
}

/** Microseconds as seconds with as many decimals as the type's scale. */
function seconds(micros: bigint, scale: number): string {
  const magnitude = micros < 0n ? -micros : micros;
  const fraction = `${String(magnitude % 1_000_000n).padStart(6, '0')}000`.slice(0, scale);
  return `${micros < 0n ? '-' : ''}${magnitude / 1_000_000n}${fraction === '' ? '' : `.${fraction}`}`;
}

/** TIMESTAMP_TZ: the instant, then minutes east of UTC plus 1440. */
function zoned(value: DuckDBStructValue, scale: number): Cell {
  const { instant, minutes } = value.entries;
  if (!(instant instanceof DuckDBTimestampTZValue) || typeof minutes !== 'number') return null;
  return `${seconds(instant.micros, scale)} ${minutes + 1440}`;
}
