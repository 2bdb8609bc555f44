import { describeError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import type { Secrets } from '../log/secrets.ts';
import type { SnowflakeHealthView } from './view.ts';

/** How the service stands with Snowflake. Trouble is logged when it begins, changes or ends, not each time it is met. */
export class SnowflakeHealth {
  readonly #log: Log;
  readonly #secrets: Pick<Secrets, 'redactMessage'>;
  #lastOkAt: Date | undefined;
  #error: string | undefined;
  #since: Date | undefined;

  /** `secrets`: what the page must not tell, be it said back by Snowflake. */
  constructor(log: Log, secrets: Pick<Secrets, 'redactMessage'>) {
    this.#log = log;
    this.#secrets = secrets;
  }

  get view(): SnowflakeHealthView {
    return { lastOkAt: this.#lastOkAt, error: this.#error };
  }

  get isBroken(): boolean {
    return this.#error !== undefined;
  }

  succeeded(): void {
    const now = new Date();
    if (this.#since) {
      const seconds = Math.round((now.getTime() - this.#since.getTime()) / 1000);
      this.#log.info('Snowflake answers again', { afterSeconds: seconds });
    }
    this.#lastOkAt = now;
    this.#error = undefined;
    this.#since = undefined;
  }

  failed(error: unknown): void {
    const [told = ''] = this.#secrets.redactMessage(describeError(error)).split('\n', 1);
    if (told !== this.#error) {
      this.#log.error('Snowflake does not answer; the schedule waits until it does', { error });
    }
    this.#error = told;
    this.#since ??= new Date();
  }
}
