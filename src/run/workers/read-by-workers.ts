import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlannedAccount } from '../../connectors/connector.ts';
import { transientError } from '../../errors.ts';
import { unitsWithout } from '../../ledger/units.ts';
import { untilAborted } from '../../time/until-aborted.ts';
import type { ReadingExecution } from '../execution.ts';
import { WORKER_LOST } from '../without-reading.ts';
import { HandOut } from './hand-out.ts';
import { knownOf } from './known-of-account.ts';
import { absorb } from './line-file.ts';
import type { CallCount, FromWorker, WorkerFigures, WorkerTask } from './messages.ts';
import { type Collecting, enteredAccounts } from './read-accounts.ts';
import { heardError } from './told-error.ts';
import { WorkerProcess } from './worker-process.ts';

/**
 * Reads the accounts of a run in so many processes, each of which is handed the next one when it has room. Only what
 * reaches this process counts: an account's rows are appended to the run's spool here, whole, with its result. Gives how
 * many requests were sent. Throws what concerns the whole run; no process is left then.
 */
export async function readByWorkers(
  execution: ReadingExecution,
  collecting: Collecting,
  count: number,
): Promise<number> {
  const crew = new Crew(execution, collecting, count);
  const { collectors, accounts } = execution.plan;
  for (const { id, name, verdict } of accounts) {
    if (verdict) await collecting.onAccount({ id, name, units: unitsWithout(collectors, verdict) });
  }
  return crew.read();
}

/** The processes that read one run. */
class Crew {
  readonly #execution: ReadingExecution;
  readonly #collecting: Collecting;
  readonly #count: number;
  readonly #handOut: HandOut<PlannedAccount>;
  /** Figures of each, as last told. */
  readonly #workers = new Map<WorkerProcess, WorkerFigures | undefined>();
  readonly #idle = new Set<WorkerProcess>();
  readonly #over = Promise.withResolvers<void>();
  #isOver = false;
  #parts = 1;
  #started = 0;
  #requests = 0;

  constructor(execution: ReadingExecution, collecting: Collecting, count: number) {
    this.#execution = execution;
    this.#collecting = collecting;
    this.#count = count;
    this.#handOut = new HandOut(execution.plan.accounts.filter(({ verdict }) => verdict === undefined));
  }

