import { DuckDBInstance } from '@duckdb/node-api';
import type { Engine, StageStore } from '../contract.ts';
import { createdUsers } from './access/created-users.ts';
import { makeSystemRoles } from './access/system-roles.ts';
import { type Account, CatalogueChanges, Turnstile } from './account.ts';
import { commonFacts } from './catalog/common-facts.ts';
import { METADATA_TABLES } from './catalog/metadata.ts';
import { MACROS } from './duck/macros.ts';
import { LockTable } from './session/locks.ts';
import { Session } from './session/session.ts';

/** How to open an engine. */
export interface EngineOptions {
  readonly store: StageStore;
  /** DuckDB file to keep the account in; in memory when absent. */
  readonly dataFile?: string;
  /** Whether the file goes with the engine, so that nothing is written out into it. */
  readonly scratch?: boolean | undefined;
  readonly clock?: () => Date;
  /** Statements run as ACCOUNTADMIN before the first session, such as CREATE WAREHOUSE IF NOT EXISTS. */
  readonly bootstrap?: readonly string[];
  /** DuckDB's bounds; '3GB' and 1 unless given: for few rows, two threads cost a fifth more. */
  readonly memoryLimit?: string;
  readonly threads?: number | undefined;
  /** An existing directory; with it, results tell what their statements cost. */
  readonly profiles?: string | undefined;
}

/** The log of a file's changes is enough while it is open; writing them out takes seconds, with as many views as we have. */
const WRITES_OUT_AT_THE_END = ["SET checkpoint_threshold = '256MB'"];
const WRITES_NOTHING_OUT = ['PRAGMA disable_checkpoint_on_shutdown', "SET checkpoint_threshold = '1TB'"];

/**
 * Steps of DuckDB's optimizer that cost more than they save where tables have few rows: they took 35 of the 40 seconds of a
 * view over 117 others. What they leave out of a plan, the other steps do; none has a say in which blocks are read.
 */
const COSTLY_STEPS = [
  'common_aggregate',
  'common_subplan',
  'compressed_materialization',
  'cte_filter_pusher',
  'duplicate_groups',
  'extension',
  'join_elimination',
  'regex_range',
  'reorder_filter',
  'sampling_pushdown',
  'statistics_propagation',
  'sum_rewriter',
  'top_n_window_elimination',
  'window_self_join',
];

const PLANS_QUICKLY = `SET GLOBAL disabled_optimizers = '${COSTLY_STEPS.join(',')}'`;

/** Opens a Snowflake account over DuckDB: empty but for its system roles, unless the file or `bootstrap` fill it. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const instance = await DuckDBInstance.create(options.dataFile ?? ':memory:', {
    memory_limit: options.memoryLimit ?? '3GB',
    threads: String(options.threads ?? 1),
  });
  const clock = options.clock ?? (() => new Date());
  const catalogue = new CatalogueChanges();
  const account: Account = {
    instance,
    store: options.store,
    locks: new LockTable(),
    clock,
    profiles: options.profiles,
    changes: new Turnstile(),
    catalogue,
    common: commonFacts(instance, catalogue),
  };
  await prepare(instance, clock(), options.scratch === true ? WRITES_NOTHING_OUT : WRITES_OUT_AT_THE_END);
  const sessions = new Set<Session>();
  if (options.bootstrap !== undefined) await bootstrap(account, options.bootstrap);
  return {
    async openSession(request) {
      for (const open of sessions) if (open.closed) sessions.delete(open);
      const session = await Session.open(account, request);
      sessions.add(session);
      return session;
    },
    async users() {
      const duck = await instance.connect();
      try {
        return await createdUsers(duck);
      } finally {
        duck.closeSync();
      }
    },
    async closeBlocks() {
      const duck = await instance.connect();
      try {
        await duck.run('CHECKPOINT');
      } finally {
        duck.closeSync();
      }
    },
    async close() {
      for (const session of sessions) await session.close();
      instance.closeSync();
    },
  };
}

async function prepare(instance: DuckDBInstance, now: Date, settings: readonly string[]): Promise<void> {
  const duck = await instance.connect();
  for (const statement of [PLANS_QUICKLY, ...settings, ...METADATA_TABLES, ...MACROS])
    await duck.run(statement);
  await makeSystemRoles(duck, now);
  duck.closeSync();
}

async function bootstrap(account: Account, statements: readonly string[]): Promise<void> {
  const session = await Session.open(account, { user: 'SNOWFLAKE', role: 'ACCOUNTADMIN' });
  try {
    for (const [index, sqlText] of statements.entries()) {
      await session.execute({ sqlText, queryId: `bootstrap-${index}` });
    }
  } finally {
    await session.close();
  }
}
