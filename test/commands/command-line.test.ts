import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@polyglot-sql/sdk';
import { afterAll, describe, expect, test } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { COMMANDS } from '../../src/commands/index.ts';
import { runConnector, runInShell } from '../installation/connector.ts';

const SETUP = join(import.meta.dirname, '..', '..', 'sql', 'setup');

const folder = mkdtempSync(join(tmpdir(), 'snowcensus-commands-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The real program, without a single setting unless the test gives one. */
const snowcensus = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runConnector(env, args);

const isRead = (sql: string) => parse(sql, 'snowflake' as never).success;
const unwrapped = (text: string) => text.replaceAll(/\s+/g, ' ');
const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

describe('help', () => {
  test.concurrent('is what one gets by asking for it', async () => {
    const { code, stdout, stderr } = await snowcensus(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const { name, usage, doc } of COMMANDS)
      expect(unwrapped(stdout)).toContain(`${`${name} ${usage}`.trim()} ${doc}`);
    expect(stdout).toContain('First steps:');
    expect(widest(stdout)).toBeLessThanOrEqual(80);
  });

  test.concurrent('is what one gets without a command, but then nothing was done', async () => {
    const { code, stdout } = await snowcensus([]);
    expect(code).toBe(1);
    expect(stdout).toContain('Usage: snowcensus');
  });

  test.concurrent.each(COMMANDS.map(({ name }) => name))(
    'of %s tells its flags and needs no settings',
    async (name) => {
      const { code, stdout, stderr } = await snowcensus([name, '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const flags = COMMANDS.find((command) => command.name === name)?.flags ?? {};
      for (const [flag, { doc }] of Object.entries(flags)) {
        expect(stdout).toContain(`--${flag}`);
        expect(unwrapped(stdout)).toContain(doc);
      }
      expect(stdout).toContain('--config <file>');
      expect(widest(stdout)).toBeLessThanOrEqual(80);
    },
  );

  test.concurrent('tells the version', async () => {
    expect(await snowcensus(['--version'])).toEqual({
      code: 0,
      stdout: `${packageFile.version}\n`,
      stderr: '',
    });
  });
});

describe('output that nobody takes', () => {
  test.concurrent.each(['| true', '| head -n 1 >/dev/null', '>/dev/full', '>&- 2>&-'])(
    '(%s) is no failure, and nothing is said of it',
    async (where) => {
      const { code, stderr } = await runInShell(`set -o pipefail; "$@" ${where}`, ['--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    },
  );
});

describe('a command line that is wrong', () => {
  const broken = join(folder, 'broken.yaml');
  writeFileSync(broken, 'snowflake:\n  acount: X\nrum: {}\n');

  test.concurrent.each([
    ['a slip in the command', ['stup'], 'there is no command stup', 'Did you mean setup?'],
    ['no command like it', ['frobnicate'], 'there is no command frobnicate', 'Use one of setup, '],
    [
      'an unknown flag',
      ['run', 'X', '--acount', '1'],
      'snowcensus run has no flag --acount',
      'Did you mean --account? See snowcensus run --help.',
    ],
    ['a flag without its value', ['run', 'X', '--account'], '--account needs a value', 'run --help'],
    [
      'a flag in the place of a value',
      ['run', 'X', '--account', '--json'],
      '--account needs a value before --json',
      'run --help',
    ],
    ['a value that a flag does not take', ['run', 'X', '--json=yes'], '--json takes no value', 'run --help'],
    ['a short flag', ['run', '-x'], 'snowcensus run has no flag -x', 'run --help'],
    ['a slip without a command', ['--versoin'], 'no flag --versoin', 'Did you mean --version?'],
    ['a flag of another command', ['setup', '--json'], 'setup has no flag --json', 'setup --help'],
    ['no connection', ['run'], 'run takes the name of one connection', 'snowcensus run AWS_ACCOUNTS'],
    [
      'two connections',
      ['run', 'A', 'B'],
      'run takes the name of one connection',
      'snowcensus run AWS_ACCOUNTS',
    ],
    [
      'a file that is not there',
      ['setup', '--config', '/nowhere'],
      'the settings file cannot be read',
      '--config',
    ],
    [
      'a file with slips',
      ['setup', '--config', broken],
      'snowflake.acount: unknown setting',
      'did you mean account?',
    ],
    [
      'a file with slips, all told',
      ['setup', '--config', broken],
      'rum: unknown section',
      'did you mean run?',
    ],
  ])('%s is told with its remedy', async (_, args, message, remedy) => {
    const { code, stdout, stderr } = await snowcensus(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain(message);
    expect(stderr).toContain(remedy);
    // Neither a stack nor Node's own words.
    expect(stderr).not.toMatch(/^\s+at |ERR_PARSE/m);
  });

  test.concurrent.each([
    [{}, 'no Snowflake account is configured'],
    [{ SNOWFLAKE_ACCOUNT: 'A' }, 'no Snowflake credential is configured'],
    [
      { SNOWFLAKE_ACCOUNT: 'A', SNOWFLAKE_PASSWORD: 'p', SNOWFLAKE_TOKEN: 't' },
      'set SNOWFLAKE_AUTHENTICATOR',
    ],
    [{ SNOWCENSUS_ACCOUNT_CONCURRENCY: 'many' }, 'SNOWCENSUS_ACCOUNT_CONCURRENCY'],
  ])('with the environment %j it says: %s', async (env, message) => {
    const { code, stderr } = await snowcensus(['run', 'X'], env);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});

describe('setup --print', () => {
  test.concurrent('is what the repository holds, for the default names', async () => {
    const { code, stdout, stderr } = await snowcensus(['setup', '--print']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const committed = readdirSync(SETUP)
      .sort((a, b) => (a < b ? -1 : 1))
      .map((name) => readFileSync(join(SETUP, name), 'utf8').split('\n').slice(2).join('\n'));
    expect(committed).toHaveLength(5);
    expect(stdout).toBe(committed.join('\n'));
  });

  test.concurrent('says all of it to a reader that takes its time', async () => {
    // Longer than a command waits for connections that are left open.
    const { stdout } = await runInShell('"$@" | { sleep 1.5; wc -c; }', ['setup', '--print']);
    expect(Number(stdout)).toBeGreaterThan(1_000_000);
  });

  test.concurrent('takes names from the settings and stays valid', async () => {
    const env = { SNOWFLAKE_DATABASE: '"my db"', SNOWFLAKE_SCHEMA: 'audit', SNOWCENSUS_STAGE: 'parts' };
    const { code, stdout } = await snowcensus(['setup', '--print'], env);
    expect(code).toBe(0);
    expect(stdout).toContain('CREATE STAGE IF NOT EXISTS "my db"."AUDIT"."PARTS"');
    // One view of detections is called after SnowAlert; the database is not.
    expect(stdout).not.toMatch(/(?<!VIOLATIONS_)SNOWALERT/);
    // Statement by statement: of all at once the parser takes ten times as long. It does not know grants on all that is there,
    // or will be.
    const unread = stdout.split(/;\n/).filter((sql) => sql.trim() !== '' && !isRead(sql));
    expect(unread.filter((sql) => !/^(?:GRANT|REVOKE) .* ON (?:FUTURE|ALL) /m.test(sql))).toEqual([]);
  });
});
