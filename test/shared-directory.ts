import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes the directory that all test files of one run share, and names it in the environment; gives its removal. */
export async function setup(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'snowcensus-tests-'));
  process.env.SNOWCENSUS_TEST_DIRECTORY = directory;
  return () => rm(directory, { recursive: true, force: true });
}
