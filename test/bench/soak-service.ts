import { readdirSync, readlinkSync } from 'node:fs';
import { Socket } from 'node:net';
import { mock } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { queryObjects } from 'node:v8';
import { createService, settled } from '../service/in-process-service.ts';
import type { SoakAnswer, SoakFigures, SoakTurn } from './soak.ts';

/** The service that {@link soak} has run on and on: its clock and its turns come from there, its figures go back. */

mock.timers.enable({ apis: ['Date'], now: Date.now() });
const env = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
);
const soaked = createService({ sandbox: { env } }, 'soak:1');

process.on('message', (turn: SoakTurn) => {
  void take(turn).then((answer) => process.send?.(answer));
});

async function take({ now, measure }: SoakTurn): Promise<SoakAnswer> {
  mock.timers.setTime(now);
  await soaked.service.refresh();
  await settled(soaked);
  return { figures: measure ? await figures() : undefined };
}

async function figures(): Promise<SoakFigures> {
  // What is being closed takes a moment to be gone.
  await sleep(1_000);
  const { heapUsed, rss } = afterCollection();
  const handles = openFiles();
  return {
    rssMb: Math.round(rss / 1e6),
    heapMb: Math.round(heapUsed / 1e5) / 10,
    openFiles: handles.length,
    openSockets: handles.filter((target) => target.startsWith('socket:')).length,
    timersAndHandles: process.getActiveResourcesInfo().length,
    processListeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    liveSockets: count(Socket),
    liveAbortSignals: count(AbortSignal),
  };
}

function afterCollection(): NodeJS.MemoryUsage {
  globalThis.gc?.();
  return process.memoryUsage();
}

function openFiles(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`)];
    } catch {
      // The one by which the directory was read.
      return [];
    }
  });
}

/** Objects of a class that something still holds on to. */
function count(type: abstract new (...args: never) => object): number {
  return Number(queryObjects(type as never, { format: 'count' }));
}
