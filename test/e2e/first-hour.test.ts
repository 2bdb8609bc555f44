import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openClient } from '../installation/client.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { deployTemplate, type StackTemplate } from '../sandbox/aws/world/deploy-template.ts';
import { ACCOUNT } from '../sandbox/start.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const QUOTAS = 20;

/** The lines that the README says to type in the first hour, in order. */
function typedLines(): readonly string[] {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const hour = readme.split(/^## /m).find((part) => part.startsWith('The first hour\n')) ?? '';
  return [...hour.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .flatMap(([, block = '']) => block.split('\n'))
    .filter((line) => line !== '');
}

let sandbox: PreparedSandbox;
let checkout: string;
/** The environment of the shell that is typed into. */
let env: Record<string, string>;
/** What the README leaves to its reader. */
let own: Record<string, string>;

beforeAll(async () => {
  sandbox = await startPreparedSandbox({ accounts: 4, objects: false, quotas: QUOTAS });
  checkout = mkdtempSync(join(tmpdir(), 'snowcensus-hour-'));
  for (const name of ['package.json', 'src', 'sql', 'test', 'node_modules']) {
    symlinkSync(join(ROOT, name), join(checkout, name));
  }
  const { entry, rootId, accounts } = sandbox.world;
  for (const account of accounts.values()) {
    account.changeIam(({ roles }) => {
      roles.delete(entry.memberRoleName);
      roles.delete('snowcensus-organization');
    });
  }
  const client = await openClient(sandbox);
  const key = readFileSync(sandbox.publicKeyFile, 'utf8').replaceAll(/-----.*?-----|\s/g, '');
  await client.query(`ALTER USER ${sandbox.person.user} SET RSA_PUBLIC_KEY = '${key}'`);
  await client.close();
  own = {
    SNOWFLAKE_ACCOUNT: ACCOUNT,
    SNOWFLAKE_USER: sandbox.person.user,
    SNOWFLAKE_PRIVATE_KEY_FILE: String(sandbox.env.SNOWFLAKE_PRIVATE_KEY_FILE),
    SOURCE_ROLE: entry.sourceRoleArn,
    ORGANIZATION_ROLE: entry.organizationRoleArn,
    MEMBER_ROLE: entry.memberRoleName,
    ROOT: rootId,
  };
  env = {
    PATH: String(process.env.PATH),
    HOME: String(process.env.HOME),
    TMPDIR: checkout,
    SNOWFLAKE_ACCESS_URL: sandbox.snowflake.url,
    AWS_ENDPOINT_URL: String(sandbox.env.AWS_ENDPOINT_URL),
    AWS_ACCESS_KEY_ID: entry.accessKeyId,
    AWS_SECRET_ACCESS_KEY: entry.secretAccessKey,
    AWS_REGION: 'us-east-1',
    SNOWCENSUS_AWS_RATE: String(QUOTAS),
    SNOWCENSUS_HTTP_ADDRESS: '127.0.0.1:0',
  };
});

afterAll(async () => {
  await sandbox.close();
  rmSync(checkout, { recursive: true, force: true });
});

/** Types one line. `export` stays with the shell, and AWS's own tool deploys into the sandbox. */
async function type(line: string): Promise<string> {
  const [command = '', ...words] = line.split(' ');
  if (command === 'export') {
    for (const [, name = '', value = ''] of line.matchAll(/ (\w+)=(\S+)/g)) env[name] = mine(name, value);
    return '';
  }
  if (command === 'aws') {
    const flag = (name: string) => words[words.indexOf(`--${name}`) + 1] ?? '';
    const template = readFileSync(join(checkout, flag('template-file')), 'utf8');
    const { world } = sandbox;
    deployTemplate(
      world,
      world.managementAccountId,
      flag('stack-name'),
      JSON.parse(template) as StackTemplate,
    );
    return '';
  }
  const { stdout } = await promisify(execFile)('bash', ['-c', line], { cwd: checkout, env });
  return stdout;
}

/** The README's first block is the reader's to fill in; what comes later is as it stands. */
function mine(name: string, value: string): string {
  const filled = own[name];
  delete own[name];
  return filled ?? value;
}

test('the first hour, typed as the README has it, ends with rows in the current views', async () => {
  const lines = typedLines();
  expect(lines.filter((line) => line.startsWith('npm run -s snowcensus -- '))).toHaveLength(11);
  for (const line of lines) await type(line);

  const client = await openClient(sandbox);
  const count = async (view: string) => {
    const [row] = await client.query<{ ROW_COUNT: number }>(
      `SELECT COUNT(*) AS ROW_COUNT FROM SNOWALERT.DATA.${view}`,
    );
    return row?.ROW_COUNT;
  };
  const views = ['AWS_ACCOUNTS', 'AWS_IAM_ROLES', 'AWS_IAM_USERS', 'AWS_EC2_VPCS', 'AWS_EC2_INSTANCES'];
  for (const view of views) expect({ view, rows: await count(view) }).not.toEqual({ view, rows: 0 });
  expect(await count('CONNECTOR_BLIND_SPOTS')).toBe(0);
  await client.close();
}, 240_000);

test('what is set up is then kept up by npm start', async () => {
  const service = spawn('npm', ['start'], { cwd: checkout, env, detached: true });
  let log = '';
  service.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  try {
    for (let tries = 0; tries < 300 && !log.includes('AWS_INVENTORY'); tries += 1) await sleep(100);
    expect(log).toContain('AWS_INVENTORY');
  } finally {
    process.kill(-(service.pid ?? 0), 'SIGTERM');
    await once(service, 'exit');
  }
}, 60_000);
