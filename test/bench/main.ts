import { parseArgs } from 'node:util';
import { ACCOUNTS, INVENTORY, install, type PrintedSummary } from '../installation/installation.ts';
import { benchCalls } from './calls.ts';
import { benchCpu } from './cpu.ts';
import { benchHistory } from './history.ts';
import { benchKills } from './kills.ts';
import { benchProfile } from './profile.ts';
import { benchScale } from './scale.ts';
import { benchSimulate } from './simulate.ts';
import { benchSoak } from './soak.ts';
import { benchWaits } from './waits.ts';

const USAGE = `Measures one inventory run of the real connector, in a process of its own, against the sandbox.

Usage: npm run bench -- [--accounts N] [--regions r1,r2] [--json]
       npm run bench -- calls [--json]
       npm run bench -- soak [--runs N] [--json]
       npm run bench -- cpu [--json]
       npm run bench -- profile [--json]
       npm run bench -- history [--accounts N] [--json]
       npm run bench -- kills [--times N] [--seed N] [--json]
       npm run bench -- scale [--accounts N,N] [--regions r1,r2] [--workers N,N] [--taped] [--json]
       npm run bench -- simulate [--accounts N] [--regions r1,r2] [--measured N,N,N] [--latency MS] [--json]
       npm run bench -- waits [--accounts N] [--regions r1,r2] [--latency MS] [--units N,N] [--json]

  calls            Counts the calls of one model account for IAM, S3, KMS, Lambda and Logs, and those of an empty region
                   instead, beside the modelled numbers of others
  soak             Has one service do run after run instead, and tells what its process holds on the way
  cpu              Measures the CPU time of one call and of a thousand instances, from AWS's wire to the parts on disk
  profile          Tells where that time goes
  history          Counts the rows that a run and readers scan after 1, 10 and 100 runs
  kills            Kills runs at random moments, and compares what readers see with a twin that is left in peace
  scale            Measures runs of organizations of several sizes by one process and by several: calls, time, CPU, memory
  simulate         Foretells the run of a larger organization than a machine can hold, by a model fitted to runs of small
                   ones, and says which limit bends first
  waits            Measures a run without waiting, with AWS's latency, with AWS's published rates, and with both

  --accounts N     Accounts of the organization (2000; cpu and profile: 24; history and waits: 12; scale: 50,500; simulate: 50000)
  --regions LIST   Regions read in each (us-east-1,eu-west-1,ap-southeast-2)
  --runs N         Runs of the soak (500)
  --times N        Runs that are killed (100)
  --seed N         What the moments are drawn from (1)
  --measured LIST  Sizes of the organizations that the model is fitted to, three or more; the model of the others is tested by the
                   largest (20,60,120)
  --workers LIST   Processes that read, one run for each number (1,2)
  --taped          AWS's answers are those that a run before has recorded: the sandbox takes no core from what is measured
  --latency MS     Milliseconds before every answer of AWS (90)
  --units LIST     Units of an account that are read at once (4,8,16)
  --json           One line of JSON
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    accounts: { type: 'string' },
    regions: { type: 'string', default: 'us-east-1,eu-west-1,ap-southeast-2' },
    runs: { type: 'string', default: '500' },
    times: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    measured: { type: 'string', default: '20,60,120' },
    workers: { type: 'string', default: '1,2' },
    taped: { type: 'boolean', default: false },
    latency: { type: 'string', default: '90' },
    units: { type: 'string', default: '4,8,16' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

if (values.help) process.stdout.write(USAGE);
else if (positionals.length === 0) await bench();
else if (positionals.join() === 'calls') await benchCalls(values.json === true);
else if (positionals.join() === 'soak') await benchSoak(Number(values.runs), values.json === true);
else if (positionals.join() === 'cpu') await benchCpu(cpuOptions(), values.json === true);
else if (positionals.join() === 'kills')
  await benchKills(Number(values.times), Number(values.seed), values.json === true);
else if (positionals.join() === 'history')
  await benchHistory(Number(values.accounts ?? 12), values.json === true);
else if (positionals.join() === 'waits') await benchWaits(waitsOptions(), values.json === true);
else if (positionals.join() === 'scale') await benchScale(scaleOptions(), values.json === true);
else if (positionals.join() === 'simulate') await benchSimulate(simulateOptions(), values.json === true);
else if (positionals.join() === 'profile') await benchProfile(cpuOptions(), values.json === true);
else throw new Error(`there is no benchmark ${positionals.join(' ')}`);

function cpuOptions() {
  return { accounts: Number(values.accounts ?? 24), instances: 1_000, repeats: 4 };
}

function scaleOptions() {
  return {
    accounts: (values.accounts ?? '50,500').split(',').map(Number),
    regions: values.regions.split(','),
    workers: values.workers.split(',').map(Number),
    isTaped: values.taped,
  };
}

function simulateOptions() {
  return {
    accounts: Number(values.accounts ?? 50_000),
    measured: values.measured.split(',').map(Number),
    regions: values.regions.split(','),
    latencyMs: Number(values.latency),
  };
}

function waitsOptions() {
  return {
    accounts: Number(values.accounts ?? 12),
    regions: values.regions.split(','),
    latencyMs: Number(values.latency),
    units: values.units.split(',').map(Number),
  };
}

async function bench(): Promise<void> {
  const installation = await install({
    asProcess: true,
    threads: 2,
    accounts: Number(values.accounts ?? 2_000),
    quotas: 1,
    inventory: [`regions: [${values.regions.split(',').join(', ')}]`],
  });
  try {
    await installation.run(ACCOUNTS);
    const { aws, snowflake } = installation.sandbox;
    aws?.resetMetrics();
    snowflake.resetMetrics();
    const summary = await installation.run(INVENTORY);
    const figures = {
      accounts: summary.accounts,
      regions: values.regions.split(',').length,
      units: Object.values(summary.units).reduce((sum, count) => sum + count, 0),
      rows: summary.rows,
      seconds: round(summary.seconds),
      rowsPerSecond: Math.round(summary.rows / summary.seconds),
      compressedMb: round(summary.bytes / 1e6),
      parts: summary.parts,
      peakRssMb: summary.peakRssMb,
      awsCalls: aws?.metrics.calls ?? 0,
      awsThrottled: aws?.metrics.throttled ?? 0,
      callsPerSecond: Math.round((aws?.metrics.calls ?? 0) / summary.seconds),
      snowflakeStatements: snowflake.metrics.statements,
    };
    process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : table(figures, summary));
  } finally {
    await installation.close();
  }
}

function table(figures: Readonly<Record<string, number>>, { status }: PrintedSummary): string {
  const lines = Object.entries(figures).map(
    ([name, value]) => `${name.padEnd(20)} ${value.toLocaleString('en').padStart(12)}`,
  );
  return `${lines.join('\n')}\n${'status'.padEnd(20)} ${status.padStart(12)}\n`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
