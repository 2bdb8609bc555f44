import { existsSync } from 'node:fs';
import { hostname } from 'node:os';

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
