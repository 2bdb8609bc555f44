import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { actionsOf, memberRole, organizationRoles } from '../../src/generate/roles.ts';
import type { World } from '../sandbox/aws/contract.ts';
import { ACCOUNT, PERSON, type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/start.ts';
import { SERVICE, setUpService } from './service-account.ts';

const REGIONS = { aws: 'us-east-1', 'aws-us-gov': 'us-gov-west-1', 'aws-cn': 'cn-north-1' } as const;

/** Key of the service user in every sandbox of this process: to make one takes longer than to start a sandbox. */
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** What a prepared sandbox is started with. */
export interface PreparedSandboxOptions extends SandboxOptions {
  /** False starts a Snowflake account as fresh as Snowflake's own: system roles and an administrator. */
  readonly objects?: boolean;
}

/** A sandbox whose Snowflake account the administrators have set up for us, with the environment to reach it. */
export interface PreparedSandbox extends Sandbox {
  /** What the connector's process needs in its environment: the service user, as the owner of the schema. */
  readonly env: Readonly<Record<string, string>>;
  /** The same for the person, as ACCOUNTADMIN. */
  readonly adminEnv: Readonly<Record<string, string>>;
  /** The service user's public key, PEM. */
  readonly publicKeyFile: string;
}

/** Starts the sandbox with the roles that our connections enter, and the administrators' part of the set-up done. */
export async function startPreparedSandbox(options: PreparedSandboxOptions = {}): Promise<PreparedSandbox> {
  const tenant = {
    statements: options.objects === false ? [] : setUpService(publicKey, PERSON),
    memberActions: actionsOf(memberRole),
    organizationActions: organizationRoles.flatMap(actionsOf),
  };
  const sandbox = await startSandbox(tenant, options);
  const { world, aws, snowflake, person, directory } = sandbox;
  const keyFile = join(directory, 'service-user.p8');
  await writeFile(keyFile, privateKey, { mode: 0o600 });
  const publicKeyFile = join(directory, 'service-user.pub');
  await writeFile(publicKeyFile, publicKey);
  const reachAws = aws ? { ...awsEnvironment(aws.url, world), ...(await writeProfiles(sandbox, aws)) } : {};

  return {
    ...sandbox,
    publicKeyFile,
    env: {
      ...snowflakeEnvironment(snowflake.url),
      SNOWFLAKE_USER: SERVICE.user,
      SNOWFLAKE_PRIVATE_KEY_FILE: keyFile,
      SNOWFLAKE_ROLE: options.objects === false ? SERVICE.roles.loader : SERVICE.roles.owner,
      ...reachAws,
      SNOWCENSUS_SPOOL_DIRECTORY: join(directory, 'spool'),
    },
    adminEnv: {
      ...snowflakeEnvironment(snowflake.url),
      SNOWFLAKE_USER: person.user,
      SNOWFLAKE_PASSWORD: person.password,
      SNOWFLAKE_ROLE: 'ACCOUNTADMIN',
    },
  };
}

/** A file of AWS profiles for those who deploy roles by AWS's own tool: `management` administers that account. */
async function writeProfiles(
  { world, directory }: Sandbox,
  aws: NonNullable<Sandbox['aws']>,
): Promise<Record<string, string>> {
  const keys = aws.signInAsAdministrator(world.managementAccountId);
  const file = join(directory, 'aws-credentials');
  const lines = [
    '[management]',
    `region = ${REGIONS[world.partition]}`,
    `aws_access_key_id = ${keys.AccessKeyId}`,
    `aws_secret_access_key = ${keys.SecretAccessKey}`,
    `aws_session_token = ${keys.SessionToken}`,
  ];
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return { AWS_SHARED_CREDENTIALS_FILE: file };
}

function snowflakeEnvironment(url: string): Record<string, string> {
  return {
    SNOWFLAKE_ACCOUNT: ACCOUNT,
    SNOWFLAKE_ACCESS_URL: url,
    SNOWFLAKE_WAREHOUSE: SERVICE.warehouse,
    SNOWFLAKE_DATABASE: SERVICE.schema.database,
    SNOWFLAKE_SCHEMA: SERVICE.schema.schema,
  };
}

function awsEnvironment(url: string, world: World): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: world.entry.accessKeyId,
    AWS_SECRET_ACCESS_KEY: world.entry.secretAccessKey,
    AWS_REGION: REGIONS[world.partition],
  };
}
