import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { configError, describeError, isBug } from '../../errors.ts';
import { type FactSource, staleConnections } from '../../ledger/notifications/facts.ts';
import { NotificationStatements } from '../../ledger/notifications/notification-statements.ts';
import type { Log } from '../../log/log.ts';
import type { Secrets } from '../../log/secrets.ts';
import { isWebAddress } from '../../settings/setting-formats.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Database } from '../../snowflake/database.ts';
import { percentDecoded } from '../../text/percent-decoded.ts';
import { pause } from '../../time/pause.ts';
import type { ConnectionView } from '../view.ts';
import { formFor, messageBody } from './message.ts';
import { scheduledOf, staleOf } from './staleness.ts';
import { type Delivery, post } from './webhook.ts';

export interface NotifierOptions {
  readonly settings: Pick<Settings, 'notify' | 'proxy'>;
  readonly log: Log;
  readonly secrets: Secrets;
  readonly version: string;
  /** Facts that the ledger knows; those about connections are known here. */
  readonly sources: readonly FactSource[];
  /** Pauses between the attempts of one message, and the time that one may take. */
  readonly pausesMs?: readonly number[];
  readonly timeoutMs?: number;
  /** Told of each message that was tried, by what became of it. */
  readonly onSent?: (fate: Delivery['fate']) => void;
}

/** Knowledge of the connections at one moment. */
export interface Situation {
  readonly connections: readonly ConnectionView[];
  /** Whether the ledger may say something that it did not say at the look before. */
  readonly isNews: boolean;
  readonly now: Date;
}

const PAUSES_MS = [1_000, 4_000];
const TIMEOUT_MS = 10_000;
/** A receiver that asks for more is asked again at a later look. */
const MOST_PATIENCE_MS = 30_000;
const MINUTE_MS = 60_000;
/** Of parts of the URL: shorter ones are words, such as `notifications`. */
const SHORTEST_SECRET = 20;
/** Between two messages that were not taken, at most. */
const LONGEST_MS = 60 * MINUTE_MS;

