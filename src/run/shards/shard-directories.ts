import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../errors.ts';
import { isDeserted } from '../../ledger/lease/worker.ts';

const DIRECTORY = /^shard-\d+-[0-9a-f]{8}$/;

/** Name of the directory on disk that an attempt of a shard has. */
export function shardDirectory(index: number, attempt: string): string {
  return `shard-${index}-${attempt}`;
}

/** Removes what shards of this machine have left on disk whose processes are gone. */
export async function clearDeadShards(spoolDirectory: string, worker: string): Promise<void> {
  const names = await readdir(spoolDirectory).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  for (const name of names.filter((each) => DIRECTORY.test(each))) {
    const directory = join(spoolDirectory, name);
    if (await isDeserted(directory, worker)) await rm(directory, { recursive: true, force: true });
  }
}
