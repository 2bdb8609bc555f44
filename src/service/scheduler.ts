import { type ScheduledTask, schedule } from 'node-cron';
import PQueue from 'p-queue';
import type { Connection } from '../connections/connection.ts';
import type { Log } from '../log.ts';

/** What the scheduler calls when a connection is due. Rejects when the run could not be done. */
export type RunConnection = (connection: Connection, signal: AbortSignal) => Promise<void>;

export interface SchedulerOptions {
  readonly log: Log;
  readonly run: RunConnection;
  /** Runs at once, over all connections. */
  readonly concurrency: number;
}

interface Scheduled {
  readonly connection: Connection;
  readonly task: ScheduledTask;
}

/** Runs connections on their schedules, never one of them twice at the same time. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #queue: PQueue;
  readonly #scheduled = new Map<string, Scheduled>();
  /** Connections that run or wait for a place. */
  readonly #active = new Set<string>();
  readonly #stop = new AbortController();

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#queue = new PQueue({ concurrency: options.concurrency });
  }

  /** Makes the schedule what these connections say; one that is gone or without a schedule is no longer run. */
  reconcile(connections: readonly Connection[]): void {
    const wanted = new Map(connections.map((connection) => [connection.name, connection]));
    for (const [name, { connection, task }] of this.#scheduled) {
      if (sameConnection(connection, wanted.get(name))) continue;
      void task.destroy();
      this.#scheduled.delete(name);
    }
    for (const connection of connections) {
      if (connection.schedule && !this.#scheduled.has(connection.name)) this.#add(connection);
    }
  }

  /** Stops scheduling, aborts what runs, and resolves when it has ended. */
  async stop(reason: unknown): Promise<void> {
    for (const { task } of this.#scheduled.values()) void task.destroy();
    this.#scheduled.clear();
    this.#stop.abort(reason);
    await this.#queue.onIdle();
  }

  #add(connection: Connection): void {
    if (!connection.schedule) return;
    const { cron, timezone } = connection.schedule;
    const task = schedule(cron, () => this.due(connection), { timezone, name: connection.name });
    this.#scheduled.set(connection.name, { connection, task });
    this.#options.log.info('scheduled', {
      connection: connection.name,
      cron,
      timezone,
      next: task.getNextRun()?.toISOString(),
    });
  }

  /** Queues a run of the connection now, unless one is active. */
  due(connection: Connection): void {
    const log = this.#options.log.child({ connection: connection.name });
    if (this.#active.has(connection.name)) {
      log.warn('missed: the run before is still active');
      return;
    }
    this.#active.add(connection.name);
    this.#queue
      .add(() => this.#options.run(connection, this.#stop.signal))
      .catch((error: unknown) => log.error('the run failed', { error }))
      .finally(() => this.#active.delete(connection.name));
  }
}

/** Whether a connection is what it was: the options decide, for a change of any makes the next run another. */
function sameConnection(known: Connection, now: Connection | undefined): boolean {
  return JSON.stringify(known) === JSON.stringify(now);
}
