import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openClient } from '../installation/client.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import type { Keys } from '../sandbox/aws/cloud.ts';
import { callCloudFormation, deployAsTheCli } from '../sandbox/aws/deploy-as-the-cli.ts';
import { ACCOUNT } from '../sandbox/start.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const QUOTAS = 20;

/** A fresh Snowflake account, an organization without any role of ours, and a shell in a checkout before both. */
export interface Hour {
  readonly sandbox: PreparedSandbox;
  readonly checkout: string;
  /** The environment of the shell that is typed into. */
  readonly env: Record<string, string>;
  /** Types one line; `more` is what its reader adds. `export` stays with the shell, and AWS's own tool deploys into the sandbox. */
  type(line: string, more?: string): Promise<string>;
  /** Writes a file that the page shows, with what is the reader's in place. */
  write(name: string, text: string): void;
  close(): Promise<void>;
}

/** The lines that a section of a page says to type, in order. */
export function typedLines(page: string, section: string): readonly string[] {
  return [...sectionOf(page, section).matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .flatMap(([, block = '']) => block.split('\n'))
    .filter((line) => line !== '');
}

/** The file that a section of a page shows in YAML. */
export function shownFile(page: string, section: string): string {
  return /^```yaml\n([\s\S]*?)^```$/m.exec(sectionOf(page, section))?.[1] ?? '';
}

function sectionOf(page: string, section: string): string {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return text.split(/^## /m).find((part) => part.startsWith(`${section}\n`)) ?? '';
}

/** Begins an hour. The values that a page leaves to its reader are the sandbox's, where they are first exported. */
export async function beginHour(): Promise<Hour> {
  const sandbox = await startPreparedSandbox({ accounts: 4, objects: false, quotas: QUOTAS });
  const checkout = mkdtempSync(join(tmpdir(), 'snowcensus-hour-'));
  for (const name of ['package.json', 'src', 'sql', 'test', 'node_modules']) {
    symlinkSync(join(ROOT, name), join(checkout, name));
  }
  const { entry, rootId, accounts } = sandbox.world;
  const awsUrl = String(sandbox.env.AWS_ENDPOINT_URL);
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
  const own: Record<string, string> = {
    SNOWFLAKE_ACCOUNT: ACCOUNT,
    SNOWFLAKE_USER: sandbox.person.user,
    SNOWFLAKE_PRIVATE_KEY_FILE: String(sandbox.env.SNOWFLAKE_PRIVATE_KEY_FILE),
    SOURCE_ROLE: entry.sourceRoleArn,
    ORGANIZATION_ROLE: entry.organizationRoleArn,
    MEMBER_ROLE: entry.memberRoleName,
    ROOT: rootId,
  };
  const env: Record<string, string> = {
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
  /** A page's first block is the reader's to fill in; what comes later is as it stands. */
  const mine = (name: string, value: string): string => {
    const filled = own[name];
    delete own[name];
    return filled ?? value;
  };

  /** AWS's own tool: the same calls, with the keys of the profile or else of the environment. */
  async function typeAws(words: readonly string[]): Promise<string> {
    const flag = (name: string) => words[words.indexOf(`--${name}`) + 1] ?? '';
    const [service, command] = words.filter(
      (word, at) => !/^--/.test(`${words[at - 1]} `) && !/^--/.test(word),
    );
    if (service !== 'cloudformation') throw new Error(`aws ${service} is typed nowhere`);
    const keys = words.includes('--profile') ? profile(flag('profile')) : entry;
    if (command === 'activate-organizations-access') {
      return callCloudFormation(awsUrl, keys, 'ActivateOrganizationsAccess');
    }
    return deployAsTheCli(awsUrl, keys, {
      stackName: flag('stack-name'),
      template: readFileSync(join(checkout, flag('template-file')), 'utf8'),
      capabilities: words.includes('--capabilities') ? [flag('capabilities')] : [],
    });
  }

  function profile(name: string): Keys {
    const file = readFileSync(String(sandbox.env.AWS_SHARED_CREDENTIALS_FILE), 'utf8');
    const section = file.split(/^\[/m).find((part) => part.startsWith(`${name}]`)) ?? '';
    const value = (key: string) => new RegExp(`^${key} = (.+)$`, 'm').exec(section)?.[1] ?? '';
    return {
      accessKeyId: value('aws_access_key_id'),
      secretAccessKey: value('aws_secret_access_key'),
      sessionToken: value('aws_session_token'),
    };
  }

  async function type(line: string, more = ''): Promise<string> {
    const [command = '', ...words] = line.split(' ');
    if (command === 'export') {
      for (const [, name = '', value = ''] of line.matchAll(/ (\w+)=(\S+)/g)) env[name] = mine(name, value);
      return '';
    }
    if (command === 'aws') return typeAws(words);
    const { stdout } = await promisify(execFile)('bash', ['-c', `${line} ${more}`], {
      cwd: checkout,
      env,
      // The SQL of all views and detections is more than the usual bound.
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  }

  return {
    sandbox,
    checkout,
    env,
    type,
    write(name, text) {
      const filled = text
        .replaceAll('myorg-myaccount', ACCOUNT)
        .replaceAll('user: me,', `user: ${sandbox.person.user},`)
        .replaceAll('me.p8', String(sandbox.env.SNOWFLAKE_PRIVATE_KEY_FILE));
      writeFileSync(join(checkout, name), filled);
    },
    async close() {
      await sandbox.close();
      rmSync(checkout, { recursive: true, force: true });
    },
  };
}

/** Rows of a view, as an administrator counts them. */
export async function countRows(sandbox: PreparedSandbox, view: string): Promise<number | undefined> {
  const client = await openClient(sandbox);
  try {
    const [row] = await client.query<{ ROW_COUNT: number }>(
      `SELECT COUNT(*) AS ROW_COUNT FROM SNOWALERT.DATA.${view}`,
    );
    return row?.ROW_COUNT;
  } finally {
    await client.close();
  }
}
