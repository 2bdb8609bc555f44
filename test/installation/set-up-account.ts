import { createHash, type Hash, randomUUID } from 'node:crypto';
import { constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { access, copyFile, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runConnector } from './connector.ts';
import { startPreparedSandbox } from './prepared-sandbox.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Accounts that are set up, each named by the hash of its sources. */
const CACHE = join(ROOT, 'node_modules', '.cache', 'set-up-accounts');

/** Sources that may have a say in the statements of setup. */
const SOURCES_OF_STATEMENTS = ['src', 'sql', 'config'];

/** Sources of what a set-up account is like, beside the statements of setup: those that run them. */
const SOURCES = [
  'src/setup',
  'src/snowflake',
  'test/sandbox/snowflake',
  'test/sandbox/start.ts',
  'test/installation',
  'package-lock.json',
];

/**
 * Makes `copy` the DuckDB file of a Snowflake account in which `snowcensus setup` has run. Setup takes half a minute of
 * a core, so it runs once for all tests, and again when a source has changed. The first test to need it does it, and the
 * others wait.
 */
export async function copySetUpAccount(copy: string): Promise<void> {
  const shared = process.env.SNOWCENSUS_TEST_DIRECTORY;
  const sources = hashOf([...SOURCES, ...SOURCES_OF_STATEMENTS]);
  const named = join(shared ?? dirname(copy), `account-${sources.digest('hex')}`);
  while (!(await exists(named))) {
    const lock = `${shared ?? copy}.lock`;
    if (!(await lockTaken(lock))) {
      await sleep(100);
      continue;
    }
    try {
      if (!(await exists(named))) {
        // Whole at once, for others do not wait to read it.
        await writeFile(`${lock}.named`, await setUpAccount(copy));
        await rename(`${lock}.named`, named);
      }
    } finally {
      await rmdir(lock);
    }
  }
  await copyFile(await readFile(named, 'utf8'), copy);
}

/** File of an account that is set up as these sources do it; made, by way of `at`, where there is none yet. */
async function setUpAccount(at: string): Promise<string> {
  const file = join(CACHE, `${await hashOfSetUp()}.duckdb`);
  if (!(await exists(file))) await makeAccount(file, at);
  return file;
}

/**
 * Hash of the statements of setup and of the sources that run them: most changes of a source change neither, and an
 * account that is set up serves on.
 */
async function hashOfSetUp(): Promise<string> {
  const { code, stdout, stderr } = await runConnector({}, ['setup', '--print']);
  if (code !== 0) throw new Error(`setup --print ended with ${code}:\n${stderr}`);
  return hashOf(SOURCES).update(stdout).digest('hex');
}

/** Hash of sources by path and content, and of the Node that runs them. */
function hashOf(sources: readonly string[]): Hash {
  const hash = createHash('sha256').update(process.version);
  for (const path of sources.flatMap((source) => filesIn(join(ROOT, source)))) {
    hash.update(relative(ROOT, path)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash;
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
