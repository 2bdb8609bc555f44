import { afterEach, expect, test, vi } from 'vitest';
import { Readable } from '../../../src/load/readable.ts';
import type { FromWorker } from '../../../src/run/workers/messages.ts';
import { WorkerProcess } from '../../../src/run/workers/worker-process.ts';
import { loadSettings } from '../../../src/settings/config.ts';
import { validConnection } from '../valid-connection.ts';

afterEach(() => vi.useRealTimers());

const nobody = async () => undefined;

test('a process that is killed is gone, and what is sent to it then is lost', async () => {
  const worker = new WorkerProcess(nobody);
  worker.kill();
  expect(await worker.gone()).toBe('SIGKILL');
  worker.send({ kind: 'time-up' });
  worker.kill();
});

test('one that says nothing for three minutes is taken to hang, and killed', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const worker = new WorkerProcess(nobody);
  let isGone = false;
  const gone = worker.gone().finally(() => {
    isGone = true;
  });
  vi.advanceTimersByTime(170_000);
  await new Promise(setImmediate);
  expect(isGone).toBe(false);
  vi.advanceTimersByTime(10_000);
  expect(await gone).toBe('SIGKILL');
});

test('what a task fails with is told as it was thrown', async () => {
  const { aws, proxy, security, run } = loadSettings({ env: {} });
  const connection = validConnection();
  const told: FromWorker[] = [];
  const failed = Promise.withResolvers<void>();
  const worker = new WorkerProcess(async (message) => {
    told.push(message);
    if (message.kind === 'failed') failed.resolve();
  });
  worker.send({
    kind: 'task',
    task: {
      settings: { aws, proxy, security, run },
      connection,
      collectors: ['ec2.nothing'],
      stamp: {
        connection: connection.name,
        runId: '20260101t000000000z-00000000',
        snapshotAt: '2026-01-01T00:00:00Z',
      },
      credentials: undefined,
      references: new Map(),
      readable: new Readable().facts,
      processes: 1,
      directory: '/nowhere',
    },
  });
  await failed.promise;
  expect(told.at(-1)).toMatchObject({ error: { kind: 'bug', message: 'there is no collector ec2.nothing' } });
  worker.kill();
  await worker.gone();
});
