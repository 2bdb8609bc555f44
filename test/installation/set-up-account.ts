import { createHash, randomUUID } from 'node:crypto';
import { constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { access, copyFile, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runConnector } from './connector.ts';
import { startPreparedSandbox } from './prepared-sandbox.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Accounts that are set up, each named by the hash of its sources. */
const CACHE = join(ROOT, 'node_modules', '.cache', 'set-up-accounts');

/** Everything that has a say in what a set-up account is like. */
const SOURCES = ['src', 'sql', 'config', 'test/sandbox', 'test/installation', 'package-lock.json'];

/**
 * Makes `copy` the DuckDB file of a Snowflake account in which `snowcensus setup` has run. Setup takes half a minute of
 * a core, so it runs once for all tests, and again when a source has changed. The first test to need it does it, and the
 * others wait.
 */
export async function copySetUpAccount(copy: string): Promise<void> {
  const file = join(CACHE, `${hashOfSources()}.duckdb`);
  const lock = `${process.env.SNOWCENSUS_TEST_DIRECTORY ?? copy}.lock`;
  while (!(await exists(file))) {
    if (!(await lockTaken(lock))) {
      await sleep(100);
      continue;
    }
    try {
      if (!(await exists(file))) await makeAccount(file, copy);
    } finally {
      await rmdir(lock);
    }
  }
  await copyFile(file, copy);
}

/** A hash of the sources by path and content, and of the Node that runs them. */
function hashOfSources(): string {
  const hash = createHash('sha256').update(process.version);
  for (const path of SOURCES.flatMap((source) => filesIn(join(ROOT, source)))) {
    hash.update(relative(ROOT, path)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

function filesIn(path: string): readonly string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Sets up an account, keeps a copy of it for the tests to come, and forgets those of other sources. */
async function makeAccount(file: string, at: string): Promise<void> {
  await setUp(at);
  await mkdir(CACHE, { recursive: true });
  const earlier = await readdir(CACHE);
  const unfinished = join(CACHE, randomUUID());
  await copyFile(at, unfinished);
  await rename(unfinished, file);
  for (const name of earlier) await rm(join(CACHE, name), { force: true });
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
