import { type ChildProcess, fork } from 'node:child_process';
import { mock } from 'node:test';
import { openClient } from '../installation/client.ts';
import { ACCOUNTS, INVENTORY, install } from '../installation/installation.ts';
import type { PreparedSandbox } from '../installation/prepared-sandbox.ts';
import { NODE_OPTIONS } from './node-options.ts';

/** What a process holds, the garbage collected. */
export interface SoakFigures {
  readonly rssMb: number;
  readonly heapMb: number;
  /** Of /proc/self/fd, sockets included. */
  readonly openFiles: number;
  readonly openSockets: number;
  /** Whatever keeps the event loop busy. */
  readonly timersAndHandles: number;
  readonly processListeners: number;
  /** Objects that are still held, open or not. */
  readonly liveSockets: number;
  readonly liveAbortSignals: number;
}

/** What the service is told: that it is later now, and whether to measure once all that is due has been run. */
export interface SoakTurn {
  readonly now: number;
  readonly measure: boolean;
}

export interface SoakAnswer {
  readonly figures: SoakFigures | undefined;
}

/** Runs in the ledger. */
export type RunsByStatus = Readonly<Record<string, number>>;

const MINUTE_MS = 60_000;

/**
 * Lets one service, in a process of its own, run an inventory every minute of a clock that does not wait, and measures
 * that process after each of the `marks`; the last one ends it. By that clock its logins expire as they do in a day.
 */
export async function soak(
  marks: readonly number[],
  onMark: (run: number, figures: SoakFigures) => void,
): Promise<RunsByStatus> {
  const installation = await install({
    asProcess: true,
    threads: 2,
    accounts: 3,
    inventory: ['regions: [us-east-1]', 'collectors: [ec2.vpcs]', 'schedule: "* * * * *"'],
  });
  let now = Date.now();
  let child: ChildProcess | undefined;
  try {
    await installation.run(ACCOUNTS);
    mock.timers.enable({ apis: ['Date'], now });
    child = fork(new URL('soak-service.ts', import.meta.url), {
      env: { ...installation.sandbox.env, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE },
      execArgv: [...NODE_OPTIONS, '--disable-warning=ExperimentalWarning'],
    });
    await take(child, { now, measure: false });
    for (let run = 1; run <= Math.max(...marks); run += 1) {
      now += MINUTE_MS;
      mock.timers.setTime(now);
      const figures = await take(child, { now, measure: marks.includes(run) });
      if (figures) onMark(run, figures);
    }
    return await runsByStatus(installation.sandbox);
  } finally {
    child?.kill('SIGKILL');
    await installation.close();
    mock.timers.reset();
  }
}

/** Has the service take one turn; throws when it ends instead. */
function take(child: ChildProcess, turn: SoakTurn): Promise<SoakFigures | undefined> {
  return new Promise((resolve, reject) => {
    const end = (code: number | null) => reject(new Error(`the service ended with ${code}`));
    child.once('exit', end);
    child.once('message', ({ figures }: SoakAnswer) => {
      child.off('exit', end);
      resolve(figures);
    });
    child.send(turn);
  });
}

/** By a login of its own: hours have passed since the first. */
async function runsByStatus(sandbox: PreparedSandbox): Promise<RunsByStatus> {
  const client = await openClient(sandbox);
  const rows = await client.query<{ STATUS: string; N: number }>(
    'SELECT STATUS, COUNT(*) AS N FROM CONNECTOR_RUNS WHERE CONNECTION = ? GROUP BY STATUS',
    [INVENTORY],
  );
  await client.close();
  return Object.fromEntries(rows.map(({ STATUS, N }) => [STATUS, Number(N)]));
}

const STEP = 50;

/** Soaks, and prints every fifty runs what the process holds. */
export async function benchSoak(runs: number, json: boolean): Promise<void> {
  const marks = Array.from({ length: Math.ceil(runs / STEP) }, (_, step) =>
    Math.min((step + 1) * STEP, runs),
  );
  let isFirst = true;
  const ended = await soak(marks, (run, figures) => {
    const row = { run, ...figures };
    if (isFirst && !json) process.stdout.write(line(Object.keys(row)));
    isFirst = false;
    process.stdout.write(json ? `${JSON.stringify(row)}\n` : line(Object.values(row)));
  });
  process.stdout.write(`${JSON.stringify(ended)}\n`);
}

function line(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => String(cell).padStart(18)).join('')}\n`;
}
