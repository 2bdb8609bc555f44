import { z } from 'zod';
import { accounts as accountsCollector } from '../aws/catalogue/organizations/collectors.ts';
import { isSnowcensusError } from '../errors.ts';
import type { Database } from '../snowflake/database.ts';
import { decodeRows, textValue } from '../snowflake/decode.ts';
import { objectName } from '../snowflake/identifiers.ts';
import { UNITS } from './ledger-tables.ts';

/** Paths of organizational units by the account that is in them. */
export type UnitPaths = ReadonlyMap<string, string>;

/** Paths of the latest whole list of each connection that lists accounts, by connection. */
export async function readUnitPaths(database: Database): Promise<ReadonlyMap<string, UnitPaths>> {
  const { session, schema } = database;
  const lists = await session.execute(
    `SELECT CONNECTION, MAX(LAST_OK_RUN_ID) AS RUN_ID FROM ${objectName(schema, UNITS.name)} ` +
      'WHERE COLLECTOR = ? AND LAST_OK_RUN_ID IS NOT NULL GROUP BY CONNECTION',
    { binds: [accountsCollector.name], about: UNITS.name },
  );
  const paths = new Map<string, UnitPaths>();
  for (const { CONNECTION, RUN_ID } of decodeRows(lists, listRow, UNITS.name)) {
    paths.set(CONNECTION, await pathsOf(database, CONNECTION, RUN_ID));
  }
  return paths;
}

const listRow = z.object({ CONNECTION: textValue, RUN_ID: textValue });

/** Paths of one list; none of a list whose table has been dropped, or is not for this role to read. */
async function pathsOf({ session, schema }: Database, table: string, runId: string): Promise<UnitPaths> {
  try {
    const rows = await session.execute(
      `SELECT ACCOUNT_ID, OU_PATH FROM ${objectName(schema, table)} WHERE RUN_ID = ? AND OU_PATH IS NOT NULL`,
      { binds: [runId], about: table },
    );
    return new Map(decodeRows(rows, pathRow, table).map(({ ACCOUNT_ID, OU_PATH }) => [ACCOUNT_ID, OU_PATH]));
  } catch (error) {
    if (isSnowcensusError(error) && error.kind === 'config') return new Map();
    throw error;
  }
}

const pathRow = z.object({ ACCOUNT_ID: textValue, OU_PATH: textValue });
