import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** This process, as the ledger names it: host and process id. */
export function workerName(): string {
  return `${hostname()}:${process.pid}`;
}

/**
 * Whether the holder of a lease is surely gone: a process of this host that is no more. `directory` is the one it made
 * for its run; where there is none, the holder is on another machine of the same name.
 */
export function isGone(holder: string, directory: string, self: string): boolean {
  if (hostOf(holder) !== hostOf(self) || !existsSync(directory)) return false;
  // A container that restarts has the same host name, and its new process may have the old one's number.
  return holder === self || !processExists(Number(holder.slice(holder.lastIndexOf(':') + 1)));
}

const WORKER_FILE = 'worker';

/** Makes the directory of a run and notes whose it is. */
export async function claimDirectory(directory: string, worker: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(join(directory, WORKER_FILE), worker, { mode: 0o600 });
}

/** Whether the process that made the directory of a run is surely gone. */
export async function isDeserted(directory: string, self: string): Promise<boolean> {
  const worker = await readFile(join(directory, WORKER_FILE), 'utf8').catch(() => undefined);
  return worker !== undefined && isGone(worker, directory, self);
}

function hostOf(worker: string): string {
  return worker.slice(0, worker.lastIndexOf(':'));
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
