import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../../errors.ts';

/** Containers share host names, and the first process of each has number 1: only chance tells them apart. */
const CHANCE = randomBytes(4).toString('hex');

/** Name of this process in the ledger: host, process id and chance. */
export function workerName(): string {
  return `${hostname()}:${process.pid}:${CHANCE}`;
}

/** A living process shows every so often that it holds a run's directory. */
export const SIGN_OF_LIFE_MS = 30_000;

/** Without a sign of life for so long, a process whose number says nothing is taken for dead. */
export const SILENT_MS = 4 * SIGN_OF_LIFE_MS;

/**
 * Whether the holder of a lease is surely gone: a process of this host that is no more. `directory` is the one it made
 * for its run; where there is none, the holder is on another machine of the same name.
 */
export function isGone(holder: string, directory: string, self: string): boolean {
  const [its, our] = [partsOf(holder), partsOf(self)];
  const shownAt = lastSign(directory);
  if (its.host !== our.host || shownAt === undefined) return false;
  if (holder === self) return true;
  // The number is ours as well: it was that of a container before this one, or is that of one beside it.
  if (its.pid === our.pid && its.chance !== our.chance) return Date.now() - shownAt > SILENT_MS;
  return !processExists(its.pid);
}

const WORKER_FILE = 'worker';

/** Shows that the process which has the directory of a run is alive. Without the directory there is nothing to show. */
export async function showLife(directory: string): Promise<void> {
  const now = new Date();
  await utimes(join(directory, WORKER_FILE), now, now).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
}

/** Makes the directory of a run and notes whose it is. */
export async function claimDirectory(directory: string, worker: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(join(directory, WORKER_FILE), worker, { mode: 0o600 });
}

/** Whether the process that made the directory of a run is another one, and surely gone. */
export async function isDeserted(directory: string, self: string): Promise<boolean> {
  const worker = await readFile(join(directory, WORKER_FILE), 'utf8').catch(() => undefined);
  return worker !== undefined && worker !== self && isGone(worker, directory, self);
}

/** Time at which the process that has the directory last showed itself; undefined where there is no directory. */
function lastSign(directory: string): number | undefined {
  const file = statSync(join(directory, WORKER_FILE), { throwIfNoEntry: false });
  return (file ?? statSync(directory, { throwIfNoEntry: false }))?.mtimeMs;
}

/** Names of earlier versions are without chance. */
function partsOf(worker: string) {
  const [, host = worker, pid = '', chance = ''] = /^(.*?):(\d+)(?::([0-9a-f]+))?$/.exec(worker) ?? [];
  return { host, pid: Number(pid), chance };
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