  async read(): Promise<number> {
    const { environment, timeUp } = this.#execution;
    const tellTime = () => {
      for (const worker of this.#workers.keys()) worker.send({ kind: 'time-up' });
    };
    timeUp.addEventListener('abort', tellTime, { once: true });
    const endShare = environment.pacing.shares.beginElsewhere(enteredAccounts(this.#execution), (parts) => {
      this.#parts = parts;
      for (const worker of this.#workers.keys()) worker.send({ kind: 'pace', parts });
    });
    this.#collecting.onOpen(() => this.#longestWait());
    try {
      for (let number = 0; number < this.#count; number += 1) this.#start();
      await untilAborted(this.#over.promise, environment.signal);
      return this.#requests;
    } finally {
      timeUp.removeEventListener('abort', tellTime);
      endShare();
      this.#isOver = true;
      const workers = [...this.#workers.keys()];
      // They have nothing that counts any more, and end nothing but calls to AWS.
      for (const worker of workers) worker.kill();
      await Promise.all(workers.map((worker) => worker.gone()));
    }
  }

  #start(): void {
    this.#started += 1;
    const task = this.#task(this.#started);
    const worker = new WorkerProcess(async (message, from) => {
      await this.#unlessOver(() => this.#take(from, message));
    });
    this.#workers.set(worker, undefined);
    void worker.gone().then((how) => this.#unlessOver(() => this.#lose(worker, task.directory, how)));
    worker.send({ kind: 'task', task });
    worker.send({ kind: 'pace', parts: this.#parts });
    if (this.#execution.timeUp.aborted) worker.send({ kind: 'time-up' });
  }

  #task(number: number): WorkerTask {
    const { environment, connection, plan, stamp, directory, shards } = this.#execution;
    const { aws, proxy, security, run } = environment.settings;
    return {
      settings: { aws, proxy, security, run },
      connection,
      collectors: plan.collectors.map(({ name }) => name),
      stamp,
      credentials: this.#collecting.credentials,
      references: plan.knownRows.references,
      readable: this.#collecting.readable.facts,
      processes: this.#count * shards,
      directory: join(directory, 'workers', String(number)),
    };
  }

  /** A failure here is one of the run. */
  async #unlessOver(work: () => Promise<void>): Promise<void> {
    if (this.#isOver) return;
    try {
      await work();
    } catch (error) {
      this.#isOver = true;
      this.#over.reject(error);
    }
  }

  async #take(worker: WorkerProcess, message: FromWorker): Promise<void> {
    const { environment, spool } = this.#execution;
    switch (message.kind) {
      case 'ready':
        this.#idle.add(worker);
        break;
      case 'read':
        await absorb(message.file, spool);
        this.#handOut.done(worker, message.result.id);
        await this.#collecting.onAccount(message.result);
        break;
      case 'figures':
        this.#note(worker, message.figures);
        return;
      case 'event':
        environment.log[message.level](message.message, message.fields);
        return;
      case 'failed':
        throw heardError(message.error);
    }
    this.#serve();
  }

  /** Hands accounts to those that have room. One that asks is served once what it has read before is taken. */
  #serve(): void {
    const { environment, plan } = this.#execution;
    for (const worker of this.#idle) {
      const account = this.#handOut.next(worker);
      if (!account) break;
      this.#idle.delete(worker);
      const credentials = environment.secrets.credentials();
      worker.send({ kind: 'account', account, known: knownOf(plan, account.id), credentials });
    }
    if (this.#handOut.isOver) this.#over.resolve();
  }

  /** Another takes up what one that has ended had not read. What that has written of it goes. */
  async #lose(worker: WorkerProcess, directory: string, how: string): Promise<void> {
    const { environment, plan } = this.#execution;
    this.#workers.delete(worker);
    this.#idle.delete(worker);
    const { had, givenUp } = this.#handOut.lost(worker);
    environment.log.warn('a process that read accounts has ended', {
      how,
      accounts: had,
      givenUp: givenUp.length,
    });
    await rm(directory, { recursive: true, force: true });
    for (const { id, name } of givenUp) {
      const units = [...(plan.told.get(id) ?? []), ...unitsWithout(plan.collectors, WORKER_LOST)];
      await this.#collecting.onAccount({ id, name, units });
    }
    // One that ends before it is of use would only end again.
    if (had > 0 && !this.#handOut.isOver) this.#start();
    if (this.#workers.size === 0 && !this.#handOut.isOver) throw noneLeft(how);
    this.#serve();
  }

  #note(worker: WorkerProcess, figures: WorkerFigures): void {
    const { observer } = this.#execution.environment;
    this.#workers.set(worker, figures);
    for (const call of figures.calls) {
      this.#requests += call.count;
      repeat(call, (service, operation) => observer?.awsCall(service, operation));
    }
    for (const call of figures.throttles) {
      repeat(call, (service, operation) => observer?.awsThrottle(service, operation));
    }
    for (const [accountId, progress] of figures.reading) this.#collecting.onUnits(accountId, progress);
  }

  #longestWait(): string | undefined {
    for (const figures of this.#workers.values()) if (figures?.longestWait) return figures.longestWait;
    return undefined;
  }
}

function repeat(
  { service, operation, count }: CallCount,
  tell: (service: string, operation: string) => void,
): void {
  for (let time = 0; time < count; time += 1) tell(service, operation);
}

function noneLeft(how: string): Error {
  return transientError(`the processes that read accounts end before they have read any (${how})`, {
    hint: 'See what they say in the log. With SNOWCENSUS_WORKERS=1 none is started.',
  });
}
