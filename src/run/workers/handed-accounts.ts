import type { PlannedAccount } from '../../connectors/connector.ts';
import type { ToWorker } from './messages.ts';

/** Message with an account to read. */
type Handed = Extract<ToWorker, { kind: 'account' }>;

/** The accounts that a worker is handed, each when it asks for one. */
export class HandedAccounts {
  readonly #ask: () => void;
  /** Undefined comes where no more are handed out. */
  #next = Promise.withResolvers<Handed | undefined>();

  constructor(ask: () => void) {
    this.#ask = ask;
  }

  put(handed: Handed): void {
    this.#next.resolve(handed);
  }

  /** Each account, once `take` has what was handed with it. They end when the signal is aborted. */
  async *upTo(
    signal: AbortSignal,
    take: (account: PlannedAccount, handed: Handed) => void,
  ): AsyncGenerator<PlannedAccount> {
    const end = () => this.#next.resolve(undefined);
    signal.addEventListener('abort', end, { once: true });
    while (!signal.aborted) {
      this.#ask();
      const handed = await this.#next.promise;
      if (!handed) break;
      this.#next = Promise.withResolvers();
      take(handed.account, handed);
      yield handed.account;
    }
    signal.removeEventListener('abort', end);
  }
}
