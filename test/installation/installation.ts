import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunSummary } from '../../src/run/summary.ts';
import { runInProcess } from '../commands/in-process.ts';
import { RAISED_QUOTAS } from '../sandbox/aws/throttle-limits.ts';
import { type Client, openClient } from './client.ts';
import { connectionTable } from './connection-table.ts';
import { type ConnectorResult, runConnector } from './connector.ts';
import {
  type PreparedSandbox,
  type PreparedSandboxOptions,
  startPreparedSandbox,
} from './prepared-sandbox.ts';
import { SERVICE } from './service-account.ts';
import { copySetUpAccount } from './set-up-account.ts';

export const ACCOUNTS = 'AWS_ACCOUNTS_TEST_CONNECTION';
export const INVENTORY = 'AWS_INVENTORY_TEST_CONNECTION';

/** What `run --json` prints. */
export type PrintedSummary = RunSummary & { readonly peakRssMb: number };

/** A schema that is set up, with both connections, and the connector to run them. */
export interface Installation {
  readonly sandbox: PreparedSandbox;
  readonly client: Client;
  /** Runs a command of the connector, in the process of the test unless it was installed otherwise. */
  command(...args: readonly string[]): Promise<ConnectorResult>;
  /** Runs a connection that ends ok or partial; fails otherwise. */
  run(connection: string, ...args: readonly string[]): Promise<PrintedSummary>;
  close(): Promise<void>;
}

/** Options of the inventory connection, as YAML lines, beside those every test needs. */
export interface InstallOptions extends PreparedSandboxOptions {
  /** How many times the published quotas AWS has granted, and how fast we call. Many, but where pace is what is tested. */
  readonly quotas?: number;
  readonly inventory?: readonly string[];
  /** Whether each command has a process of its own, where that is what is tested: it takes two seconds of a core. */
  readonly asProcess?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the sandbox on an account that is set up, and creates both connections, as a user would. */
export async function install(options: InstallOptions = {}): Promise<Installation> {
  const quotas = options.quotas ?? RAISED_QUOTAS;
  const directory = await mkdtemp(join(tmpdir(), 'snowcensus-account-'));
  const dataFile = join(directory, 'account.duckdb');
  await copySetUpAccount(dataFile);
  const sandbox = await startPreparedSandbox({ ...options, dataFile, scratch: true, quotas });
  const env = {
    ...sandbox.env,
    AWS_MAX_ATTEMPTS: '3',
    SNOWCENSUS_AWS_RATE: String(quotas),
    ...options.env,
  };
  // Runs are the loader's; all else is the owner's.
  const loader = { ...env, SNOWFLAKE_ROLE: SERVICE.roles.loader };
  const start = options.asProcess ? runConnector : runInProcess;
  const command = (...args: readonly string[]) => start(args[0] === 'run' ? loader : env, args);
  const client = await openClient(sandbox);
  for (const statement of connections(sandbox, options.inventory ?? ['regions: [us-east-1, eu-west-1]'])) {
    await client.query(statement);
  }
  return {
    sandbox,
    client,
    command,
    async run(connection, ...args) {
      return summaryOf(await command('run', connection, '--json', ...args), 0, 2);
    },
    async close() {
      await client.close();
      await sandbox.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function connections({ world }: PreparedSandbox, inventory: readonly string[]): readonly string[] {
  const { entry } = world;
  return [
    ...connectionTable(
      ACCOUNTS,
      `module: aws_accounts
source_role_arn: ${entry.sourceRoleArn}
destination_role_arn: ${entry.organizationRoleArn}
destination_role_external_id: ${entry.externalId}`,
    ),
    ...connectionTable(
      INVENTORY,
      `module: aws_inventory
source_role_arn: ${entry.sourceRoleArn}
destination_role_name: ${entry.memberRoleName}
external_id: ${entry.externalId}
accounts_connection_name: ${ACCOUNTS}
${inventory.join('\n')}`,
    ),
  ];
}

/** The summary that `run --json` has printed. Throws where it ended with none of the codes. */
export function summaryOf(
  { code, stdout, stderr }: ConnectorResult,
  ...codes: readonly number[]
): PrintedSummary {
  if (code === null || !codes.includes(code)) {
    throw new Error(`the connector ended with ${code}:\n${stderr}\n${stdout}`);
  }
  return JSON.parse(stdout) as PrintedSummary;
}
