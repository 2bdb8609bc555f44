import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a process has used, as Linux counted it. */
export interface ProcessUsage {
  /** User and system. */
  readonly cpuSeconds: number;
  readonly peakRssMb: number;
}

/** How often is looked. What a process uses after the last look is lost. */
const LOOK_MS = 50;

/** Of Linux's clock: a second has so many ticks on every machine that Node runs on. */
const TICKS = 100;

/** Watches a process, and all that it starts, until `ended`; each with what it used, itself first. */
export async function watchTree(root: number, ended: Promise<unknown>): Promise<readonly ProcessUsage[]> {
  const usages = new Map<number, ProcessUsage>();
  let isOver = false;
  const over = ended.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    for (const pid of treeOf(root)) {
      const usage = usageOf(pid);
      if (usage) usages.set(pid, usage);
    }
    await Promise.race([sleep(LOOK_MS), over]);
  }
  return [...usages.values()];
}

function treeOf(pid: number): readonly number[] {
  return [pid, ...childrenOf(pid).flatMap(treeOf)];
}

function childrenOf(pid: number): readonly number[] {
  const tasks = ifThere(() => readdirSync(`/proc/${pid}/task`)) ?? [];
  return tasks.flatMap((task) => {
    const children = ifThere(() => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')) ?? '';
    return children.split(' ').filter(Boolean).map(Number);
  });
}

function usageOf(pid: number): ProcessUsage | undefined {
  return ifThere(() => {
    // The name of the program, in parentheses, may hold spaces: what counts comes behind it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (peak === undefined) return undefined;
    return {
      cpuSeconds: (Number(stat[11]) + Number(stat[12])) / TICKS,
      peakRssMb: Math.round(Number(peak) / 1024),
    };
  });
}

/** A process may end at any time. */
function ifThere<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
