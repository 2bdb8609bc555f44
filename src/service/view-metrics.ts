import { Gauge, type Registry } from 'prom-client';
import { blindAccounts } from './coverage-groups.ts';
import { readiness } from './readiness.ts';
import type { ConnectionView, ServiceView } from './view.ts';

type OfConnection = (connection: ConnectionView, now: Date) => number;

interface ConnectionGauge {
  readonly name: string;
  readonly help: string;
  readonly value: OfConnection;
}

const CONNECTION_GAUGES: readonly ConnectionGauge[] = [
  {
    name: 'snowcensus_last_success_age_seconds',
    help: 'Time since the end of the last run that read everything or nearly; +Inf when there was none.',
    value: ({ lastSuccessAt }, now) =>
      lastSuccessAt ? (now.getTime() - lastSuccessAt.getTime()) / 1000 : Number.POSITIVE_INFINITY,
  },
  {
    name: 'snowcensus_connection_suspended',
    help: '1 while the options of the connection are not usable.',
    value: ({ problem }) => (problem === undefined ? 0 : 1),
  },
  {
    name: 'snowcensus_run_active',
    help: '1 while the connection runs.',
    value: ({ active }) => (active ? 1 : 0),
  },
  {
    name: 'snowcensus_blind_accounts',
    help: 'Accounts of which the latest published run could not read everything.',
    value: ({ coverage }) => blindAccounts(coverage).size,
  },
];

/** Gauges that show a view; gives the function that sets them to one. */
export function gaugeView(registry: Registry): (view: ServiceView, now: Date) => void {
  const registers = [registry];
  const queue = new Gauge({
    name: 'snowcensus_queue_depth',
    help: 'Runs that are due and wait for a place.',
    registers,
  });
  const ready = new Gauge({ name: 'snowcensus_ready', help: '1 when /readyz says so.', registers });
  const build = new Gauge({
    name: 'snowcensus_build_info',
    help: 'Always 1; the version is a label.',
    labelNames: ['version'],
    registers,
  });
  const gauges = CONNECTION_GAUGES.map(({ name, help, value }) => ({
    gauge: new Gauge({ name, help, labelNames: ['connection'], registers }),
    value,
  }));
  return (view, now) => {
    build.set({ version: view.version }, 1);
    queue.set(view.connections.filter((connection) => connection.queued).length);
    ready.set(readiness(view).ready ? 1 : 0);
    for (const { gauge, value } of gauges) {
      // A connection that is gone must not be shown as it was.
      gauge.reset();
      for (const connection of view.connections) {
        gauge.set({ connection: connection.name }, value(connection, now));
      }
    }
  };
}
