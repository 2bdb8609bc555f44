import { startConnector } from '../installation/connector.ts';
import { forgetDigests } from '../installation/forget-digests.ts';
import {
  ACCOUNTS,
  INVENTORY,
  type Installation,
  install,
  type PrintedSummary,
} from '../installation/installation.ts';
import { SERVICE } from '../installation/service-account.ts';
import { RAISED_QUOTAS } from '../sandbox/aws/throttle-limits.ts';
import { type ProcessUsage, watchTree } from './process-tree.ts';
import { startTape, type Tape } from './tape/tape.ts';

export interface ScaleOptions {
  /** Sizes of organizations, one after the other. */
  readonly accounts: readonly number[];
  readonly regions: readonly string[];
  /** Numbers of processes that read, of which each organization sees all. */
  readonly workers: readonly number[];
  /** Whether AWS's answers are those that a run before has recorded: then the sandbox takes no core from what is measured. */
  readonly isTaped?: boolean;
}

/** One run of an organization, and what it took. */
interface Scale {
  readonly accounts: number;
  readonly workers: number;
  readonly calls: number;
  readonly rows: number;
  readonly wallSeconds: number;
  /** Between the first request and the last, where they are taped. */
  readonly readingSeconds?: number;
  /** Calls that are not on the tape, which the sandbox answered after all. */
  readonly untaped?: number;
  /** Of all processes of the product. */
  readonly cpuSeconds: number;
  readonly cpuMsPerCall: number;
  /** Of each process, the one that loads first. */
  readonly peakRssMb: readonly number[];
  readonly statements: number;
}

/**
 * Measures whole runs of organizations of several sizes, each read by as many processes as said, one run after the other
 * on the same sandbox. That has cores of the same machine: what more processes gain is told by a tape.
 */
export async function benchScale(options: ScaleOptions, json: boolean): Promise<void> {
  const measured: Scale[] = [];
  for (const accounts of options.accounts) measured.push(...(await measureScale(options, accounts)));
  process.stdout.write(json ? `${JSON.stringify({ ...options, measured })}\n` : table(options, measured));
}

/** Measures runs of one organization, by each of these numbers of processes. */
export async function measureScale(
  { regions, workers, isTaped = false }: Omit<ScaleOptions, 'accounts'>,
  accounts: number,
): Promise<readonly Scale[]> {
  const installation = await install({
    threads: 2,
    accounts,
    // Each run is to ask for the same.
    inventory: [`regions: [${regions.join(', ')}]`, 'probe_empty_regions: false'],
  });
  const tape = isTaped ? await startTape(installation.sandbox.env.AWS_ENDPOINT_URL ?? '') : undefined;
  try {
    await installation.run(ACCOUNTS);
    const measured: Scale[] = [];
    if (tape) await measureRun(installation, accounts, 1, tape);
    for (const count of workers) {
      await tape?.play();
      measured.push(await measureRun(installation, accounts, count, tape));
    }
    return measured;
  } finally {
    tape?.close();
    await installation.close();
  }
}

async function measureRun(
  { sandbox, client }: Installation,
  accounts: number,
  workers: number,
  tape?: Tape,
): Promise<Scale> {
  const { aws, snowflake } = sandbox;
  await forgetDigests(client);
  // What another version landed of things that all accounts share is landed again.
  await client.query("UPDATE CONNECTOR_RUNS SET VERSION = '0'");
  aws?.resetMetrics();
  snowflake.resetMetrics();
  const env = {
    ...sandbox.env,
    ...(tape ? { AWS_ENDPOINT_URL: tape.url } : {}),
    SNOWFLAKE_ROLE: SERVICE.roles.loader,
    SNOWCENSUS_AWS_RATE: String(RAISED_QUOTAS),
    SNOWCENSUS_WORKERS: String(workers),
  };
  const { child, ended } = startConnector(env, ['run', INVENTORY, '--json']);
  const usages = await watchTree(child.pid ?? 0, ended);
  const { code, stdout, stderr } = await ended;
  if (code !== 0 && code !== 2) throw new Error(stderr);
  const summary = JSON.parse(stdout) as PrintedSummary;
  const cpuSeconds = usages.reduce((sum, usage) => sum + usage.cpuSeconds, 0);
  const taped = await tape?.figures();
  const calls = taped ? taped.played + taped.asked : (aws?.metrics.calls ?? 0);
  return {
    accounts,
    workers,
    calls,
    rows: summary.rows,
    wallSeconds: round(summary.seconds),
    ...(taped ? { readingSeconds: round(taped.seconds), untaped: taped.asked } : {}),
    cpuSeconds: round(cpuSeconds),
    cpuMsPerCall: round((cpuSeconds * 1_000) / calls),
    peakRssMb: usages.map(({ peakRssMb }: ProcessUsage) => peakRssMb),
    statements: snowflake.metrics.statements,
  };
}

function table({ regions }: ScaleOptions, measured: readonly Scale[]): string {
  const head = [
    'accounts',
    'workers',
    'calls',
    'rows',
    'wall s',
    'reading s',
    'CPU s',
    'ms/call',
    'statements',
  ];
  const rows = measured.map((run) =>
    [
      run.accounts,
      run.workers,
      run.calls,
      run.rows,
      run.wallSeconds,
      run.readingSeconds ?? '',
      run.cpuSeconds,
      run.cpuMsPerCall,
      run.statements,
    ].map((value) => value.toLocaleString('en')),
  );
  const lines = [head, ...rows].map((cells, index) => {
    const memory = index === 0 ? 'MB of each process' : measured[index - 1]?.peakRssMb.join(', ');
    return `${cells.map((cell) => cell.padStart(11)).join('')}   ${memory}`;
  });
  const untaped = measured.reduce((sum, run) => sum + (run.untaped ?? 0), 0);
  const tape = measured.some((run) => run.untaped !== undefined) ? `, ${untaped} calls not on the tape` : '';
  return `${regions.length} regions${tape}\n${lines.join('\n')}\n`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
