import { join } from 'node:path';
import { AwsAccess } from '../../src/aws/access.ts';
import type { Collector } from '../../src/aws/catalogue/entry.ts';
import { Pacing } from '../../src/aws/pacing.ts';
import { SharedPlaces } from '../../src/concurrency/shared-places.ts';
import { awsInventory } from '../../src/connectors/aws-inventory/connector.ts';
import { readConnection } from '../../src/connectors/index.ts';
import { EarlierReads } from '../../src/ledger/known/earlier-reads.ts';
import { EmptyRegions } from '../../src/ledger/known/empty-regions.ts';
import { UnitInstants } from '../../src/ledger/known/unit-instants.ts';
import { LandingWriter } from '../../src/load/landing-writer.ts';
import { Spool } from '../../src/load/spool.ts';
import { type Reading, readAccount } from '../../src/run/read-account.ts';
import type { CpuFigures, CpuTask, Told } from './cpu.ts';

/**
 * The process that {@link measureCpu} measures: the product's own way from AWS's wire to the parts on disk, with the
 * product's options of Node, and nothing of the sandbox in it.
 */

process.once('message', (task: CpuTask) => {
  void measure(task).then((figures) => {
    const told: Told = { figures };
    process.send?.(told, () => process.disconnect());
  });
});

async function measure(task: CpuTask): Promise<CpuFigures> {
  const access = accessTo(task);
  await access.open();
  const all = awsInventory.collectors;
  const instances = all.filter(({ name }) => name === 'ec2.instances');
  const [large, ...accounts] = task.accounts;
  if (!large) throw new Error('there is no account to read');
  const callsSent = () => [...access.requests.values()].reduce((sum, count) => sum + count, 0);
  const readInstances = (times: number) => {
    const wanted = { collectors: instances, regions: [task.largeRegion] };
    return read(task, access, Array<string>(times).fill(large), wanted);
  };
  const readWhole = (ids: readonly string[]) =>
    read(task, access, ids, { collectors: all, regions: task.regions });

  // What is read first is compiled meanwhile, which a run of hours does once.
  await readInstances(task.warmUps);
  const bigAnswers = await cpuOf(() => readInstances(task.repeats));
  const warmUp = Math.ceil(accounts.length / 4);
  await readWhole(accounts.slice(0, warmUp));
  const before = callsSent();
  const smallCalls = await cpuOf(() => readWhole(accounts.slice(warmUp)));
  access.close();
  return {
    instances: bigAnswers.rows,
    instancesCpuMs: bigAnswers.cpuMs,
    calls: callsSent() - before,
    rowsOfCalls: smallCalls.rows,
    callsCpuMs: smallCalls.cpuMs,
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1e3),
  };
}

async function cpuOf(work: () => Promise<number>): Promise<{ rows: number; cpuMs: number }> {
  const before = process.cpuUsage();
  const rows = await work();
  const { user, system } = process.cpuUsage(before);
  return { rows, cpuMs: (user + system) / 1e3 };
}

interface Wanted {
  readonly collectors: readonly Collector[];
  readonly regions: readonly string[];
}

/** Reads accounts into one spool, as a run does it, and gives the rows; throws where a unit failed. */
async function read(
  task: CpuTask,
  access: AwsAccess,
  accounts: readonly string[],
  { collectors, regions }: Wanted,
): Promise<number> {
  const spool = new Spool(join(task.directory, String(performance.now())), 100_000_000);
  const stamp = { connection: CONNECTION.name, runId: 'bench', snapshotAt: new Date().toISOString() };
  const reading: Reading = {
    access,
    collectors,
    regions,
    accountTags: false,
    unitSeconds: 3_600,
    timeUp: new AbortController().signal,
    unitPlaces: new SharedPlaces(4, 0),
    emptyRegions: new EmptyRegions(),
    resting: new UnitInstants(),
    earlier: new EarlierReads(),
    writer: new LandingWriter(spool, stamp, CONNECTION, undefined),
  };
  let rows = 0;
  for (const id of accounts) {
    const roleArn = `arn:aws:iam::${id}:role/${task.roleName}`;
    const hop = { roleArn, externalId: task.externalId };
    const { units } = await readAccount(reading, { id, name: undefined, partition: 'aws', hop });
    const failed = units.find(({ status }) => status === 'failed');
    if (failed) throw new Error(`${failed.collector} failed in ${id}: ${failed.reason}`);
    rows += units.reduce((sum, unit) => sum + unit.rows, 0);
  }
  for (const table of spool.tables()) await spool.close(table);
  await spool.remove();
  return rows;
}

function accessTo({ sourceRoleArn, credentials }: CpuTask): AwsAccess {
  return new AwsAccess({
    settings: {
      region: 'us-east-1',
      maxAttempts: 3,
      connectTimeoutMs: 5_000,
      requestTimeoutMs: 60_000,
      callTimeoutMs: 60_000,
    },
    // No pace of ours: waiting costs no CPU.
    pacing: new Pacing(10_000),
    credentials,
    chain: [{ roleArn: sourceRoleArn }],
    partition: 'aws',
    sessionName: 'bench',
    signal: new AbortController().signal,
  });
}

const CONNECTION = benchConnection();

function benchConnection() {
  const comment = 'module: aws_inventory\naccount_ids: ["123456789012"]\ndestination_role_name: reader\n';
  const read = readConnection({ name: 'BENCH_CONNECTION', comment });
  if (!read.ok) throw read.error;
  return read.connection;
}
