import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes the directory that all test files of one run share, and names it in the environment; gives its removal. */
export async function setup(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'snowcensus-tests-'));
  process.env.SNOWCENSUS_TEST_DIRECTORY = directory;
  // Every test file and every run of the connector is a process, and compiles what the one before has compiled.
  process.env.NODE_COMPILE_CACHE = join(directory, 'compiled');
  return () => rm(directory, { recursive: true, force: true, maxRetries: 10 });
}
