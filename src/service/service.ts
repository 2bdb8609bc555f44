import type { ConnectionResult } from '../connections/connection.ts';
import { describeError, isBug } from '../errors.ts';
import { GoneWatch } from '../ledger/lease/gone-connections.ts';
import { NotRun } from '../ledger/lease/not-run.ts';
import type { ConnectionHistory } from '../ledger/run-history.ts';
import { clearLeftovers } from '../run/leftovers.ts';
import { executeRun as execute } from '../run/run.ts';
import type { RunEnvironment, RunProgress } from '../run/run-request.ts';
import { type Database, within } from '../snowflake/database.ts';
import type { SchemaReference } from '../snowflake/identifiers.ts';
import { pause } from '../time/pause.ts';
import { ConnectionReader } from './connection-reader.ts';
import type { Entry } from './entry.ts';
import { FindingsReader } from './findings-reader.ts';
import { History } from './history.ts';
import { LedgerWatch, lastSlots, listInTime } from './ledger-watch.ts';
import type { Notifier } from './notifications/notifier.ts';
import type { CountedRun } from './run-metrics.ts';
import { type DueRun, Scheduler } from './scheduler.ts';
import { SnowflakeHealth } from './snowflake-health.ts';
import type { ConnectionView, ServiceView } from './view.ts';

export interface ServiceOptions
  extends Omit<RunEnvironment, 'database' | 'signal' | 'onBegin' | 'onProgress'> {
  readonly schema: SchemaReference;
  /** Logs in; the caller logs out. */
  readonly openDatabase: () => Promise<Database>;
  /** Logs in, does the work, logs out. `about` goes into query tags and log. */
  readonly withDatabase: <T>(
    about: Readonly<Record<string, string>>,
    work: (database: Database) => Promise<T>,
  ) => Promise<T>;
  /** Notifier of changes; undefined where no receiver is set. */
  readonly notifier?: Notifier | undefined;
  /** Told of each run that ended or was missed. */
  readonly onRunEnded: (run: CountedRun) => void;
}

/** Follows the connection tables, runs each on its schedule, and knows how that goes. */
export class ConnectorService {
  readonly #options: ServiceOptions;
  readonly #startedAt = new Date();
  readonly #scheduler: Scheduler;
  readonly #health: SnowflakeHealth;
  readonly #reader = new ConnectionReader();
  readonly #histories = new Map<string, History>();
  readonly #watch = new LedgerWatch();
  readonly #gone: GoneWatch;
  readonly #findings = new FindingsReader();
  readonly #stop = new AbortController();
  #database: Database | undefined;
  #hasBegun = false;
  /** A run has ended here since others were told what has changed. */
  #hasRun = false;
  #followed: Promise<void> = Promise.resolve();

