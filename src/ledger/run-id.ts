import { randomBytes } from 'node:crypto';

/**
 * A new run id: an instant in UTC to the millisecond, then chance. Sorts by time, and is safe in a path. It sorts above
 * `last`, whatever clock that was made by: where the instant does not, the first one that does stands in its place.
 */
export function newRunId(at: Date, last?: string): string {
  const id = idOf(at);
  const before = last === undefined ? undefined : instantIn(last);
  return last === undefined || before === undefined || id > last ? id : idOf(new Date(before + 1));
}

/** A run id, in a path as well. */
export const RUN_ID = /\d{8}t\d{9}z-[0-9a-f]{8}/;

/** The same for LIKE in SQL. */
export const LIKE_RUN_ID = '________t_________z-________';

function idOf(at: Date): string {
  const time = at.toISOString().replaceAll(/[-:.]/g, '').replace('Z', 'z').toLowerCase();
  return `${time}-${randomBytes(4).toString('hex')}`;
}

/** The instant that an id of ours begins with; undefined for what is none. */
export function instantIn(runId: string): number | undefined {
  if (RUN_ID.exec(runId)?.[0] !== runId) return undefined;
  const iso = runId.replace(/^(....)(..)(..)t(..)(..)(..)(...)z.*$/, '$1-$2-$3T$4:$5:$6.$7Z');
  const instant = Date.parse(iso);
  return Number.isNaN(instant) ? undefined : instant;
}
