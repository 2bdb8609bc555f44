import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DescribeInstancesRequest, DescribeInstancesResult } from '@aws-sdk/client-ec2';
import { awsInventory } from '../../src/connectors/aws-inventory/connector.ts';
import type { Operation, OperationTable, World } from '../sandbox/aws/contract.ts';
import { allOperations } from '../sandbox/aws/operations/index.ts';
import { type AwsSandbox, startAws } from '../sandbox/aws/server.ts';
import { generateWorld } from '../sandbox/aws/world/generate.ts';
import { NODE_ENVIRONMENT, NODE_OPTIONS } from './node-options.ts';

/** What the measured process is told: how to reach AWS and what to read there. */
export interface CpuTask {
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly sourceRoleArn: string;
  readonly roleName: string;
  readonly externalId: string;
  /** The first one has many instances in `largeRegion`. */
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly largeRegion: string;
  /** Reads of the many instances before those that count. */
  readonly warmUps: number;
  readonly repeats: number;
  /** Where it may write; it is removed. */
  readonly directory: string;
}

/** CPU time, user and system, of the measured process alone. */
export interface CpuFigures {
  /** Read from full pages of DescribeInstances. */
  readonly instances: number;
  readonly instancesCpuMs: number;
  /** Of whole accounts, every collector in every region. */
  readonly calls: number;
  readonly rowsOfCalls: number;
  readonly callsCpuMs: number;
  readonly peakRssMb: number;
}

/** What the measured process answers. */
export interface Told {
  readonly figures: CpuFigures;
}

export interface CpuOptions {
  readonly accounts: number;
  /** In the one region that has many. */
  readonly instances: number;
  readonly repeats: number;
  /** Further options of Node for the measured process. */
  readonly nodeOptions?: readonly string[];
}

const LARGE_REGION = 'us-east-1';
const PAGE = 200;

/**
 * Measures what the product's process alone uses from AWS's answers on the wire to the parts on disk: for full pages of
 * instances, and for whole accounts of the sandbox, most of whose answers are small.
 */
export async function measureCpu(options: CpuOptions): Promise<CpuFigures> {
  const world = generateWorld({
    seed: 5,
    accounts: options.accounts,
    memberActions: [...new Set(awsInventory.collectors.flatMap(({ actions }) => actions))],
    organizationActions: [],
  });
  for (const account of world.accounts.values()) account.credentialReport.coldPolls = 0;
  const members = [...world.accounts.values()].filter(
    ({ id, isManagement, state }) =>
      !isManagement && !world.entry.sourceRoleArn.includes(id) && state === 'ACTIVE',
  );
  const accounts = members.map(({ id }) => id);
  const directory = await mkdtemp(join(tmpdir(), 'snowcensus-cpu-'));
  const [large = ''] = accounts;
  const aws = await startAws({ world, quotas: 10_000, operations: manyInstances(large, options.instances) });
  const { accessKeyId, secretAccessKey, sourceRoleArn, memberRoleName, externalId } = world.entry;
  const task: CpuTask = {
    credentials: { accessKeyId, secretAccessKey },
    sourceRoleArn,
    roleName: memberRoleName,
    externalId,
    accounts,
    regions: ['us-east-1', 'eu-west-1', 'ap-southeast-2'],
    largeRegion: LARGE_REGION,
    warmUps: 2,
    repeats: options.repeats,
    directory,
  };
  try {
    return await measured(aws, world, task, options.nodeOptions ?? []);
  } finally {
    await aws.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Has the process do the task; throws when it ends without an answer. */
async function measured(
  aws: AwsSandbox,
  { partition }: World,
  task: CpuTask,
  nodeOptions: readonly string[],
): Promise<CpuFigures> {
  if (partition !== 'aws') throw new Error(`the benchmark knows nothing of ${partition}`);
  const child = fork(new URL('cpu-reading.ts', import.meta.url), {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      ...NODE_ENVIRONMENT,
      AWS_ENDPOINT_URL: aws.url,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    },
    execArgv: [...NODE_OPTIONS, ...nodeOptions],
  });
  try {
    const { figures } = await answerOf(child, task);
    return figures;
  } finally {
    child.kill('SIGKILL');
  }
}

async function answerOf(child: ChildProcess, task: CpuTask): Promise<Told> {
  let told: Told | undefined;
  child.once('message', (message: Told) => {
    told = message;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.send(task);
  // A profile is written at the very end.
  const code = await ended;
  if (!told) throw new Error(`the measured process ended with ${code}`);
  return told;
}

/** The sandbox's operations, DescribeInstances of one account with as many instances as asked for. */
function manyInstances(accountId: string, count: number): OperationTable {
  const own = allOperations.ec2?.DescribeInstances;
  if (!own) throw new Error('the sandbox has no DescribeInstances');
  const pages = new Map<number, DescribeInstancesResult>();
  const describe: Operation = async (call) => {
    if (call.account.id !== accountId || call.region !== LARGE_REGION) return own(call);
    const { NextToken } = call.input as DescribeInstancesRequest;
    const at = Number(NextToken ?? 0);
    const ofTheWorld = () => own({ ...call, input: {} }) as Promise<DescribeInstancesResult>;
    const page = pages.get(at) ?? multiplied(await ofTheWorld(), at, count);
    pages.set(at, page);
    return page;
  };
  return { ...allOperations, ec2: { ...allOperations.ec2, DescribeInstances: describe } };
}

function multiplied({ Reservations = [] }: DescribeInstancesResult, at: number, count: number) {
  const end = Math.min(count, at + PAGE);
  const page = Array.from({ length: end - at }, (_, index) => {
    const reservation = Reservations[index % Reservations.length];
    const [instance] = reservation?.Instances ?? [];
    if (!reservation || !instance) throw new Error('the account has no instance to multiply');
    const InstanceId = `i-${(at + index).toString(16).padStart(17, '0')}`;
    return { ...reservation, Instances: [{ ...instance, InstanceId }] };
  });
  return { Reservations: page, ...(end < count ? { NextToken: String(end) } : {}) };
}

/** The figures that a later run is compared by. */
function perUnit({ instances, instancesCpuMs, calls, callsCpuMs }: CpuFigures) {
  return {
    perCallMs: round(callsCpuMs / calls),
    per1000InstancesMs: round((1000 * instancesCpuMs) / instances),
  };
}

/** Measures, and prints what one call and a thousand instances cost. */
export async function benchCpu(options: CpuOptions, json: boolean): Promise<void> {
  const figures = await measureCpu(options);
  if (!json) {
    for (const [name, value] of Object.entries(figures)) {
      process.stdout.write(`${name.padEnd(20)} ${Math.round(value).toLocaleString('en').padStart(12)}\n`);
    }
  }
  process.stdout.write(`${JSON.stringify(perUnit(figures))}\n`);
}

function round(value: number): number {
  return Math.round(value * 1e3) / 1e3;
}
