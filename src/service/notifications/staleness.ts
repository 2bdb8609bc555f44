import { ScheduledDays } from '../../connections/schedule/slots.ts';
import type { StaleConnection } from '../../ledger/notifications/facts.ts';
import type { ConnectionView } from '../view.ts';

/** The connections that were due more often than `slots` since a run read them last. `startedAt` counts for what never was read. */
export function staleOf(
  connections: readonly ConnectionView[],
  { now, startedAt, slots }: { readonly now: Date; readonly startedAt: Date; readonly slots: number },
): readonly StaleConnection[] {
  return scheduledOf(connections).flatMap(({ name, schedule, lastSuccessAt, problem, recent }) => {
    if (schedule === undefined) return [];
    const from = lastSuccessAt ?? startedAt;
    const due = new ScheduledDays(schedule).count(from.getTime(), now.getTime());
    if (due <= slots) return [];
    const last = recent.find(({ error }) => error !== undefined)?.error;
    const why = problem ?? last ?? 'no run has ended since';
    return [
      { name, since: lastSuccessAt, reason: `due ${due} times without being read: ${why.split('\n', 1)[0]}` },
    ];
  });
}

/** The connections that are to run by themselves. */
export function scheduledOf(connections: readonly ConnectionView[]): readonly ConnectionView[] {
  return connections.filter(({ schedule, paused }) => schedule !== undefined && !paused);
}
