import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { init } from '../../src/commands/init.ts';
import { type Client, openClient } from '../installation/client.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { copySetUpAccount } from '../installation/set-up-account.ts';
import { deployAsTheCli } from '../sandbox/aws/deploy-as-the-cli.ts';
import { RAISED_QUOTAS } from '../sandbox/aws/throttle-limits.ts';
import { type Answer, fillInForm } from './fill-in.ts';
import { setAwsEnvironment } from './in-process.ts';

const ENTER = '\r';
const CTRL_C = '\x03';
const DO_IT = 'Do it?';

/** Snowflake is set up already, by somebody; what `init` makes beside it is what is looked at here. */
let sandbox: PreparedSandbox;
let client: Client;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snowcensus-init-'));
  const dataFile = join(directory, 'account.duckdb');
  await copySetUpAccount(dataFile);
  sandbox = await startPreparedSandbox({ accounts: 3, dataFile, scratch: true, quotas: RAISED_QUOTAS });
  client = await openClient(sandbox);
  const { entry, accounts } = sandbox.world;
  for (const account of accounts.values()) {
    account.changeIam(({ roles }) => {
      roles.delete(entry.memberRoleName);
      roles.delete('snowcensus-organization');
    });
  }
});
afterAll(async () => {
  await client.close();
  await sandbox.close();
  await rm(directory, { recursive: true, force: true });
});

/** One sitting of a person at `init`. */
function sit(answers: readonly Answer[]) {
  const env = { ...sandbox.env, ...sandbox.adminEnv, SNOWCENSUS_AWS_RATE: String(RAISED_QUOTAS) };
  delete (env as Record<string, unknown>).SNOWFLAKE_PRIVATE_KEY_FILE;
  setAwsEnvironment(env);
  const flags = ['--organizational-unit', sandbox.world.rootId, '--regions', 'us-east-1'];
  return fillInForm(init, env, ['--directory', join(directory, 'snowcensus'), ...flags], answers, 60_000);
}

async function connections(): Promise<readonly string[]> {
  const rows = await client.query<{ name: string }>(
    "SHOW TABLES LIKE '%_CONNECTION' IN SCHEMA SNOWALERT.DATA",
  );
  return rows.map(({ name }) => name);
}

/** What a person does with the first command that `init` prints. */
async function deployOrganizationRole(printed: string): Promise<void> {
  const keys = sandbox.aws?.signInAsAdministrator(sandbox.world.managementAccountId);
  const [, stackName = '', file = ''] = /--stack-name (\S+) --template-file (\S+)/.exec(printed) ?? [];
  await deployAsTheCli(
    sandbox.aws?.url ?? '',
    {
      accessKeyId: keys?.AccessKeyId ?? '',
      secretAccessKey: keys?.SecretAccessKey ?? '',
      sessionToken: keys?.SessionToken ?? '',
    },
    { stackName, template: await readFile(file, 'utf8'), capabilities: ['CAPABILITY_NAMED_IAM'] },
  );
}

const source: () => Answer = () => [
  'ARN of the role that the process has',
  `${sandbox.world.entry.sourceRoleArn}${ENTER}`,
];
const organization: () => Answer = () => [
  'ARN of the role in the management account',
  `${sandbox.world.entry.organizationRoleArn}${ENTER}`,
];
const member: () => Answer = () => [
  'name of the role in every account',
  `${'\x7f'.repeat(30)}${sandbox.world.entry.memberRoleName}${ENTER}`,
];

test('may be left at the first question, with nothing done', async () => {
  const { code, stderr } = await sit([[DO_IT, ENTER]]);
  expect(code).toBe(1);
  expect(stderr).toBe('left\n  fix: Go on another time with `snowcensus init`.');
  await expect(readFile(join(directory, 'snowcensus', 'key.p8'))).rejects.toThrow('ENOENT');
});

test('may be given up while it asks for the roles, once Snowflake is set up, and does not deny that', async () => {
  const { code, stdout, stderr } = await sit([
    [DO_IT, 'y'],
    source(),
    ['ARN of the role in the management account', CTRL_C],
  ]);
  expect(code).toBe(1);
  expect(stdout).toContain('set up\n');
  expect(stderr).not.toContain('nothing was changed');
  expect(stderr).toContain('Go on another time with `snowcensus init`');
  expect(await connections()).toEqual([]);
});

test('asks again after a slip, and adds nothing that is not agreed to', async () => {
  const { stdout, stderr } = await sit([
    [DO_IT, 'y'],
    ['ARN of the role that the process has', `nonsense${ENTER}`],
    ['nonsense', `${'\x7f'.repeat(8)}${sandbox.world.entry.sourceRoleArn}${ENTER}`],
    organization(),
    member(),
    [DO_IT, 'n'],
  ]);
  expect(stdout).toContain('uses the key');
  expect(stderr).toContain('left');
  expect(await connections()).toEqual([]);
});

test('adds the connections and writes the templates; left there, it asks for nothing that it knows', async () => {
  const first = await sit([
    [DO_IT, 'y'],
    source(),
    organization(),
    member(),
    [DO_IT, 'y'],
    ['It does not get in yet', 'n'],
  ]);
  expect(first.code).toBe(1);
  expect(first.stderr).toContain('AWS_ACCOUNTS_CONNECTION does not get in yet');
  // It is the one that goes on: what its steps would say by themselves to do next is not to be done.
  expect(first.stdout + first.stderr).not.toMatch(/next: snowcensus|deploy it, then check/);
  expect(await connections()).toEqual(['AWS_ACCOUNTS_CONNECTION', 'AWS_INVENTORY_CONNECTION']);
  const second = await sit([
    [DO_IT, 'y'],
    [DO_IT, 'y'],
    ['It does not get in yet', CTRL_C],
  ]);
  expect(second.stdout).toContain('AWS_INVENTORY_CONNECTION is there already');
  expect(second.stderr).toContain('Go on another time');
});

test('goes on where a role is deployed while it waits, and stops where the next is not', async () => {
  const printed = await sit([
    [DO_IT, 'y'],
    [DO_IT, 'y'],
    ['It does not get in yet', 'n'],
  ]);
  const { code, stdout, stderr } = await sit([
    [DO_IT, 'y'],
    [DO_IT, 'y'],
    [
      'It does not get in yet',
      async () => {
        await deployOrganizationRole(printed.stdout);
        return 'y';
      },
    ],
    ['It does not get in yet', 'n'],
  ]);
  expect(code).toBe(1);
  expect(stdout).toContain('5 of 6');
  expect(stderr).toContain('AWS_INVENTORY_CONNECTION does not get in yet');
  const [{ ACCOUNTS = 0 } = {}] = await client.query<{ ACCOUNTS: number }>(
    'SELECT COUNT(*) AS ACCOUNTS FROM SNOWALERT.DATA.AWS_ACCOUNTS',
  );
  expect(ACCOUNTS).toBe(3);
});
