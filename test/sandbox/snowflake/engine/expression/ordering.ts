import { unsupported } from '../errors.ts';
import { child, children, type Fields, type Node, recordOf, required, textField } from '../syntax/syntax.ts';
import type { Binder } from './binder.ts';
import type { Scope } from './scope.ts';

/** `ORDER BY …` for a window or an aggregate. */
export function orderBy(binder: Binder, items: readonly Node[], scope: Scope): string {
  return `ORDER BY ${items.map((item) => ordered(binder.expression(required(item, 'this'), scope).sql, item)).join(', ')}`;
}

/** One ordered item. Snowflake sorts NULL as the greatest value: last going up, first going down. */
export function ordered(sql: string, item: Fields): string {
  const descending = item.desc === true;
  const nullsFirst = typeof item.nulls_first === 'boolean' ? item.nulls_first : descending;
  return `${sql} ${descending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;
}

/** `OVER (PARTITION BY … ORDER BY … ROWS …)`. */
export function overClause(binder: Binder, over: Fields, scope: Scope): string {
  if (over.window_name !== null && over.window_name !== undefined)
    throw unsupported('OVER with a named window');
  const partition = children(over, 'partition_by').map((item) => binder.expression(item, scope).sql);
  const order = children(over, 'order_by');
  const clauses = [
    partition.length === 0 ? '' : `PARTITION BY ${partition.join(', ')}`,
    order.length === 0 ? '' : orderBy(binder, order, scope),
    frameClause(binder, child(over, 'frame'), scope),
  ];
  return `OVER (${clauses.filter((clause) => clause !== '').join(' ')})`;
}

function frameClause(binder: Binder, frame: Fields | undefined, scope: Scope): string {
  if (frame === undefined) return '';
  const kind = (textField(frame, 'kind') ?? 'Rows').toUpperCase();
  const start = frameBound(binder, frame.start, scope);
  const end =
    frame.end === null || frame.end === undefined ? 'CURRENT ROW' : frameBound(binder, frame.end, scope);
  return `${kind} BETWEEN ${start} AND ${end}`;
}

const BOUNDS: Readonly<Record<string, string>> = {
  CurrentRow: 'CURRENT ROW',
  UnboundedPreceding: 'UNBOUNDED PRECEDING',
  UnboundedFollowing: 'UNBOUNDED FOLLOWING',
};

function frameBound(binder: Binder, value: unknown, scope: Scope): string {
  const fixed = typeof value === 'string' ? BOUNDS[value] : undefined;
  if (fixed !== undefined) return fixed;
  const [direction, amount] = Object.entries(recordOf(value) ?? {})[0] ?? [];
  const node = recordOf(amount);
  if (direction === undefined || node === undefined)
    throw unsupported(`window frame bound ${JSON.stringify(value)}`);
  return `${binder.expression(node, scope).sql} ${direction.toUpperCase()}`;
}
