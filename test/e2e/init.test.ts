import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginHour, countRows, type Hour, typedLines } from './typed-hour.ts';

const LINES = typedLines('docs/first-hour.md', 'By init');
const INIT = LINES.find((line) => line.endsWith(' init')) ?? '';

let hour: Hour;
beforeAll(async () => {
  hour = await beginHour();
});
afterAll(() => hour.close());

/** What the form would be told. */
function answers(): string {
  const { entry, rootId } = hour.sandbox.world;
  return [
    `--source-role-arn ${entry.sourceRoleArn} --organization-role-arn ${entry.organizationRoleArn}`,
    `--member-role-name ${entry.memberRoleName} --organizational-unit ${rootId} --regions us-east-1`,
  ].join(' ');
}

/** What a line writes that ends with an exit code other than 0. */
async function stopped(
  line: string,
  more: string,
): Promise<{ code: number; stdout: string; stderr: string }> {
  return hour.type(line, more).then(
    (stdout) => ({ code: 0, stdout, stderr: '' }),
    (error: unknown) => error as { code: number; stdout: string; stderr: string },
  );
}

test('the README begins the hour as the page does', () => {
  expect(typedLines('README.md', 'The first hour')).toEqual(LINES.slice(0, 3));
});

test('says what it would do, asks nobody in a script, and does nothing by itself', async () => {
  for (const line of LINES.filter((each) => each.startsWith('export '))) await hour.type(line);
  const printed = await hour.type(INIT, `--print ${answers()}`);
  expect(printed).toContain('CREATE USER IF NOT EXISTS');
  expect(printed).toContain('"AWS_INVENTORY_CONNECTION"');
  const unasked = await stopped(INIT, answers());
  expect(unasked.code).toBe(1);
  expect(unasked.stderr).toContain('--yes is missing');
});

test('the first hour, by init, stops where roles are not deployed, goes on from there and ends with answers', async () => {
  const first = await stopped(INIT, `--yes ${answers()}`);
  expect(first.code).toBe(1);
  expect(first.stderr).toContain('AWS_ACCOUNTS_CONNECTION does not get in yet');
  expect(first.stderr).toContain('go on with `snowcensus init`');
  const deployments = first.stdout.split('\n').flatMap((line) => (/^ *aws /.test(line) ? [line.trim()] : []));
  expect(deployments).toHaveLength(3);
  const key = join(hour.checkout, 'snowcensus', 'key.p8');
  expect(statSync(key).mode & 0o777).toBe(0o600);
  const secret = readFileSync(key, 'utf8');
  for (const line of deployments) await hour.type(`${line} --profile management`);

  // What was told before is not asked again.
  const second = await stopped(INIT, '--yes');
  expect(second.code, second.stdout + second.stderr).toBe(0);
  expect(second.stdout).toContain('AWS_ACCOUNTS_CONNECTION is there already');
  expect(second.stdout).toMatch(/^ +4 +\d+ {2}accounts, of which active$/m);
  expect(second.stdout).toMatch(/^ +0 +0 {2}accounts of which something cannot be seen/m);
  expect(await countRows(hour.sandbox, 'AWS_IAM_ROLES')).toBeGreaterThan(0);
  expect(readFileSync(key, 'utf8')).toBe(secret);
  const body = secret.split('\n')[1] ?? '';
  expect(body.length).toBeGreaterThan(40);
  expect([first, second].map(({ stdout, stderr }) => stdout + stderr).join('')).not.toContain(body);

  // The settings that it wrote are all that the service user's process needs.
  for (const name of Object.keys(hour.env).filter((each) => each.startsWith('SNOWFLAKE_')))
    delete hour.env[name];
  const status = LINES.find((line) => line.includes(' status ')) ?? '';
  expect(await hour.type(status)).toContain('no blind spots');
  // Those of the person who set up are profiles beside them.
  const own = LINES.find((line) => line.endsWith(' --profile owner')) ?? '';
  expect(await hour.type(own)).toContain('AWS_INVENTORY_CONNECTION');
}, 420_000);
