import { ACCOUNTS, INVENTORY, install } from '../installation/installation.ts';
import { RAISED_QUOTAS } from '../sandbox/aws/throttle-limits.ts';

export interface WaitsOptions {
  readonly accounts: number;
  readonly regions: readonly string[];
  /** Of every answer of AWS. */
  readonly latencyMs: number;
  /** Units of an account that are read at once, one measurement for each. */
  readonly units: readonly number[];
}

/** Seconds of one run by what the run has to wait for. */
interface Waits {
  readonly units: number;
  readonly calls: number;
  /** Our own work: AWS answers at once and grants all. */
  readonly work: number;
  /** The same with the latency. */
  readonly withLatency: number;
  /** Our own work at the rates that AWS publishes. */
  readonly withPace: number;
  /** Both, as in life. */
  readonly whole: number;
}

/** Measures how long runs take without waiting, with AWS's latency, with AWS's published rates, and with both. */
export async function benchWaits(options: WaitsOptions, json: boolean): Promise<void> {
  const measured: Waits[] = [];
  for (const units of options.units) measured.push(await measure(options, units));
  process.stdout.write(json ? `${JSON.stringify({ ...options, measured })}\n` : table(options, measured));
}

async function measure(options: WaitsOptions, units: number): Promise<Waits> {
  const { latencyMs } = options;
  const work = await secondsOf(options, { units, latencyMs: 0, quotas: RAISED_QUOTAS });
  const withLatency = await secondsOf(options, { units, latencyMs, quotas: RAISED_QUOTAS });
  const withPace = await secondsOf(options, { units, latencyMs: 0, quotas: 1 });
  const whole = await secondsOf(options, { units, latencyMs, quotas: 1 });
  return {
    units,
    calls: whole.calls,
    work: work.seconds,
    withLatency: withLatency.seconds,
    withPace: withPace.seconds,
    whole: whole.seconds,
  };
}

/** Circumstances of a run. */
interface Life {
  /** Units of an account that are read at once; the product's default where it is not said. */
  readonly units?: number;
  readonly latencyMs: number;
  readonly quotas: number;
}

/** Time of one run in these circumstances. */
export async function secondsOf(
  { accounts, regions }: Pick<WaitsOptions, 'accounts' | 'regions'>,
  { units, latencyMs, quotas }: Life,
): Promise<{ readonly seconds: number; readonly calls: number }> {
  const installation = await install({
    asProcess: true,
    threads: 2,
    accounts,
    quotas,
    latencyMs,
    inventory: [`regions: [${regions.join(', ')}]`],
    env: units === undefined ? {} : { SNOWCENSUS_UNIT_CONCURRENCY: String(units) },
  });
  try {
    await installation.run(ACCOUNTS);
    const { aws } = installation.sandbox;
    aws?.resetMetrics();
    const { seconds } = await installation.run(INVENTORY);
    return { seconds, calls: aws?.metrics.calls ?? 0 };
  } finally {
    await installation.close();
  }
}

function table({ accounts, latencyMs }: WaitsOptions, measured: readonly Waits[]): string {
  const head = ['units at once', 'calls', 'work', '+ latency', '+ pace', 'whole'];
  const rows = measured.map(({ units, calls, work, withLatency, withPace, whole }) => [
    String(units),
    calls.toLocaleString('en'),
    ...[work, withLatency, withPace, whole].map((seconds) => `${seconds.toFixed(1)} s`),
  ]);
  const lines = [head, ...rows].map((cells) => cells.map((cell) => cell.padStart(14)).join(''));
  return `${accounts} accounts, ${latencyMs} ms before every answer of AWS\n${lines.join('\n')}\n`;
}
