import { readConnection } from '../connections/comment.ts';
import { type Connection, findConnectionName } from '../connections/connection.ts';
import { CONNECTORS } from '../connectors/index.ts';
import { isSnowcensusError } from '../errors.ts';
import { landingTable } from '../run/landing.ts';
import { COVERAGE, RUNS } from '../run/ledger-tables.ts';
import { missingIn } from '../run/prepare.ts';
import { schemaName } from '../snowflake/identifiers.ts';
import { columnsOf, listConnectionTables } from '../snowflake/schema.ts';
import type { SnowflakeSession } from '../snowflake/session.ts';
import { ownFailure } from './aws-failure.ts';
import { failed } from './cause.ts';
import type { CheckEnvironment } from './environment.ts';
import { type Finding, ok } from './finding.ts';
import { namesOf } from './names.ts';
import { refused } from './snowflake-failure.ts';

/** The connection that is meant, its options read from its COMMENT. */
export async function checkConnection(
  { home }: CheckEnvironment,
  session: SnowflakeSession,
  meant: string,
  role: string | undefined,
): Promise<{ readonly findings: readonly Finding[]; readonly connection?: Connection }> {
  const place = { step: 'connection' } as const;
  let tables: Awaited<ReturnType<typeof listConnectionTables>>;
  try {
    tables = await listConnectionTables(session, home);
  } catch (error) {
    return { findings: [refused({ step: 'schema' }, 'schema_out_of_reach', error, namesOf(home, role))] };
  }
  try {
    const names = tables.map((table) => table.name);
    const name = findConnectionName(meant, names);
    const read = readConnection(tables.find((table) => table.name === name) ?? { name, comment: '' });
    if (!read.ok) throw read.error;
    const { connection } = read;
    return { findings: [ok(place, `${connection.name}, module ${connection.module}`)], connection };
  } catch (error) {
    if (!isSnowcensusError(error)) throw error;
    return { findings: [ownFailure(place, error)] };
  }
}

/** Whether every table that a run of the connection loads is there and has this version's columns. */
export async function checkSchema(
  { home }: CheckEnvironment,
  session: SnowflakeSession,
  connection: Connection,
  role: string | undefined,
): Promise<readonly Finding[]> {
  const place = { step: 'schema' } as const;
  const { collectors } = CONNECTORS[connection.module];
  const tables = [...collectors.flatMap((collector) => collector.tables.map(landingTable)), RUNS, COVERAGE];
  try {
    const columns = await columnsOf(
      session,
      home,
      tables.map((table) => table.name),
    );
    const missing = tables.flatMap((table) => missingIn(table, columns.get(table.name)));
    const said = missing.length > 3 ? [...missing.slice(0, 3), `and ${missing.length - 3} more`] : missing;
    return missing.length > 0
      ? [failed(place, 'schema_not_set_up', said.join('; '), namesOf(home, role))]
      : [ok(place, `${tables.length} tables in ${schemaName(home)}`)];
  } catch (error) {
    return [refused(place, 'schema_out_of_reach', error, namesOf(home, role))];
  }
}
