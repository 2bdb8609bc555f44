import { Counter, Histogram, type Registry } from 'prom-client';
import type { UnitCounts } from '../ledger/coverage.ts';
import type { EndedRunView } from './view.ts';

/** Result of a run, as the counters take it. A run that published nothing has no units, rows and bytes. */
export interface CountedRun {
  readonly connection: string;
  readonly status: EndedRunView['status'];
  readonly seconds: number;
  /** Of `missed`: how many times it was due; one unless said. */
  readonly slots?: number | undefined;
  readonly units?: Readonly<UnitCounts>;
  readonly rows?: number;
  /** Compressed bytes loaded. */
  readonly bytes?: number;
}

/** From ten seconds to six hours. */
const RUN_SECONDS = [10, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 21_600];

/** Counts ended runs; gives the function that takes one. */
export function countRuns(registry: Registry): (run: CountedRun) => void {
  const registers = [registry];
  const runs = new Counter({
    name: 'snowcensus_runs_total',
    help: 'Runs that ended, by status; missed: due, and not started.',
    labelNames: ['connection', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'snowcensus_run_duration_seconds',
    help: 'How long runs took, from the opening reads to the end of the clean-up.',
    labelNames: ['connection'],
    buckets: RUN_SECONDS,
    registers,
  });
  const units = new Counter({
    name: 'snowcensus_units_total',
    help: 'Units of runs that ended, by what became of them.',
    labelNames: ['connection', 'status'],
    registers,
  });
  const rows = new Counter({
    name: 'snowcensus_rows_total',
    help: 'Rows loaded into landing tables.',
    labelNames: ['connection'],
    registers,
  });
  const bytes = new Counter({
    name: 'snowcensus_loaded_bytes_total',
    help: 'Compressed bytes loaded.',
    labelNames: ['connection'],
    registers,
  });
  return (run) => {
    const { connection, status } = run;
    runs.inc({ connection, status }, status === 'missed' ? (run.slots ?? 1) : 1);
    if (status === 'missed') return;
    durations.observe({ connection }, run.seconds);
    rows.inc({ connection }, run.rows ?? 0);
    bytes.inc({ connection }, run.bytes ?? 0);
    for (const [fate, number] of Object.entries(run.units ?? {})) {
      units.inc({ connection, status: fate }, number);
    }
  };
}