  constructor(options: ServiceOptions) {
    const { log, schema, secrets, settings } = options;
    this.#options = options;
    this.#health = new SnowflakeHealth(log, secrets);
    this.#gone = new GoneWatch(log);
    this.#scheduler = new Scheduler({
      log,
      schema,
      concurrency: settings.service.concurrentRuns,
      run: (due) => this.#run(due),
      isReachable: () => !this.#health.isBroken,
      onMissed: (connection, at, reason, slots) => this.#missed(connection, at, reason, slots),
    });
  }

  /** Begins to follow the tables, and goes on until {@link stop}. */
  start(): void {
    this.#followed = this.#follow();
  }

  /**
   * Starts nothing more, lets runs end for most of the time there is, aborts the rest, and resolves when all is recorded.
   */
  async stop(reason: unknown, graceMs: number): Promise<void> {
    this.#stop.abort(reason);
    await this.#scheduler.stop(reason, graceMs * PATIENCE);
    await this.#followed;
    await this.#closeSession();
  }

  /** View of the service on itself now, without a statement or call. */
  view(): ServiceView {
    return {
      version: this.#options.version,
      worker: this.#options.worker,
      startedAt: this.#startedAt,
      stopping: this.#stop.signal.aborted,
      snowflake: this.#health.view,
      notifications: { problem: this.#options.notifier?.problem },
      findings: this.#findings.view,
      connections: this.#scheduler.entries.map((entry) => this.#viewOf(entry)),
    };
  }

  /** Findings of an account, as a run has recorded them; undefined where none does. Never rejects. */
  readonly findingsOf = (account: string) => this.#findings.ofAccount(account, this.#database);

  /** Reads the tables once, now; never rejects. */
  async refresh(): Promise<void> {
    try {
      this.#database ??= await this.#options.openDatabase();
      const database = within(this.#database, this.#stop.signal);
      const listing = await listInTime(database, this.#options.settings.service.refreshSeconds);
      const results = await this.#reader.read(listing.connections);
      if (!this.#hasBegun) await this.#clear(database, results);
      const active = [...this.#histories].flatMap(([name, { view }]) => (view.active ? [name] : []));
      const news = await this.#watch.news(database, listing, active);
      if (news) this.#learn(news);
      this.#health.succeeded();
      this.#scheduler.reconcile(results, this.#hasBegun || !news ? new Map() : lastSlots(news));
      this.#hasBegun = true;
      this.#forgetEnded();
      await this.#gone.look(database, listing.connections);
      const isNews = news !== undefined || this.#hasRun;
      this.#hasRun = false;
      if (isNews) await this.#findings.read(database, results, this.#options.settings);
      await this.#notify(database, isNews);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      if (isBug(error)) {
        this.#options.log.error('this is a bug of snowcensus; the tables are read again later', { error });
        return;
      }
      this.#health.failed(error);
      // Logging out of a Snowflake that does not answer may take minutes.
      void this.#closeSession();
    }
  }

  async #follow(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.refresh();
      await pause(this.#options.settings.service.refreshSeconds * 1000, this.#stop.signal);
    }
  }

  /** Once, when the service starts. */
  async #clear(database: Database, results: readonly ConnectionResult[]): Promise<void> {
    const connections = results.flatMap((result) => (result.ok ? [result.connection] : []));
    const recovered = await clearLeftovers({ ...this.#options, database }, connections);
    if (recovered > 0)
      this.#options.log.warn('runs of a dead process are marked aborted', { runs: recovered });
  }

  /** Last, for the receiver may take a while to answer. */
  async #notify(database: Database, isNews: boolean): Promise<void> {
    const { notifier } = this.#options;
    if (notifier === undefined) return;
    const { connections } = this.view();
    await notifier.look(database, { connections, isNews, now: new Date() }, this.#stop.signal);
  }

  #learn(history: ReadonlyMap<string, ConnectionHistory>): void {
    for (const [name, its] of history) this.#historyOf(name).learn(its);
  }

  /** Of a connection without a table nothing is kept once its last run has ended. */
  #forgetEnded(): void {
    const names = new Set(this.#scheduler.entries.map(({ name }) => name));
    for (const [name, { view }] of this.#histories) {
      if (!names.has(name) && !view.active) this.#histories.delete(name);
    }
  }

  async #run({ connection, triggeredBy, slot, signal }: DueRun): Promise<void> {
    const history = this.#historyOf(connection.name);
    const began = performance.now();
    history.begin();
    let isIn = false;
    try {
      const summary = await this.#options.withDatabase({ connection: connection.name }, async (database) => {
        isIn = true;
        this.#health.succeeded();
        const onBegin = (runId: string) => history.begin(runId);
        const onProgress = (progress: RunProgress) => history.progress(progress);
        const done = await execute(
          { ...this.#options, database, signal, onBegin, onProgress },
          { connection, triggeredBy, slot },
        );
        history.ended(done, triggeredBy);
        this.#hasRun = true;
        // Where it cannot be read now, the next look finds it changed.
        await this.#watch.afterRun(database).then(
          (history) => this.#learn(history),
          (error: unknown) => this.#options.log.warn('the ledger could not be read after the run', { error }),
        );
        return done;
      });
      this.#options.onRunEnded(summary);
    } catch (error) {
      // A login that fails says how the service stands with Snowflake.
      if (!isIn) this.#health.failed(error);
      if (error instanceof NotRun) history.forget();
      else {
        const status = signal.aborted ? 'aborted' : 'failed';
        this.#options.log.error(`the run ${status === 'failed' ? 'failed' : 'was aborted'}`, {
          connection: connection.name,
          runId: history.view.active?.runId,
          due: slot.at.toISOString(),
          error,
        });
        history.broke(status, triggeredBy, this.#options.secrets.redactMessage(describeError(error)));
        const seconds = (performance.now() - began) / 1000;
        this.#options.onRunEnded({ connection: connection.name, status, seconds });
      }
      throw error;
    }
  }

  #missed(connection: string, at: Date, reason: string, slots: number): void {
    this.#options.log.warn('missed', { connection, due: at.toISOString(), slots, reason });
    this.#historyOf(connection).missed(at, reason);
    this.#options.onRunEnded({ connection, status: 'missed', seconds: 0, slots });
  }

  #viewOf(entry: Entry): ConnectionView {
    const history = this.#historyOf(entry.name).view;
    return {
      name: entry.name,
      module: entry.connection?.module,
      schedule: entry.connection?.schedule,
      problem: entry.problem,
      paused: entry.connection?.paused ?? false,
      nextRunAt: this.#scheduler.nextRunAt(entry),
      queued: entry.active !== undefined && history.active === undefined,
      ...history,
    };
  }

  #historyOf(name: string): History {
    const history = this.#histories.get(name) ?? new History();
    this.#histories.set(name, history);
    return history;
  }

  async #closeSession(): Promise<void> {
    const database = this.#database;
    this.#database = undefined;
    await database?.session.close();
  }
}

/** Of the grace period; the rest is for aborting and recording it. */
const PATIENCE = 0.6;
