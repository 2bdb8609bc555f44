import { RUN_SETTINGS } from '../../src/settings/run-settings.ts';
import { type Bend, bends, type Fleet, type Forecast, forecast, type Model, modelOf } from './model.ts';
import { measureScale } from './scale.ts';
import { secondsOf } from './waits.ts';

export interface SimulateOptions {
  /** Size of the organization that is foretold. */
  readonly accounts: number;
  /** Three sizes or more of those that are measured, to fit the model to; the model of the others is tested by the largest. */
  readonly measured: readonly number[];
  readonly regions: readonly string[];
  readonly latencyMs: number;
}

interface Simulated {
  readonly model: Model;
  /** CPU seconds of the largest measured run, and what the model without it says of it. */
  readonly test: { readonly accounts: number; readonly measured: number; readonly foretold: number };
  readonly forecasts: readonly Forecast[];
  /** Of the first fleet and of the last. */
  readonly bends: readonly (readonly [fleet: Fleet, met: readonly Bend[]])[];
}

const FLEETS: readonly Fleet[] = [
  { machines: 1, workers: 1 },
  { machines: 1, workers: 8 },
  { machines: 10, workers: 8 },
  { machines: 50, workers: 8 },
];

/**
 * Foretells the run of an organization that no machine here could make, by a model that is fitted to runs of small ones:
 * one process without waits for the work, and as many accounts as it reads at once, at AWS's rates, for the waits.
 */
export async function benchSimulate(options: SimulateOptions, json: boolean): Promise<void> {
  const simulated = await simulate(options);
  process.stdout.write(json ? `${JSON.stringify({ ...options, ...simulated })}\n` : text(options, simulated));
}

async function simulate({ accounts, measured, regions, latencyMs }: SimulateOptions): Promise<Simulated> {
  const sizes = [...new Set(measured)].sort((a, b) => a - b);
  if (sizes.length < 3)
    throw new Error('a model and its test need organizations of three sizes: --measured N,N,N');
  const accountsAtOnce = RUN_SETTINGS.accountConcurrency.default as number;
  const wave = { accounts: accountsAtOnce, regions };
  const { seconds: waveSeconds } = await secondsOf(wave, { latencyMs, quotas: 1 });
  const runs = [];
  for (const size of sizes) {
    const [run] = await measureScale({ regions, workers: [1] }, size);
    if (run) runs.push({ ...run, peakRssMb: Math.max(...run.peakRssMb) });
  }
  const waits = { waveSeconds, accountsAtOnce };
  const largest = runs.at(-1);
  if (!largest) throw new Error('no run was measured');
  const model = modelOf(runs, waits);
  const untold = forecast(modelOf(runs.slice(0, -1), waits), largest.accounts, { machines: 1, workers: 1 });
  const [first, last] = [FLEETS[0], FLEETS.at(-1)];
  return {
    model,
    test: { accounts: largest.accounts, measured: largest.cpuSeconds, foretold: untold.work },
    forecasts: FLEETS.map((fleet) => forecast(model, accounts, fleet)),
    bends: [first, last].flatMap((fleet) => (fleet ? [[fleet, bends(model, fleet)] as const] : [])),
  };
}

function text({ accounts, regions, latencyMs }: SimulateOptions, simulated: Simulated): string {
  const { model, test, forecasts } = simulated;
  const head = ['machines', 'workers', 'work', 'AWS’s pace', 'STS', 'reading', 'bound by'];
  const rows = forecasts.map((told) => [
    String(told.machines),
    String(told.workers),
    ...[told.work, told.pace, told.entering, told.reading].map(minutes),
    told.bound,
  ]);
  const [one] = forecasts;
  return [
    `${accounts.toLocaleString('en')} accounts in ${regions.length} regions, ${latencyMs} ms before every answer of AWS: ${one?.calls.toLocaleString('en')} calls, ${one?.rows.toLocaleString('en')} rows, ${one?.firstProcessMb.toLocaleString('en')} MB of the first process`,
    ...[head, ...rows].map((cells) => cells.map((cell) => cell.padStart(12)).join('')),
    `Fitted: ${model.cpuSeconds.each.toFixed(3)} CPU-s an account, ${model.waveSeconds.toFixed(1)} s for ${model.accountsAtOnce} accounts of one process.`,
    `Tested: ${test.accounts} accounts took ${test.measured.toFixed(1)} CPU-s; fitted without them, the model says ${test.foretold.toFixed(1)}.`,
    ...simulated.bends.flatMap(([{ machines, workers }, met]) => [
      `What bends first with ${machines} × ${workers}:`,
      ...met.map(({ limit, accounts: size }) => `  ${sizeText(size)}  ${limit}`),
    ]),
    '',
  ].join('\n');
}

function minutes(seconds: number): string {
  return `${(seconds / 60).toFixed(1)} min`;
}

function sizeText(accounts: number): string {
  return (Number.isFinite(accounts) ? Math.round(accounts).toLocaleString('en') : 'never').padStart(14);
}
