import { type Connection, findConnection } from '../../connections/connection.ts';
import { connectorOf, readConnection } from '../../connectors/index.ts';
import { isSnowcensusError } from '../../errors.ts';
import { COVERAGE, LEASES, OUTCOMES, RUNS, UNITS } from '../../ledger/ledger-tables.ts';
import { landingTable } from '../../load/landing.ts';
import { missingIn } from '../../run/prepare.ts';
import type { Database } from '../../snowflake/database.ts';
import { quoted, schemaName } from '../../snowflake/identifiers.ts';
import { columnsOf, listConnectionTables } from '../../snowflake/schema.ts';
import { ownFailure } from '../aws/aws-failure.ts';
import { failed, warning } from '../cause.ts';
import { type Finding, ok } from '../finding.ts';
import { namesOf } from './names.ts';
import { refused } from './snowflake-failure.ts';

/** A connection, and the role that owns its table. */
export interface FoundConnection {
  readonly connection: Connection;
  readonly owner: string;
}

/** The connection that is meant, its options read from its COMMENT. */
export async function checkConnection(
  database: Database,
  meant: string,
  role: string | undefined,
): Promise<{ readonly findings: readonly Finding[]; readonly found?: FoundConnection }> {
  const place = { step: 'connection' } as const;
  let tables: Awaited<ReturnType<typeof listConnectionTables>>;
  try {
    tables = await listConnectionTables(database);
  } catch (error) {
    return {
      findings: [refused({ step: 'schema' }, 'schema_out_of_reach', error, namesOf(database.schema, role))],
    };
  }
  try {
    const table = findConnection(meant, tables);
    const read = readConnection(table);
    if (!read.ok) throw read.error;
    const { connection } = read;
    return {
      findings: [ok(place, `${connection.name}, module ${connection.module}`)],
      found: { connection, owner: table.owner },
    };
  } catch (error) {
    if (!isSnowcensusError(error)) throw error;
    return { findings: [ownFailure(place, error)] };
  }
}

/** The tables of a run, and the columns of the connection's own. */
export interface SchemaChecked {
  readonly findings: readonly Finding[];
  readonly connectionColumns: ReadonlySet<string>;
}

/** Whether every table that a run of the connection loads is there and has this version's columns. */
export async function checkSchema(
  database: Database,
  { connection, owner }: FoundConnection,
  role: string | undefined,
): Promise<SchemaChecked> {
  const place = { step: 'schema' } as const;
  const { collectors, connectionColumns } = connectorOf(connection);
  const landings = collectors.flatMap((collector) => collector.tables.map(landingTable));
  const tables = [...landings, RUNS, COVERAGE, OUTCOMES, UNITS, LEASES];
  const names = namesOf(database.schema, role);
  let columns: ReadonlyMap<string, ReadonlySet<string>>;
  try {
    columns = await columnsOf(database, [connection.name, ...tables.map((table) => table.name)]);
  } catch (error) {
    return { findings: [refused(place, 'schema_out_of_reach', error, names)], connectionColumns: new Set() };
  }
  const missing = tables.flatMap((table) => missingIn(table, columns.get(table.name)));
  const said = missing.length > 3 ? [...missing.slice(0, 3), `and ${missing.length - 3} more`] : missing;
  const own = columns.get(connection.name) ?? new Set();
  const lacking = connectionColumns.filter(({ name }) => !own.has(name)).map(({ name }) => name);
  return {
    connectionColumns: own,
    findings: [
      missing.length > 0
        ? failed(place, 'schema_not_set_up', said.join('; '), names)
        : ok(place, `${tables.length} tables in ${schemaName(database.schema)}`),
      ...(lacking.length > 0 && owner !== role
        ? [
            warning(place, 'connection_columns_missing', `${connection.name} lacks ${lacking.join(', ')}`, {
              ...names,
              owner: quoted(owner),
            }),
          ]
        : []),
    ],
  };
}
