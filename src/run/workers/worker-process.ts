import { AsyncLocalStorage } from 'node:async_hooks';
import { type ChildProcess, fork } from 'node:child_process';
import type { FromWorker, ToWorker } from './messages.ts';

/** Two processes cannot be debugged on one port. */
const NOT_PASSED_ON = /^--(?:inspect|debug)/;

/** How often is looked whether the process has said something. */
const LOOK_MS = 5_000;

/** So many looks in a row without a word, where it tells figures four times a second, and it hangs. */
const MOST_SILENT = 36;

/** A process that reads accounts, as the one that hands them out knows it. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  #handled: Promise<void> = Promise.resolve();
  readonly #gone: Promise<string>;
  #silent = 0;

  /** `onMessage` takes one message at a time, in order, and does not throw. */
  constructor(onMessage: (message: FromWorker, worker: WorkerProcess) => Promise<void>) {
    this.#child = fork(new URL('worker.ts', import.meta.url), {
      execArgv: process.execArgv.filter((option) => !NOT_PASSED_ON.test(option)),
      serialization: 'advanced',
      // What Node itself says at a fatal end is told where the log is; answers are the first process's.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#gone = howItEnds(this.#child);
    // Looks are counted, not seconds: of a machine that sleeps nobody has hung.
    const looking = setInterval(() => this.#look(), LOOK_MS).unref();
    void this.#gone.then(() => clearInterval(looking));
    const handle = AsyncLocalStorage.bind((message: FromWorker) => {
      this.#silent = 0;
      this.#handled = this.#handled.then(() => onMessage(message, this));
    });
    this.#child.on('message', (message) => handle(message as FromWorker));
  }

  /** A message to one that is gone is lost. */
  send(message: ToWorker): void {
    this.#child.send(message, () => undefined);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Settles once the process has ended and all that it said was taken, with how it ended, in words. */
  async gone(): Promise<string> {
    const how = await this.#gone;
    await this.#handled;
    return how;
  }

  #look(): void {
    this.#silent += 1;
    if (this.#silent >= MOST_SILENT) this.kill();
  }
}

/** End of a process in words, once all that it said was heard: that may come after it, and the channel ends last. */
async function howItEnds(child: ChildProcess): Promise<string> {
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const silent = new Promise<void>((resolve) => {
    child.once('disconnect', resolve);
  });
  const neverBegan = new Promise<string>((resolve) => {
    child.on('error', (error) => child.pid === undefined && resolve(error.message));
  });
  return Promise.race([neverBegan, Promise.all([exited, silent]).then(([how]) => how)]);
}
