import { once } from 'node:events';
import { ACCOUNT } from '../sandbox/start.ts';
import { readArguments, USAGE } from './arguments.ts';
import {
  type PreparedSandbox,
  type PreparedSandboxOptions,
  startPreparedSandbox,
} from './prepared-sandbox.ts';

process.exitCode = await main();

/** Runs the command line; gives the exit code. */
async function main(): Promise<number> {
  // Asked to end while it still starts, the process clears up what has started.
  const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  try {
    const options = readArguments(process.argv.slice(2));
    if (options === 'help') process.stdout.write(USAGE);
    else await serve(options, stopped);
    return 0;
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function serve(options: PreparedSandboxOptions, stopped: Promise<unknown>): Promise<void> {
  const sandbox = await startPreparedSandbox(options).catch((cause: unknown) => {
    throw new Error(`the sandbox did not start: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  });
  process.stdout.write(`${JSON.stringify(describe(sandbox))}\n`);
  await stopped;
  await sandbox.close();
}

function describe({ world, aws, snowflake, person, env, adminEnv, publicKeyFile }: PreparedSandbox) {
  const { entry } = world;
  return {
    snowflake: { url: snowflake.url, account: ACCOUNT, ...person },
    ...(aws
      ? {
          aws: {
            url: aws.url,
            partition: world.partition,
            organizationId: world.organizationId,
            managementAccountId: world.managementAccountId,
            accounts: world.accounts.size,
            sourceRoleArn: entry.sourceRoleArn,
            organizationRoleArn: entry.organizationRoleArn,
            memberRoleName: entry.memberRoleName,
            externalId: entry.externalId,
            identityCenterRegion: world.identityCenter().region,
          },
        }
      : {}),
    env,
    adminEnv,
    publicKeyFile,
  };
}
