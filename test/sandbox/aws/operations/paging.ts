import { createHash } from 'node:crypto';

export interface PageRequest {
  /** What the token is good for: operation, account, region and every argument but the page's own. */
  readonly scope: readonly unknown[];
  readonly token: string | undefined;
  /** How many items at most. */
  readonly limit: number;
}

export interface Page<Item> {
  readonly items: Item[];
  /** Present when more follows. */
  readonly nextToken?: string;
}

/**
 * One page of a list. The token is opaque, bound to its scope, and undefined is returned for one that was made
 * for another list or made up.
 */
export function pageOf<Item>(items: readonly Item[], request: PageRequest): Page<Item> | undefined {
  const start = request.token === undefined ? 0 : offsetIn(request.token, request.scope);
  if (start === undefined) return undefined;
  const end = start + request.limit;
  return {
    items: items.slice(start, end),
    ...(end < items.length ? { nextToken: tokenFor(end, request.scope) } : {}),
  };
}

function tokenFor(offset: number, scope: readonly unknown[]): string {
  return Buffer.from(`${offset}/${seal(offset, scope)}`).toString('base64');
}

function offsetIn(token: string, scope: readonly unknown[]): number | undefined {
  const [offset, found] = Buffer.from(token, 'base64').toString().split('/');
  return found === seal(Number(offset), scope) ? Number(offset) : undefined;
}

function seal(offset: number, scope: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([offset, ...scope]))
    .digest('base64url');
}