/**
 * Tells a webhook what has changed, each fact once. What is to be told and what has been stands in Snowflake: a fact is
 * claimed before it is sent, so that neither another process nor the next one after a kill sends it again.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #startedAt = new Date();
  /** Names of the connections that were stale at the last look that recorded them. */
  #stale: string | undefined;
  #mayHavePending = true;
  /** The last look could not record what it saw. */
  #isBehind = false;
  #failures = 0;
  #notBefore = 0;
  #problem: string | undefined;

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** Why the last message could not be sent; undefined where it could. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Records what has changed and sends what is to be told. Never rejects: what it could not do it does at a later look. */
  async look(database: Database, situation: Situation, signal: AbortSignal): Promise<void> {
    try {
      await this.#look(database, { ...situation, isNews: situation.isNews || this.#isBehind }, signal);
      this.#isBehind = false;
    } catch (error) {
      this.#isBehind = true;
      if (signal.aborted) return;
      const [told = ''] = this.#options.secrets.redactMessage(describeError(error)).split('\n', 1);
      const problem = `Notifications could not be seen to: ${told}`;
      if (problem !== this.#problem) {
        const message = isBug(error)
          ? 'this is a bug of snowcensus; notifications wait'
          : 'notifications wait';
        this.#options.log.error(message, { error });
      }
      this.#problem = problem;
    }
  }

  async #look(
    database: Database,
    { connections, isNews, now }: Situation,
    signal: AbortSignal,
  ): Promise<void> {
    const { staleSlots } = this.#options.settings.notify;
    const stale = staleOf(connections, { now, startedAt: this.#startedAt, slots: staleSlots });
    const scheduled = scheduledOf(connections).map(({ name }) => name);
    const names = JSON.stringify([stale.map(({ name }) => name), scheduled]);
    const statements = new NotificationStatements(database);
    if (names !== this.#stale || isNews) {
      await statements.record(staleConnections(stale, scheduled));
      this.#stale = names;
      this.#mayHavePending = true;
    }
    const failures = isNews ? await this.#recordAll(statements) : [];
    if (this.#mayHavePending && now.getTime() >= this.#notBefore) await this.#tell(statements, now, signal);
    if (failures.length > 0) throw failures[0];
  }

  /** One kind of fact that cannot be asked for, such as findings without the right to see them, holds no other back. */
  async #recordAll(statements: NotificationStatements): Promise<readonly unknown[]> {
    const failures: unknown[] = [];
    for (const source of this.#options.sources) {
      await statements.record(source).catch((error: unknown) => failures.push(error));
      this.#mayHavePending = true;
    }
    return failures;
  }

  async #tell(statements: NotificationStatements, now: Date, signal: AbortSignal): Promise<void> {
    const { log, secrets, settings, version } = this.#options;
    const url = this.#url();
    await statements.bury();
    const messageId = randomUUID();
    const claim = await statements.claim(messageId);
    this.#mayHavePending = false;
    if (claim === undefined) {
      this.#problem = undefined;
      return;
    }
    const body = messageBody(
      { ...claim, messageId, at: now, version },
      formFor(url, settings.notify.form),
      (text) => secrets.redactMessage(text),
    );
    const delivery = await this.#deliver(url, body, messageId, signal);
    this.#options.onSent?.(delivery.fate);
    const facts = claim.counts.reduce((sum, { facts }) => sum + facts, 0);
    if (delivery.fate === 'taken') {
      this.#failures = 0;
      this.#problem = undefined;
      await statements.told(messageId);
      log.info('the webhook was told', { messageId, facts });
      return;
    }
    const reason = secrets.redactMessage(delivery.reason);
    this.#problem = `The webhook did not take the last message: ${reason}`;
    if (delivery.fate === 'unclear') {
      await statements.unclear(messageId);
      log.warn(
        'the webhook may not have been told: no answer came to what was sent, and it is not sent again',
        {
          messageId,
          facts,
          reason,
          hint: "SELECT * FROM CONNECTOR_NOTIFICATIONS WHERE TOLD = 'unclear'",
        },
      );
      return;
    }
    await statements.release(messageId);
    this.#mayHavePending = true;
    const waitMs = Math.max(delivery.afterMs ?? 0, MINUTE_MS * 2 ** Math.min(this.#failures, 6));
    this.#failures += 1;
    this.#notBefore = now.getTime() + Math.min(LONGEST_MS, waitMs);
    log.error('the webhook could not be told; it is tried again', {
      facts,
      reason,
      again: new Date(this.#notBefore).toISOString(),
      ...(delivery.mayPass ? {} : { hint: 'Check SNOWCENSUS_NOTIFY_URL and SNOWCENSUS_NOTIFY_FORM.' }),
    });
  }

  /** Tries a few times while what is told is surely not taken. Once it is told to stop, it tries no more. */
  async #deliver(url: string, body: string, messageId: string, signal: AbortSignal): Promise<Delivery> {
    const { settings, pausesMs = PAUSES_MS, timeoutMs = TIMEOUT_MS } = this.#options;
    const once = () => post({ url, body, messageId, timeoutMs, proxy: settings.proxy });
    let delivery = await once();
    for (const pauseMs of pausesMs) {
      if (delivery.fate !== 'refused' || !delivery.mayPass) return delivery;
      const waitMs = Math.max(pauseMs, delivery.afterMs ?? 0);
      if (waitMs > MOST_PATIENCE_MS || !(await pause(waitMs, signal))) return delivery;
      delivery = await once();
    }
    return delivery;
  }

  /** The URL as it is now; nothing that is written from now on has it, or what of it opens the webhook. */
  #url(): string {
    const { url, urlFile } = this.#options.settings.notify;
    const found = url ?? readUrl(urlFile);
    const { pathname, search, username, password } = new URL(found);
    const parts = [pathname.slice(1), search.slice(1), username, password].filter(
      ({ length }) => length >= SHORTEST_SECRET,
    );
    this.#options.secrets.addCredentials(found);
    // Those of AWS's answers that happen to be the same are facts.
    this.#options.secrets.addKeyIds(...parts, ...parts.map(percentDecoded));
    return found;
  }
}

function readUrl(path: string | undefined): string {
  let text = '';
  try {
    text = readFileSync(path ?? '', 'utf8').trim();
  } catch (cause) {
    throw configError('the file of the webhook’s URL cannot be read', {
      cause,
      ...(path === undefined ? {} : { where: path }),
      hint: 'Make it exist, readable by the user of this process.',
    });
  }
  if (isWebAddress(text)) return text;
  throw configError('the file of the webhook’s URL holds no URL of http or https', {
    ...(path === undefined ? {} : { where: path }),
  });
}
