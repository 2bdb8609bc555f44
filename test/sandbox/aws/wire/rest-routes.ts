import type { WireRequest } from './protocol.ts';
import type { OperationShape } from './shapes.ts';

/** An operation that a request names by its method, path and query, and what its path says. */
export interface Route {
  readonly operation: OperationShape;
  readonly labels: ReadonlyMap<string, string>;
  /** What the operation always has in its query. */
  readonly fixedQuery: ReadonlyMap<string, string>;
}

interface Pattern {
  readonly operation: OperationShape;
  readonly method: string;
  readonly path: RegExp;
  readonly names: readonly string[];
  readonly fixedQuery: ReadonlyMap<string, string>;
}

/** Finds the operation of a request: the one that says most of it, where several could be meant. */
export function createRouter(
  operations: readonly OperationShape[],
): (request: WireRequest) => Route | undefined {
  let patterns: readonly Pattern[] | undefined;
  return (request) => {
    patterns ??= operations.flatMap((operation) => patternOf(operation) ?? []).sort(byWords);
    const query = new URLSearchParams(request.query);
    for (const { operation, method, path, names, fixedQuery } of patterns) {
      const match = method === request.method ? path.exec(request.path) : null;
      if (!match || [...fixedQuery].some(([key, value]) => query.get(key) !== value)) continue;
      const labels = new Map(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]));
      return { operation, labels, fixedQuery };
    }
    return undefined;
  };
}

function patternOf(operation: OperationShape): Pattern | undefined {
  if (!operation.http) return undefined;
  const [method, template] = operation.http;
  const [path = '', query = ''] = template.split('?');
  const names: string[] = [];
  const source = path.split(/(\{[^}]+\})/).map((part) => {
    const name = /^\{([^}+]+)(\+?)\}$/.exec(part);
    if (!name?.[1]) return part.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
    names.push(name[1]);
    return name[2] ? '(.+)' : '([^/]+)';
  });
  const bucket = bucketLabel(operation, names);
  return {
    operation,
    method,
    path: new RegExp(`^${bucket ? '/([^/]+)' : ''}${source.join('').replace(/\/$/, '')}/?$`),
    names: [...(bucket ? [bucket] : []), ...names],
    fixedQuery: new Map(new URLSearchParams(query)),
  };
}

/** A label that the path does not have goes into the host; sent to an address, which has no hosts below it, it is the path's first. */
function bucketLabel({ input }: OperationShape, names: readonly string[]): string | undefined {
  if (input.kind !== 'structure') return undefined;
  const labels = [...input.members().values()].filter(({ binding }) => binding?.place === 'label');
  return labels.find(({ name }) => !names.includes(name))?.name;
}

/** More of a fixed query first, then longer paths, then those with fewer labels. */
function byWords(one: Pattern, other: Pattern): number {
  return (
    other.fixedQuery.size - one.fixedQuery.size ||
    one.names.length - other.names.length ||
    other.path.source.length - one.path.source.length
  );
}
