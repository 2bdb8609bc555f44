import { promisify } from 'node:util';
import snowflake from 'snowflake-sdk';

// Without this the driver writes snowflake.log into the working directory.
snowflake.configure({ logLevel: 'OFF' });

export type DriverOptions = snowflake.ConnectionOptions;
export type Connection = snowflake.Connection;
export type Row = Readonly<Record<string, unknown>>;

export interface Execution {
  readonly sqlText: string;
  readonly binds?: snowflake.Binds;
  readonly parameters?: Record<string, unknown>;
  readonly streamResult?: boolean;
  readonly asyncExec?: boolean;
  readonly describeOnly?: boolean;
  readonly requestId?: string;
}

export interface Executed {
  readonly rows: readonly Row[];
  readonly statement: snowflake.RowStatement;
}

/** Connects the unmodified driver to a sandbox with whatever the options say. */
export async function connect(url: string, options: Partial<DriverOptions>): Promise<Connection> {
  const connection = snowflake.createConnection({ account: 'sandbox', accessUrl: url, ...options });
  await promisify(connection.connect.bind(connection))();
  return connection;
}

/** Executes one statement; rejects with the driver's own error. */
export function execute(connection: Connection, execution: Execution | string): Promise<Executed> {
  const options = typeof execution === 'string' ? { sqlText: execution } : execution;
  return new Promise((resolve, reject) => {
    connection.execute({
      ...options,
      complete: (error, statement, rows) => {
        if (error) reject(error);
        else resolve({ rows: (rows ?? []) as Row[], statement: statement as snowflake.RowStatement });
      },
    });
  });
}

export const query = async (connection: Connection, sqlText: string): Promise<readonly Row[]> =>
  (await execute(connection, sqlText)).rows;

export const destroy = (connection: Connection): Promise<unknown> =>
  promisify(connection.destroy.bind(connection))();
