import { rm } from 'node:fs/promises';
import { transientError } from '../../errors.ts';
import { diskError } from '../../load/disk-error.ts';
import { eachCauseOnce } from '../../log/each-cause-once.ts';
import type { Log } from '../../log/log.ts';
import { pause } from '../../time/pause.ts';
import type { Holder, LeaseStatements } from './lease-statements.ts';
import { NotRun } from './not-run.ts';
import { claimDirectory, isGone, SIGN_OF_LIFE_MS, showLife } from './worker.ts';

/** Means by which a run holds its connection. */
export interface LeaseRequest {
  readonly statements: LeaseStatements;
  readonly connection: string;
  readonly runId: string;
  readonly worker: string;
  /** How long the lease lasts unless it is renewed. */
  readonly seconds: number;
  /** The directory on disk that a run of this machine has. */
  readonly directoryOf: (runId: string) => string;
  /** Whether the process of a run on any machine is surely gone, where that can be told. */
  readonly isDead?: ((runId: string) => Promise<boolean>) | undefined;
  readonly log: Log;
}

/** Pause before a renewal that was not answered is tried again. */
const RETRY_MS = 60_000;

/**
 * The right to run one connection, for one run at a time over all processes. It is renewed after half its time, so a run
 * that is shorter costs no statement for it. A run that lost it must stop; should it not notice, its publish is refused.
 */
export class Lease {
  readonly #request: LeaseRequest;
  readonly #lost = new AbortController();
  readonly #ended = new AbortController();
  readonly #tell: (message: string, error: unknown) => void;

  private constructor(request: LeaseRequest) {
    this.#request = request;
    this.#tell = eachCauseOnce(request.log);
  }

  /** Takes the lease. Throws {@link NotRun} where another run holds it. */
  static async take(request: LeaseRequest): Promise<Lease> {
    const { statements, connection, runId, worker, seconds } = request;
    const directory = request.directoryOf(runId);
    // Made first, so that a later process can tell that the run was on this machine.
    await claimDirectory(directory, worker).catch((error: unknown) => {
      throw diskError(error, directory);
    });
    try {
      if (await statements.take(connection, runId, worker, seconds)) return new Lease(request).#keep();
      const holder = await statements.holder(connection);
      if (
        holder &&
        (isGone(holder.worker, request.directoryOf(holder.runId), worker) ||
          (await request.isDead?.(holder.runId))) &&
        (await statements.takeFrom(holder.runId, connection, runId, worker, seconds))
      ) {
        await rm(request.directoryOf(holder.runId), { recursive: true, force: true });
        return new Lease(request).#keep();
      }
      throw heldBy(connection, holder);
    } catch (error) {
      // What was not answered may have been done: then the directory shows whose the lease is.
      if (error instanceof NotRun) await rm(directory, { recursive: true, force: true });
      throw error;
    }
  }

  /** Aborted when another process has taken the lease, or when it expired because Snowflake did not answer. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Lets the lease go. */
  async release(): Promise<void> {
    this.#ended.abort();
    await this.#request.statements.release(this.#request.connection, this.#request.runId);
  }

  #keep(): this {
    void this.#renewUntilEnded();
    void this.#showLifeUntilEnded();
    return this;
  }

  async #showLifeUntilEnded(): Promise<void> {
    const { directoryOf, runId } = this.#request;
    while (await pause(SIGN_OF_LIFE_MS, this.#ended.signal)) {
      const directory = directoryOf(runId);
      await showLife(directory).catch((error: unknown) => {
        // A disk that cannot be written fails the run by itself.
        this.#tell('the directory of the run cannot be kept', diskError(error, directory));
      });
    }
  }

  async #renewUntilEnded(): Promise<void> {
    const { statements, connection, runId, seconds } = this.#request;
    const signal = this.#ended.signal;
    const half = (seconds * 1000) / 2;
    // By a watch that nobody puts right while it runs.
    let until = performance.now() + seconds * 1000;
    let wait = half;
    while (await pause(wait, signal)) {
      try {
        const asked = performance.now();
        if (!(await statements.renew(connection, runId, seconds))) {
          this.#lose(transientError('another process has taken over this connection', { where: connection }));
          return;
        }
        until = asked + seconds * 1000;
        wait = half;
      } catch (cause) {
        if (!signal.aborted) this.#tell('the lease could not be renewed', cause);
        if (performance.now() + RETRY_MS >= until) {
          this.#lose(
            transientError('the lease of the connection could not be renewed', { where: connection, cause }),
          );
          return;
        }
        wait = RETRY_MS;
      }
    }
  }

  #lose(reason: Error): void {
    if (!this.#ended.signal.aborted) this.#lost.abort(reason);
  }
}

/** Says who runs a connection, and until when it is theirs. */
export function heldBy(connection: string, holder: Holder | undefined): NotRun {
  const who = holder ? `${holder.worker} since ${holder.since.toISOString()}` : 'another process';
  return new NotRun('held', `this connection is being run by ${who}`, {
    where: holder ? `${connection}, run ${holder.runId}` : connection,
    freeAt: holder?.until,
    hint: `Wait for it to end. If that process is gone, the connection is free again ${holder ? `at ${holder.until.toISOString()}` : 'when its lease expires'}.`,
  });
}
