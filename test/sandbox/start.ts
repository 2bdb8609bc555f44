import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { World } from './aws/contract.ts';
import { type AwsSandbox, type AwsSandboxOptions, startAws } from './aws/server.ts';
import { generateWorld } from './aws/world/generate.ts';
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
  /** Whether that file is thrown away with the sandbox. */
  readonly scratch?: boolean;
  /** How many threads Snowflake's statements have. Default 1. */
  readonly threads?: number;
  /** Has the engine measure what statements cost. */
  readonly profiles?: boolean;
  /** How many times the published quotas AWS has granted. Default 1. */
  readonly quotas?: number;
  /** Before every answer of AWS. Default 0. */
  readonly latencyMs?: number;
  readonly partition?: World['partition'];
  /** AWS's clock; the real time unless said. */
  readonly awsClock?: () => Date;
  /** Snowflake's clock; the real time unless said. */
  readonly snowflakeClock?: () => Date;
}

/** What the sandbox must be told of those that use it, and cannot know by itself. */
export interface Tenant {
  /** Statements that run in the Snowflake account before its door opens, as ACCOUNTADMIN. */
  readonly statements: readonly string[];
  /** What the role of every account may do. */
  readonly memberActions: readonly string[];
  /** What the roles may do that one account has for the whole organization. */
  readonly organizationActions: readonly string[];
}

/** A person who administers the Snowflake account. */
export interface Administrator {
  readonly user: string;
  readonly password: string;
}

/** Both servers and how to reach them. */
export interface Sandbox {
  readonly world: World;
  readonly aws: AwsSandbox | undefined;
  readonly snowflake: SnowflakeSandbox;
  readonly person: Administrator;
  /** Holds the stages, and whatever its users keep beside them; removed at the end. */
  readonly directory: string;
  close(): Promise<void>;
}

/** Name of the Snowflake account. */
export const ACCOUNT = 'SANDBOX';

/** Name of the person who administers it. */
export const PERSON = 'ANALYST';

/** Starts a Snowflake account and an AWS organization on loopback. */
export async function startSandbox(tenant: Tenant, options: SandboxOptions = {}): Promise<Sandbox> {
  // Whatever cannot start, what has started before it ends again.
  await using started = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'snowcensus-sandbox-'));
  started.defer(() => rm(directory, { recursive: true, force: true }));
  const person = { user: PERSON, password: randomBytes(12).toString('base64url') };
  const stages = options.dataFile ? `${options.dataFile}.stages` : join(directory, 'stages');
  const store = openStageStore(stages, options.snowflakeClock);
  const clock = options.snowflakeClock ? { clock: options.snowflakeClock } : {};
  const engine = await openEngine({
    store,
    ...clock,
    ...(options.dataFile ? { dataFile: options.dataFile } : {}),
    scratch: options.scratch,
    threads: options.threads,
    profiles: options.profiles === true ? await mkdtemp(join(directory, 'profiles-')) : undefined,
    bootstrap: [...makePerson(person), ...tenant.statements],
  });
  started.defer(() => engine.close());
  const snowflake = await startSnowflake({
    engine,
    store,
    ...clock,
    account: ACCOUNT,
    port: options.snowflakePort ?? 0,
  });
  started.defer(() => snowflake.close());
  const world = generateWorld({
    seed: options.seed ?? 1,
    accounts: options.accounts ?? 12,
    memberActions: tenant.memberActions,
    organizationActions: tenant.organizationActions,
    ...(options.partition ? { partition: options.partition } : {}),
  });
  const aws = options.aws === false ? undefined : await startAws(awsOptions(world, options));
  if (aws) started.defer(() => aws.close());
  const running = started.move();
  return { world, aws, snowflake, person, directory, close: () => running.disposeAsync() };
}

function awsOptions(
  world: World,
  { awsPort = 0, quotas = 1, latencyMs = 0, awsClock }: SandboxOptions,
): AwsSandboxOptions {
  return { world, port: awsPort, quotas, latencyMs, ...(awsClock ? { clock: awsClock } : {}) };
}

/** The statements with which a fresh account gets its administrator. */
function makePerson({ user, password }: Administrator): readonly string[] {
  return [
    `CREATE USER IF NOT EXISTS ${user} TYPE = PERSON DEFAULT_ROLE = ACCOUNTADMIN`,
    `ALTER USER ${user} SET PASSWORD = '${password}'`,
    `GRANT ROLE ACCOUNTADMIN TO USER ${user}`,
  ];
}
