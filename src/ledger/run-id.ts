import { randomBytes } from 'node:crypto';

/** A new run id: start in UTC to the millisecond, then chance. Sorts by time, and is safe in a path. */
export function newRunId(startedAt: Date): string {
  const time = startedAt.toISOString().replaceAll(/[-:.]/g, '').replace('Z', 'z').toLowerCase();
  return `${time}-${randomBytes(4).toString('hex')}`;
}

/** A run id, in a path as well. */
export const RUN_ID = /\d{8}t\d{9}z-[0-9a-f]{8}/;
