import { parseArgs } from 'node:util';
import type { PreparedSandboxOptions } from './prepared-sandbox.ts';

/** What `--help` prints. */
export const USAGE = `Starts a Snowflake account and an AWS organization on loopback, prints one line of JSON, and stays until SIGTERM.

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

const OPTIONS = {
  accounts: { type: 'string' },
  seed: { type: 'string' },
  'aws-port': { type: 'string' },
  'snowflake-port': { type: 'string' },
  quotas: { type: 'string' },
  'no-aws': { type: 'boolean' },
  empty: { type: 'boolean' },
  data: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** What the arguments of `npm run sandbox` ask for. Throws where they are none. */
export function readArguments(args: readonly string[]): PreparedSandboxOptions | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  return {
    ...numbered('accounts', 'accounts', 1),
    ...numbered('seed', 'seed', 0),
    ...numbered('aws-port', 'awsPort', 0, 65_535),
    ...numbered('snowflake-port', 'snowflakePort', 0, 65_535),
    ...numbered('quotas', 'quotas', 1),
    aws: values['no-aws'] !== true,
    objects: values.empty !== true,
    dataFile: values.data,
  };

  function numbered(
    option: 'accounts' | 'seed' | 'aws-port' | 'snowflake-port' | 'quotas',
    name: keyof PreparedSandboxOptions,
    least: number,
    most = Number.MAX_SAFE_INTEGER,
  ): PreparedSandboxOptions {
    const text = values[option];
    if (text === undefined) return {};
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return { [name]: value };
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
    throw new Error(`--${option} takes a whole number ${range}, not ${text}`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (cause) {
    const known = Object.keys(OPTIONS).map((option) => `--${option}`);
    throw new Error(`${cause instanceof Error ? cause.message : cause}\n  Use ${known.join(', ')}.`, {
      cause,
    });
  }
}
