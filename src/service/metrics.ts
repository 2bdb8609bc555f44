import { Counter, Registry } from 'prom-client';
import type { Observer } from '../observer.ts';
import { countCalls } from './call-metrics.ts';
import type { Lag } from './event-loop.ts';
import type { Delivery } from './notifications/webhook.ts';
import { gaugeProcess } from './process-metrics.ts';
import { type CountedRun, countRuns } from './run-metrics.ts';
import type { ServiceView } from './view.ts';
import { gaugeView } from './view-metrics.ts';

/** The numbers of one service. No label grows with the organization: accounts are never among them. */
export interface Metrics {
  /** Counters to which runs and sessions report their calls. */
  readonly observer: Observer;
  /** Counts a run that ended or was missed. */
  readonly runEnded: (run: CountedRun) => void;
  /** Counts a message to the webhook by what became of it. */
  readonly notified: (fate: Delivery['fate']) => void;
  readonly contentType: string;
  /** All numbers in Prometheus's text format, those of the view as it is now. */
  text(view: ServiceView, now: Date): Promise<string>;
}

/** Creates the metrics of a service, at zero. `lag` tells how late the event loop is. */
export function createMetrics(lag: () => Lag): Metrics {
  const registry = new Registry();
  const observer = countCalls(registry);
  const runEnded = countRuns(registry);
  const notifications = new Counter({
    name: 'snowcensus_notifications_total',
    help: 'Messages to the webhook by fate: taken, refused (sent again later), unclear (no answer came).',
    labelNames: ['fate'],
    registers: [registry],
  });
  for (const fate of ['taken', 'refused', 'unclear'] as const) notifications.inc({ fate }, 0);
  const show = gaugeView(registry);
  gaugeProcess(registry, lag);
  return {
    observer,
    runEnded,
    notified: (fate) => notifications.inc({ fate }),
    contentType: registry.contentType,
    text(view, now) {
      show(view, now);
      return registry.metrics();
    },
  };
}
