import { RATES } from '../../src/aws/pacing.ts';
import { RUN_SETTINGS } from '../../src/settings/run-settings.ts';

/** What one run of an organization took, read by one process that waits for nothing. */
export interface Observation {
  readonly accounts: number;
  readonly calls: number;
  readonly rows: number;
  readonly cpuSeconds: number;
  /** Of the process that loads. */
  readonly peakRssMb: number;
}

/** A quantity that grows with the accounts: `base + each * accounts`. */
export interface Line {
  readonly base: number;
  readonly each: number;
}

/** Facts of runs, by which those of other sizes are foretold. */
export interface Model {
  readonly calls: Line;
  readonly rows: Line;
  readonly cpuSeconds: Line;
  readonly peakRssMb: Line;
  /** Time in which one process reads as many accounts as it reads at once, with AWS's latency and at AWS's rates. */
  readonly waveSeconds: number;
  readonly accountsAtOnce: number;
}

/** Machines that read a run, all alike. */
export interface Fleet {
  readonly machines: number;
  /** Processes of each, which have a core each. */
  readonly workers: number;
}

/** Times of one run in seconds, and what it comes to. */
export interface Forecast extends Fleet {
  readonly accounts: number;
  readonly calls: number;
  readonly rows: number;
  /** Time that the cores work. */
  readonly work: number;
  /** Time until AWS has answered at its rates. */
  readonly pace: number;
  /** Time in which STS lets into all accounts. */
  readonly entering: number;
  /** The longest of them: they go on beside each other. */
  readonly reading: number;
  readonly bound: 'work' | 'pace' | 'entering';
  readonly firstProcessMb: number;
}

/** Size of an organization at which a limit is reached. */
export interface Bend {
  readonly limit: string;
  readonly accounts: number;
}

/** Roles that STS lets be assumed in a second, of all accounts of an organization together. */
const STS_PER_SECOND = RATES.get('STS')?.usual?.perSecond ?? Number.NaN;
/** Time that a run has unless told otherwise. */
const MOST_SECONDS = RUN_SETTINGS.maxRunSeconds.default as number;
/** The heap that the process is started with, and half a GiB for the rest. */
const MOST_MB = 1_536;

/** The line that is nearest to the points, by least squares; throws for points of one size only. */
export function lineThrough(points: readonly (readonly [accounts: number, value: number])[]): Line {
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [accounts, value] = [mean(([x]) => x), mean(([, y]) => y)];
  const spread = mean(([x]) => (x - accounts) ** 2);
  if (!(spread > 0)) throw new Error('a line needs organizations of two sizes');
  const each = mean(([x, y]) => (x - accounts) * (y - value)) / spread;
  return { base: value - each * accounts, each };
}

/**
 * The model of runs such as these, the largest last. Memory is foretold by the two largest: a process takes what it needs at
 * all in the first minutes, which small runs would pass off as growth.
 */
export function modelOf(
  runs: readonly Observation[],
  waits: Pick<Model, 'waveSeconds' | 'accountsAtOnce'>,
): Model {
  const line = (of: (run: Observation) => number, among: readonly Observation[] = runs) =>
    lineThrough(among.map((run) => [run.accounts, of(run)] as const));
  return {
    calls: line(({ calls }) => calls),
    rows: line(({ rows }) => rows),
    cpuSeconds: line(({ cpuSeconds }) => cpuSeconds),
    peakRssMb: line(({ peakRssMb }) => peakRssMb, runs.slice(-2)),
    ...waits,
  };
}

/** The run of an organization of this size by this fleet. */
export function forecast(model: Model, accounts: number, { machines, workers }: Fleet): Forecast {
  const processes = machines * workers;
  const times = {
    work: at(model.cpuSeconds, accounts / processes),
    pace: Math.max(1, accounts / (processes * model.accountsAtOnce)) * model.waveSeconds,
    entering: accounts / STS_PER_SECOND,
  };
  const reading = Math.max(...Object.values(times));
  const bound = (['work', 'pace', 'entering'] as const).find((name) => times[name] === reading) ?? 'work';
  return {
    machines,
    workers,
    accounts,
    calls: Math.round(at(model.calls, accounts)),
    rows: Math.round(at(model.rows, accounts)),
    ...times,
    reading,
    bound,
    firstProcessMb: Math.round(at(model.peakRssMb, accounts)),
  };
}

/** The limits that a fleet meets as the organization grows, the one that is met first at the beginning. */
export function bends(model: Model, fleet: Fleet): readonly Bend[] {
  const { waveSeconds, accountsAtOnce, cpuSeconds, peakRssMb } = model;
  const processes = fleet.machines * fleet.workers;
  const met: readonly Bend[] = [
    { limit: 'work takes longer than a run may', accounts: processes * sizeAt(cpuSeconds, MOST_SECONDS) },
    {
      limit: 'pace takes longer than a run may',
      accounts: (processes * accountsAtOnce * MOST_SECONDS) / waveSeconds,
    },
    { limit: 'STS takes longer than a run may', accounts: STS_PER_SECOND * MOST_SECONDS },
    { limit: `the first process outgrows ${MOST_MB} MB`, accounts: sizeAt(peakRssMb, MOST_MB) },
  ];
  return met.toSorted((a, b) => a.accounts - b.accounts);
}

function at({ base, each }: Line, accounts: number): number {
  return base + each * accounts;
}

/** Infinity for what does not grow. */
function sizeAt({ base, each }: Line, value: number): number {
  return each > 0 ? (value - base) / each : Number.POSITIVE_INFINITY;
}
