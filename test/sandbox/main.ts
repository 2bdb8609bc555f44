import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { ACCOUNT, type SandboxOptions, startSandbox } from './start.ts';

const USAGE = `Starts a Snowflake account and an AWS organization on loopback, prints one line of JSON, and stays until SIGTERM.

Usage: npm run sandbox -- [--accounts N] [--seed S] [--aws-port P] [--snowflake-port P] [--quotas N] [--no-aws] [--empty] [--data FILE]

  --accounts N        Accounts of the organization (12)
  --seed S            What the organization is generated from (1)
  --aws-port P        Port of the AWS server (any free one)
  --snowflake-port P  Port of the Snowflake server (any free one)
  --quotas N          AWS has raised its published quotas so many times (1)
  --no-aws            Start Snowflake only
  --empty             A fresh Snowflake account: system roles and an administrator, nothing else
  --data FILE         Keep Snowflake's data in this DuckDB file
`;

const { values } = parseArgs({
  options: {
    accounts: { type: 'string' },
    seed: { type: 'string' },
    'aws-port': { type: 'string' },
    'snowflake-port': { type: 'string' },
    quotas: { type: 'string' },
    'no-aws': { type: 'boolean' },
    empty: { type: 'boolean' },
    data: { type: 'string' },
    help: { type: 'boolean' },
  },
});

if (values.help) {
  process.stdout.write(USAGE);
} else {
  await serve({
    ...numbered('accounts', values.accounts),
    ...numbered('seed', values.seed),
    ...numbered('awsPort', values['aws-port']),
    ...numbered('snowflakePort', values['snowflake-port']),
    ...numbered('quotas', values.quotas),
    aws: values['no-aws'] !== true,
    objects: values.empty !== true,
    dataFile: values.data,
  });
}

async function serve(options: SandboxOptions): Promise<void> {
  const sandbox = await startSandbox(options);
  const { entry } = sandbox.world;
  const description = {
    snowflake: { url: sandbox.snowflake.url, account: ACCOUNT, ...sandbox.person },
    ...(sandbox.aws
      ? {
          aws: {
            url: sandbox.aws.url,
            partition: sandbox.world.partition,
            organizationId: sandbox.world.organizationId,
            managementAccountId: sandbox.world.managementAccountId,
            accounts: sandbox.world.accounts.size,
            sourceRoleArn: entry.sourceRoleArn,
            organizationRoleArn: entry.organizationRoleArn,
            memberRoleName: entry.memberRoleName,
            externalId: entry.externalId,
          },
        }
      : {}),
    env: sandbox.env,
    adminEnv: sandbox.adminEnv,
    publicKeyFile: sandbox.publicKeyFile,
  };
  process.stdout.write(`${JSON.stringify(description)}\n`);
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  await sandbox.close();
}

function numbered(name: string, text: string | undefined): Record<string, number> {
  if (text === undefined) return {};
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} takes a whole number, not ${text}`);
  return { [name]: value };
}
