import { StatementError } from '../../contract.ts';

interface Waiter {
  readonly owner: string;
  readonly grant: () => void;
}

interface Lock {
  owner: string;
  readonly waiters: Waiter[];
}

/**
 * Write locks on tables. Snowflake lets the second of two UPDATEs of a table wait; DuckDB fails it. An owner is
 * a session; it may take a lock it holds again.
 */
export class LockTable {
  readonly #locks = new Map<string, Lock>();

  /** Waits for `key`; 000625 when waiting for it could never end, 000604 when `signal` is aborted first. */
  async acquire(key: string, owner: string, signal?: AbortSignal): Promise<void> {
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

  release(key: string, owner: string): void {
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
  #waitsFor(from: string, to: string): boolean {
    return [...this.#locks.values()].some(
      (lock) =>
        lock.waiters.some((waiter) => waiter.owner === from) &&
        (lock.owner === to || this.#waitsFor(lock.owner, to)),
    );
  }
}

function wait(lock: Lock, owner: string, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abandon = () => {
      lock.waiters.splice(lock.waiters.indexOf(waiter), 1);
      reject(new StatementError('000604', '57014', 'SQL execution canceled'));
    };
    const waiter: Waiter = {
      owner,
      grant() {
        signal?.removeEventListener('abort', abandon);
        resolve();
      },
    };
    if (signal?.aborted === true) {
      reject(new StatementError('000604', '57014', 'SQL execution canceled'));
      return;
    }
    lock.waiters.push(waiter);
    signal?.addEventListener('abort', abandon, { once: true });
  });
}
