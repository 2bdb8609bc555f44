import { StatementError } from '../../contract.ts';

/** Something that takes locks and keeps them: the transaction of a session. */
export interface LockOwner {
  /** For how long it has done nothing with what it holds; undefined while a statement of it runs. */
  readonly idleSeconds: number | undefined;
  /** Ends it, unless it has something to do again by then. Its locks go. */
  expire(): Promise<void>;
}

interface Waiter {
  readonly owner: LockOwner;
  readonly grant: () => void;
}

interface Lock {
  owner: LockOwner;
  readonly waiters: Waiter[];
}

/**
 * A transaction that has been idle for so long and keeps another from a lock is rolled back.
 * https://docs.snowflake.com/en/sql-reference/transactions#aborting-transactions
 */
const MOST_IDLE_SECONDS = 300;

const LOOK_AGAIN_MS = 25;

/**
 * Write locks on tables. Snowflake lets the second of two UPDATEs of a table wait; DuckDB fails it. An owner may take
 * a lock it holds again.
 */
export class LockTable {
  readonly #locks = new Map<string, Lock>();

  /** Waits for `key`; 000625 when waiting for it could never end, 000604 when `signal` is aborted first. */
  async acquire(key: string, owner: LockOwner, signal?: AbortSignal): Promise<void> {
    const lock = this.#locks.get(key);
    if (lock === undefined) {
      this.#locks.set(key, { owner, waiters: [] });
      return;
    }
    if (lock.owner === owner) return;
    if (this.#waitsFor(lock.owner, owner)) {
      throw new StatementError(
        '000625',
        '57014',
        `Statement waits for a lock on '${key}' whose holder waits for this transaction.`,
      );
    }
    await wait(lock, owner, signal);
  }

  release(key: string, owner: LockOwner): void {
    const lock = this.#locks.get(key);
    if (lock?.owner !== owner) return;
    const next = lock.waiters.shift();
    if (next === undefined) {
      this.#locks.delete(key);
      return;
    }
    lock.owner = next.owner;
    next.grant();
  }

  /** Whether `from`, by what it waits for, waits for `to` in the end. */
  #waitsFor(from: LockOwner, to: LockOwner): boolean {
    return [...this.#locks.values()].some(
      (lock) =>
        lock.waiters.some((waiter) => waiter.owner === from) &&
        (lock.owner === to || this.#waitsFor(lock.owner, to)),
    );
  }
}

function wait(lock: Lock, owner: LockOwner, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const watch = setInterval(() => {
      if ((lock.owner.idleSeconds ?? 0) >= MOST_IDLE_SECONDS) void lock.owner.expire();
    }, LOOK_AGAIN_MS);
    const abandon = () => {
      clearInterval(watch);
      lock.waiters.splice(lock.waiters.indexOf(waiter), 1);
      reject(new StatementError('000604', '57014', 'SQL execution canceled'));
    };
    const waiter: Waiter = {
      owner,
      grant() {
        clearInterval(watch);
        signal?.removeEventListener('abort', abandon);
        resolve();
      },
    };
    if (signal?.aborted === true) {
      clearInterval(watch);
      reject(new StatementError('000604', '57014', 'SQL execution canceled'));
      return;
    }
    lock.waiters.push(waiter);
    signal?.addEventListener('abort', abandon, { once: true });
  });
}
