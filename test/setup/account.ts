import { setup } from '../../src/commands/setup.ts';
import { runCommand } from '../commands/in-process.ts';
import { type Client, openClient } from '../installation/client.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';

/** A fresh Snowflake account and no AWS, for set-ups. */
export interface FreshAccount {
  readonly sandbox: PreparedSandbox;
  /** The administrator. */
  readonly admin: Client;
  /** Runs `snowcensus setup` as the administrator. Fails unless it ends with 0. */
  setup(...args: readonly string[]): Promise<void>;
  /** The same with other settings; how it ended. */
  setupWith(env: Readonly<Record<string, string>>, ...args: readonly string[]): ReturnType<typeof runCommand>;
  /** The changing statements since it was last asked, as they were sent. */
  changes(): readonly string[];
  close(): Promise<void>;
}

export async function openFreshAccount(): Promise<FreshAccount> {
  const sandbox = await startPreparedSandbox({ aws: false, accounts: 1, objects: false });
  const admin = await openClient(sandbox);
  const setupWith: FreshAccount['setupWith'] = (env, ...args) => runCommand(setup, env, args);
  return {
    sandbox,
    admin,
    setupWith,
    async setup(...args) {
      const { code, stderr } = await setupWith(sandbox.adminEnv, ...args);
      if (code !== 0) throw new Error(`the setup ended with ${code}:\n${stderr}`);
    },
    changes() {
      const said = sandbox.snowflake.metrics.log.map(({ sqlText }) => sqlText);
      sandbox.snowflake.resetMetrics();
      return said.filter((sql) => !/^(show|select|use|alter session)\b/i.test(sql));
    },
    async close() {
      await admin.close();
      await sandbox.close();
    },
  };
}
