import { constants } from 'node:fs';
import { access, copyFile, mkdir, rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runConnector } from './connector.ts';
import { startPreparedSandbox } from './prepared-sandbox.ts';

/**
 * Makes `copy` the DuckDB file of a Snowflake account in which `snowcensus setup` has run. Setup takes seconds, so it
 * runs once for all test files of a run: whoever comes first does it, the others wait.
 */
export async function copySetUpAccount(copy: string): Promise<void> {
  const shared = process.env.SNOWCENSUS_TEST_DIRECTORY;
  if (shared === undefined) return setUp(copy);
  const file = join(shared, 'set-up-account.duckdb');
  const lock = `${file}.lock`;
  while (!(await exists(file))) {
    if (!(await lockTaken(lock))) {
      await sleep(100);
      continue;
    }
    try {
      if (!(await exists(file))) {
        await setUp(`${file}.new`);
        await rename(`${file}.new`, file);
      }
    } finally {
      await rmdir(lock);
    }
  }
  await copyFile(file, copy);
}

async function setUp(dataFile: string): Promise<void> {
  const sandbox = await startPreparedSandbox({ aws: false, accounts: 1, dataFile });
  try {
    const { code, stderr } = await runConnector(sandbox.env, ['setup']);
    if (code !== 0) throw new Error(`the setup ended with ${code}:\n${stderr}`);
  } finally {
    await sandbox.close();
  }
}

/** Whether the lock is ours now: a directory can be made once. */
async function lockTaken(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}
