import { sqlError, unsupported } from '../errors.ts';
import type { Binder } from '../expression/binder.ts';
import { compared, condition } from '../expression/operators.ts';
import { optional, type Relation, type Scope, type ScopeColumn } from '../expression/scope.ts';
import { child, children, type Fields, identifier } from '../syntax/syntax.ts';

/** The left part of FROM so far. */
export interface Joined {
  readonly sql: string;
  readonly relations: readonly Relation[];
  readonly merged: readonly ScopeColumn[];
}

interface Side {
  readonly sql: string;
  readonly relations: readonly Relation[];
  readonly outer: boolean;
}

const KEYWORDS: Readonly<Record<string, string>> = {
  Inner: 'JOIN',
  Left: 'LEFT JOIN',
  Right: 'RIGHT JOIN',
  Full: 'FULL JOIN',
  Cross: 'CROSS JOIN',
  Implicit: 'CROSS JOIN',
};

/** Joins one more source to what stands left of it. */
export function joinSide(
  binder: Binder,
  left: Joined,
  right: Side,
  join: Fields,
  parent: Scope | undefined,
): Joined {
  const written = String(join.kind);
  const natural = written.startsWith('Natural');
  const kind = natural ? written.slice('Natural'.length) || 'Inner' : written;
  const keyword = KEYWORDS[kind];
  if (keyword === undefined) throw unsupported(`${written.toUpperCase()} JOIN`);
  const relations = [
    ...left.relations.map(kind === 'Right' || kind === 'Full' ? optional : same),
    ...right.relations.map(kind === 'Left' || kind === 'Full' || right.outer ? optional : same),
  ];
  if (right.outer && (kind === 'Cross' || kind === 'Implicit')) {
    return { sql: `${left.sql} LEFT JOIN LATERAL ${right.sql} ON true`, relations, merged: left.merged };
  }
  const names = natural
    ? commonNames(left, right)
    : children(join, 'using').map((name) => identifier(name) ?? '');
  const pairs = names.map((name) => pairOf(left, right, name));
  const scope: Scope = { relations, merged: [], aliases: new Map(), parent };
  const on = child(join, 'on');
  const tests = [
    ...pairs.map((pair) => compared('=', pair.left, pair.right)),
    ...(on === undefined ? [] : [condition(binder.expression(on, scope))]),
  ];
  const crossed = kind === 'Cross' || kind === 'Implicit';
  const plain = tests.length === 0 && kind === 'Inner' ? 'CROSS JOIN' : keyword;
  if (crossed && tests.length > 0)
    throw sqlError('001003', '42000', 'syntax error: CROSS JOIN takes no condition.');
  const condition_ =
    tests.length === 0 ? (plain === 'CROSS JOIN' ? '' : ' ON true') : ` ON ${tests.join(' AND ')}`;
  return {
    sql: `${left.sql} ${plain} ${right.sql}${condition_}`,
    relations,
    merged: [
      ...left.merged.filter((column) => !names.includes(column.name)),
      ...pairs.map((pair) => mergedColumn(pair, kind)),
    ],
  };
}

const same = (side: Relation) => side;

interface Pair {
  readonly left: ScopeColumn;
  readonly right: ScopeColumn;
}

function commonNames(left: Joined, right: Side): readonly string[] {
  const names = right.relations.flatMap((side) => side.columns.map((column) => column.name));
  return names.filter((name) =>
    left.relations.some((side) => side.columns.some((column) => column.name === name)),
  );
}

function pairOf(left: Joined, right: Side, name: string): Pair {
  const find = (relations: readonly Relation[]) =>
    relations.flatMap((side) => side.columns).find((column) => column.name === name);
  const one = left.merged.find((column) => column.name === name) ?? find(left.relations);
  const other = find(right.relations);
  if (one === undefined || other === undefined)
    throw sqlError('000904', '42000', `invalid identifier '${name}'`);
  return { left: one, right: other };
}

function mergedColumn(pair: Pair, kind: string): ScopeColumn {
  if (kind === 'Right') return pair.right;
  if (kind !== 'Full') return pair.left;
  return { ...pair.left, nullable: true, sql: `coalesce(${pair.left.sql}, ${pair.right.sql})` };
}
