import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runConnector } from '../installation/connector.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { RAISED_QUOTAS } from '../sandbox/aws/throttle-limits.ts';
import { deployTemplate, type StackTemplate } from '../sandbox/aws/world/deploy-template.ts';

let sandbox: PreparedSandbox;
let directory: string;
let env: Record<string, string>;

beforeAll(async () => {
  sandbox = await startPreparedSandbox({ accounts: 4, objects: false, quotas: RAISED_QUOTAS });
  directory = mkdtempSync(join(tmpdir(), 'snowcensus-init-'));
  const { entry, accounts } = sandbox.world;
  for (const account of accounts.values()) {
    account.changeIam(({ roles }) => {
      roles.delete(entry.memberRoleName);
      roles.delete('snowcensus-organization');
    });
  }
  env = { ...sandbox.env, ...sandbox.adminEnv, SNOWCENSUS_AWS_RATE: String(RAISED_QUOTAS) };
  delete env.SNOWFLAKE_PRIVATE_KEY_FILE;
});
afterAll(async () => {
  await sandbox.close();
  rmSync(directory, { recursive: true, force: true });
});

const init = (...flags: readonly string[]) => runConnector(env, ['init', '--directory', directory, ...flags]);

function ways(): readonly string[] {
  const { entry, rootId } = sandbox.world;
  return [
    ...['--source-role-arn', entry.sourceRoleArn, '--organization-role-arn', entry.organizationRoleArn],
    ...['--member-role-name', entry.memberRoleName, '--organizational-unit', rootId],
    ...['--regions', 'us-east-1'],
  ];
}

test('says what it would do, asks nobody in a script, and does nothing by itself', async () => {
  const printed = await init('--print', ...ways());
  expect(printed.code, printed.stderr).toBe(0);
  expect(printed.stdout).toContain('CREATE USER IF NOT EXISTS');
  expect(printed.stdout).toContain('"AWS_INVENTORY_CONNECTION"');
  const unasked = await init(...ways());
  expect(unasked.code).toBe(1);
  expect(unasked.stderr).toContain('--yes is missing');
});

test('stops where the roles are not deployed, and goes on from there', async () => {
  const first = await init('--yes', ...ways());
  expect(first.code).toBe(1);
  expect(first.stderr).toContain('AWS_ACCOUNTS_CONNECTION does not get in yet');
  expect(first.stderr).toContain('go on with `snowcensus init`');
  const commands = [...first.stdout.matchAll(/--stack-name (\S+) --template-file (\S+) /g)];
  expect(commands.map(([, name]) => name)).toEqual(['snowcensus-organization', 'snowcensus-members']);
  const key = join(directory, 'key.p8');
  expect(statSync(key).mode & 0o777).toBe(0o600);
  const secret = readFileSync(key, 'utf8');

  const { world } = sandbox;
  for (const [, name = '', file = ''] of commands) {
    const template = JSON.parse(readFileSync(file, 'utf8')) as StackTemplate;
    deployTemplate(world, world.managementAccountId, name, template);
  }
  // What was told before is not asked again.
  const second = await init('--yes');
  expect(second.code, second.stdout + second.stderr).toBe(0);
  expect(second.stdout).toContain('AWS_ACCOUNTS_CONNECTION is there already');
  expect(second.stdout).toMatch(/^ +4 +\d+ {2}accounts, of which active$/m);
  expect(second.stdout).toMatch(/^ +0 +0 {2}accounts of which something cannot be seen/m);
  expect(readFileSync(key, 'utf8')).toBe(secret);
  const body = secret.split('\n')[1] ?? '';
  expect(body.length).toBeGreaterThan(40);
  expect([first, second].map(({ stdout, stderr }) => stdout + stderr).join('')).not.toContain(body);

  const settings = join(directory, 'snowcensus.yaml');
  const { PATH = '' } = process.env;
  const status = await runConnector({ PATH, SNOWCENSUS_CONFIG: settings }, ['status', '--json']);
  expect(status.stderr).toBe('');
  expect(JSON.parse(status.stdout)).toMatchObject({ ok: true, blindSpots: [] });
}, 240_000);
