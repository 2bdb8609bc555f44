import { Counter, Gauge, type Registry } from 'prom-client';
import type { Lag } from './event-loop.ts';

/** Gauges of the process, under the names that every Prometheus client uses where there is one. */
export function gaugeProcess(registry: Registry, lag: () => Lag): void {
  const registers = [registry];
  new Gauge({
    name: 'snowcensus_event_loop_lag_seconds',
    help: 'How late the event loop was in the last ten to twenty seconds.',
    labelNames: ['statistic'],
    registers,
    collect() {
      const { median, p99, max } = lag();
      this.set({ statistic: 'median' }, median);
      this.set({ statistic: 'p99' }, p99);
      this.set({ statistic: 'max' }, max);
    },
  });
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'User and system CPU time spent.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  new Gauge({
    name: 'process_start_time_seconds',
    help: 'Start of the process since the epoch.',
    registers,
  }).set(Date.now() / 1000 - process.uptime());
}
