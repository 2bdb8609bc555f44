import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readConnection } from '../../src/connections/comment.ts';
import type { Connection } from '../../src/connections/connection.ts';
import { createLog } from '../../src/log.ts';
import { type RunConnection, Scheduler } from '../../src/service/scheduler.ts';

const MINUTE_MS = 60_000;

let lines: PassThrough;
let scheduler: Scheduler | undefined;

function connection(name: string, schedule: string): Connection {
  const comment = `module: aws_accounts\ndestination_role_arn: arn:aws:iam::111111111111:role/r\nschedule: "${schedule}"`;
  const result = readConnection({ name, comment });
  if (!result.ok) throw result.error;
  return result.connection;
}

function start(run: RunConnection): Scheduler {
  const log = createLog({ level: 'debug', format: 'json' }, { secrets: () => [], stream: lines });
  scheduler = new Scheduler({ log, run, concurrency: 2 });
  return scheduler;
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-01T12:00:30Z') });
  lines = new PassThrough();
});

afterEach(async () => {
  vi.useRealTimers();
  await scheduler?.stop(new Error('the test is over'));
});

describe('a scheduled connection', () => {
  it('runs when it is due, in its time zone', async () => {
    const runs: string[] = [];
    start(async ({ name }) => void runs.push(`${name} ${new Date().toISOString()}`)).reconcile([
      connection('A_CONNECTION', '*/5 * * * *'),
      connection('B_CONNECTION', '0 13'),
    ]);
    await vi.advanceTimersByTimeAsync(6 * MINUTE_MS);
    expect(runs).toEqual(['A_CONNECTION 2026-03-01T12:05:00.000Z']);
    await vi.advanceTimersByTimeAsync(55 * MINUTE_MS);
    expect(runs.filter((run) => run.startsWith('B'))).toEqual(['B_CONNECTION 2026-03-01T13:00:00.000Z']);
  });

  it('does not run again while it is still running, and says so', async () => {
    let started = 0;
    start((_connection, signal) => {
      started += 1;
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    }).reconcile([connection('A_CONNECTION', '* * * * *')]);
    await vi.advanceTimersByTimeAsync(3 * MINUTE_MS);
    expect(started).toBe(1);
    expect(String(lines.read())).toContain('missed: the run before is still active');
  });

  it('follows a change and stops when it is gone', async () => {
    const runs: string[] = [];
    const running = start(async () => void runs.push(new Date().toISOString()));
    running.reconcile([connection('A_CONNECTION', '0 * * * *')]);
    running.reconcile([connection('A_CONNECTION', '10 * * * *')]);
    await vi.advanceTimersByTimeAsync(20 * MINUTE_MS);
    expect(runs).toEqual(['2026-03-01T12:10:00.000Z']);
    running.reconcile([]);
    await vi.advanceTimersByTimeAsync(120 * MINUTE_MS);
    expect(runs).toHaveLength(1);
  });

  it('is aborted by a stop, which waits for it', async () => {
    let ended = false;
    const running = start(
      (_connection, signal) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () => {
            ended = true;
            resolve();
          }),
        ),
    );
    running.due(connection('A_CONNECTION', '* * * * *'));
    await running.stop(new Error('enough'));
    expect(ended).toBe(true);
  });

  it('that fails is logged and runs again at its next time', async () => {
    let started = 0;
    start(() => {
      started += 1;
      return Promise.reject(new Error('it broke'));
    }).reconcile([connection('A_CONNECTION', '* * * * *')]);
    await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
    expect(started).toBe(2);
    expect(String(lines.read())).toContain('it broke');
  });
});
