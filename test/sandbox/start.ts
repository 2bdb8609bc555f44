import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actionsOf, memberRole, organizationRoles } from '../../src/generate/roles.ts';
import type { World } from './aws/contract.ts';
import { type AwsSandbox, startAws } from './aws/server.ts';
import { generateWorld } from './aws/world/generate.ts';
import { makePerson, PERSON, SERVICE, setUp } from './bootstrap.ts';
import { openEngine } from './snowflake/engine/engine.ts';
import { type SnowflakeSandbox, startSnowflake } from './snowflake/server.ts';
import { openStageStore } from './snowflake/stage/stage-store.ts';

/** What both servers together are started with. */
export interface SandboxOptions {
  /** Accounts of the organization, management account included. Default 12. */
  readonly accounts?: number;
  /** Everything generated follows from it. Default 1. */
  readonly seed?: number;
  /** Default 0: any free port. */
  readonly awsPort?: number;
  readonly snowflakePort?: number;
  /** False leaves AWS to somebody else. */
  readonly aws?: boolean;
  /** DuckDB file to keep Snowflake's data in; otherwise it is gone with the sandbox. */
  readonly dataFile?: string | undefined;
  /** False starts a Snowflake account as fresh as Snowflake's own: system roles and an administrator. */
  readonly objects?: boolean;
  /** How many times the published quotas AWS has granted. Default 1. */
  readonly quotas?: number;
  readonly partition?: World['partition'];
  /** AWS's clock; the real time unless said. */
  readonly awsClock?: () => Date;
  /** Snowflake's clock; the real time unless said. */
  readonly snowflakeClock?: () => Date;
}

/** Both servers and how to reach them. */
export interface Sandbox {
  readonly world: World;
  readonly aws: AwsSandbox | undefined;
  readonly snowflake: SnowflakeSandbox;
  /** What the connector's process needs in its environment: the service user, as the owner of the schema. */
  readonly env: Readonly<Record<string, string>>;
  /** The same for the person, as ACCOUNTADMIN. */
  readonly adminEnv: Readonly<Record<string, string>>;
  /** The service user's public key, PEM. */
  readonly publicKeyFile: string;
  /** A person who administers the account, for any client. */
  readonly person: { readonly user: string; readonly password: string };
  /** Holds the spool, the stages and the private key; removed at the end. */
  readonly directory: string;
  close(): Promise<void>;
}

export const ACCOUNT = 'SANDBOX';
/** Starts a Snowflake account and an AWS organization on loopback. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const directory = await mkdtemp(join(tmpdir(), 'snowcensus-sandbox-'));
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const keyFile = join(directory, 'service-user.p8');
  await writeFile(keyFile, privateKey, { mode: 0o600 });
  const publicKeyFile = join(directory, 'service-user.pub');
  await writeFile(publicKeyFile, publicKey);
  const person = { user: PERSON, password: randomBytes(12).toString('base64url') };

  const store = openStageStore(options.dataFile ? `${options.dataFile}.stages` : join(directory, 'stages'));
  const clock = options.snowflakeClock ? { clock: options.snowflakeClock } : {};
  const engine = await openEngine({
    store,
    ...clock,
    ...(options.dataFile ? { dataFile: options.dataFile } : {}),
    bootstrap: [...makePerson(person), ...(options.objects === false ? [] : setUp(publicKey, person.user))],
  });
  const snowflake = await startSnowflake({
    engine,
    store,
    ...clock,
    account: ACCOUNT,
    port: options.snowflakePort ?? 0,
  });
  const world = generateWorld({
    seed: options.seed ?? 1,
    accounts: options.accounts ?? 12,
    memberActions: actionsOf(memberRole),
    organizationActions: organizationRoles.flatMap(actionsOf),
    ...(options.partition ? { partition: options.partition } : {}),
  });
  const aws =
    options.aws === false
      ? undefined
      : await startAws({
          world,
          port: options.awsPort ?? 0,
          quotas: options.quotas ?? 1,
          ...(options.awsClock ? { clock: options.awsClock } : {}),
        });

  return {
    world,
    aws,
    snowflake,
    person,
    directory,
    publicKeyFile,
    env: {
      ...snowflakeEnvironment(snowflake.url),
      SNOWFLAKE_USER: SERVICE.user,
      SNOWFLAKE_PRIVATE_KEY_FILE: keyFile,
      SNOWFLAKE_ROLE: options.objects === false ? SERVICE.roles.loader : SERVICE.roles.owner,
      ...(aws ? awsEnvironment(aws.url, world) : {}),
      SNOWCENSUS_SPOOL_DIRECTORY: join(directory, 'spool'),
    },
    adminEnv: {
      ...snowflakeEnvironment(snowflake.url),
      SNOWFLAKE_USER: person.user,
      SNOWFLAKE_PASSWORD: person.password,
      SNOWFLAKE_ROLE: 'ACCOUNTADMIN',
    },
    async close() {
      await aws?.close();
      await snowflake.close();
      await engine.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
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
  const region = { aws: 'us-east-1', 'aws-us-gov': 'us-gov-west-1', 'aws-cn': 'cn-north-1' }[world.partition];
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: world.entry.accessKeyId,
    AWS_SECRET_ACCESS_KEY: world.entry.secretAccessKey,
    AWS_REGION: region,
  };
}
