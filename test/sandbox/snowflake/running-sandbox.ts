import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { StageStore } from './contract.ts';
import { type Connection, connect, type DriverOptions } from './driver.ts';
import { openEngine } from './engine/engine.ts';
import { type SnowflakeOptions, type SnowflakeSandbox, startSnowflake } from './server.ts';
import { openStageStore } from './stage/stage-store.ts';

/** A sandbox that lives for one test. */
export interface RunningSandbox extends SnowflakeSandbox {
  readonly store: StageStore;
  /** An empty directory for the test's own files. */
  readonly directory: string;
  /** Moves the server's clock forward. */
  pass(seconds: number): void;
  /** Connects the unmodified driver, as the PERSON `ANNA` with her password unless told otherwise. */
  connect(options?: Partial<DriverOptions>): Promise<Connection>;
}

/** The person who logs in when a test does not say who. */
export const anna = {
  name: 'ANNA',
  type: 'PERSON',
  password: 'correct horse',
  defaultRole: 'ACCOUNTADMIN',
  defaultWarehouse: 'WH',
} as const;

/** Starts a sandbox before each test of the file and closes it after. */
export function useSandbox(
  options: Partial<Omit<SnowflakeOptions, 'engine' | 'store' | 'clock'>> = {},
): () => RunningSandbox {
  let running: RunningSandbox | undefined;
  let stop: () => Promise<void>;

  beforeEach(async () => {
    const root = mkdtempSync(join(tmpdir(), 'snowflake-sandbox-'));
    const store = openStageStore(join(root, 'stages'));
    let passed = 0;
    const clock = (): Date => new Date(Date.now() + passed);
    const engine = await openEngine({
      store,
      clock,
      bootstrap: ['create database public_db', 'create warehouse wh'],
    });
    const sandbox = await startSnowflake({
      users: [anna],
      ...options,
      engine,
      store,
      clock,
    });
    running = Object.assign(sandbox, {
      store,
      directory: root,
      pass: (seconds: number) => {
        passed += seconds * 1000;
      },
      connect: (driver: Partial<DriverOptions> = {}) =>
        connect(sandbox.url, {
          username: anna.name,
          password: anna.password,
          database: 'PUBLIC_DB',
          schema: 'PUBLIC',
          ...driver,
        }),
    });
    stop = async () => {
      await sandbox.close();
      await engine.close();
      rmSync(root, { recursive: true, force: true });
    };
  });

  afterEach(() => stop());

  return () => {
    if (running === undefined) throw new Error('The sandbox starts with the test');
    return running;
  };
}
