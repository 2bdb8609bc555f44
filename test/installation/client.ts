import { ACCOUNT } from '../sandbox/start.ts';
import type { PreparedSandbox } from './prepared-sandbox.ts';
import { quietDriver } from './quiet-driver.ts';

/** A person's session on the sandbox, through the unmodified driver. */
export interface Client {
  /** Runs one statement; rows by column name. */
  query<T = Record<string, unknown>>(
    sqlText: string,
    binds?: readonly (string | number)[],
  ): Promise<readonly T[]>;
  close(): Promise<void>;
}

/** Logs in as the sandbox's analyst. */
export async function openClient(sandbox: Pick<PreparedSandbox, 'person' | 'env'>): Promise<Client> {
  const driver = await quietDriver();
  const connection = driver.createConnection({
    account: ACCOUNT,
    accessUrl: sandbox.env.SNOWFLAKE_ACCESS_URL ?? '',
    username: sandbox.person.user,
    password: sandbox.person.password,
    database: 'SNOWALERT',
    schema: 'DATA',
    warehouse: 'SNOWCENSUS_WH',
  });
  await connection.connectAsync();
  return {
    query: <T>(sqlText: string, binds: readonly (string | number)[] = []) =>
      new Promise<readonly T[]>((resolve, reject) => {
        connection.execute({
          sqlText,
          binds: [...binds],
          complete: (error, _statement, rows) => (error ? reject(error) : resolve((rows ?? []) as T[])),
        });
      }),
    close: () => new Promise((resolve) => connection.destroy(() => resolve())),
  };
}
