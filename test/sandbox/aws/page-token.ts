import { createHmac } from 'node:crypto';
import type { OperationCall } from './contract.ts';

const lifetimeMs = 60 * 60_000;

export interface PageRequest<T> {
  /** What the list is of, with its filter: a token is good for this list only. */
  readonly list: string;
  readonly items: readonly T[];
  readonly size: number;
  readonly token: string | undefined;
  /** How many of a page's items one answer has room for; all of them unless said. */
  readonly fits?: (items: readonly T[]) => number;
  /** The error for a token that is not ours, not of this list, or too old. */
  readonly invalidToken: () => Error;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/** Where a token takes up the list. */
interface Position {
  readonly list: string;
  readonly offset: number;
  readonly page: number;
  readonly expires: number;
}

/** Cuts one page. Every third page is half empty: AWS promises a token, never a full page. */
export function pageOf<T>({ world, now, account }: OperationCall, request: PageRequest<T>): Page<T> {
  const key = `${world.seed} ${account.id}`;
  const expires = now.getTime() + lifetimeMs;
  if (request.token === undefined && world.emptyFirstPages) {
    return { items: [], nextToken: write({ list: request.list, offset: 0, page: 1, expires }, key) };
  }
  const { offset, page } = request.token === undefined ? { offset: 0, page: 1 } : read(request, key, now);
  const asked = page % 3 === 0 ? Math.ceil(request.size / 2) : request.size;
  const size = Math.min(asked, world.largestPage ?? asked);
  const full = request.items.slice(offset, offset + size);
  const items = full.slice(0, request.fits?.(full) ?? full.length);
  const end = offset + items.length;
  const position = { list: request.list, offset: end, page: page + 1, expires };
  return {
    items,
    nextToken: end < request.items.length ? write(position, key) : undefined,
  };
}

function write(position: Position, key: string): string {
  const payload = Buffer.from(JSON.stringify(position)).toString('base64url');
  return `${payload}.${seal(payload, key)}`;
}

function read<T>({ token = '', list, invalidToken }: PageRequest<T>, key: string, now: Date): Position {
  const [payload = '', signature] = token.split('.');
  if (signature !== seal(payload, key)) throw invalidToken();
  const position = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Position;
  if (position.list !== list || position.expires < now.getTime()) throw invalidToken();
  return position;
}

function seal(payload: string, key: string): string {
  return createHmac('sha256', key).update(payload).digest('base64url');
}
