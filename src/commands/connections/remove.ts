import {
  accountsConnection,
  type Connection,
  findConnection,
  newConnectionName,
} from '../../connections/connection.ts';
import { connectorOf, readConnection, readConnections } from '../../connectors/index.ts';
import { configError } from '../../errors.ts';
import { countLandedRows } from '../../ledger/landed-rows.ts';
import { heldBy } from '../../ledger/lease.ts';
import { LeaseStatements } from '../../ledger/lease-statements.ts';
import type { Database } from '../../snowflake/database.ts';
import { dropTable } from '../../snowflake/ddl.ts';
import { literal, type SchemaReference } from '../../snowflake/identifiers.ts';
import { type ListedTable, listConnectionTables } from '../../snowflake/schema.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { askYes, terminalOf } from '../form.ts';
import { jsonLine } from '../json-line.ts';
import { withDatabase } from '../session.ts';
import { namedInAction } from './find-table.ts';

/**
 * Drops a connection table that nobody needs just now, once somebody has confirmed it, and ends the connection: what its
 * runs have landed stays, and is current no more.
 */
export async function removeConnection(context: CommandContext, args: Arguments): Promise<number> {
  const meant = namedInAction(args);
  return withDatabase(context, { command: 'connections' }, async (database) => {
    const { session, schema } = database;
    const tables = await listConnectionTables(database);
    if (await endWithoutTable(context, args, database, meant, tables)) return 0;
    const { name, comment } = findConnection(meant, tables);
    refuseWhileRead(name, tables, schema);
    await refuseWhileRun(name, database);
    const statement = dropTable(schema, name);
    if (args.flags.print) {
      context.print(args.flags.json ? jsonLine({ name, statement }) : `${statement};\n`);
      return 0;
    }
    await confirm(context, args, name);
    const read = readConnection({ name, comment });
    const remaining = read.ok ? await remainingRows(database, read.connection) : undefined;
    await session.execute(statement, { about: name, signal: context.signal });
    await new LeaseStatements(database).end(name);
    const rows = remaining === undefined ? undefined : Object.fromEntries(remaining);
    context.print(
      args.flags.json ? jsonLine({ name, removed: true, remaining: rows }) : said(name, remaining),
    );
    return 0;
  });
}

/** Ends a connection that had runs and whose table somebody has dropped or renamed; false where it is none. */
async function endWithoutTable(
  context: CommandContext,
  args: Arguments,
  database: Database,
  meant: string,
  tables: readonly ListedTable[],
): Promise<boolean> {
  const name = newConnectionName(meant);
  const leases = new LeaseStatements(database);
  if (tables.some((table) => table.name === name) || !(await leases.holder(name))) return false;
  await leases.end(name);
  const said = `${name} had no table any more. It has ended: what it read has left the current views.\n`;
  context.print(args.flags.json ? jsonLine({ name, removed: true, remaining: undefined }) : said);
  return true;
}

function refuseWhileRead(name: string, tables: readonly ListedTable[], schema: SchemaReference): void {
  const readers = readConnections(tables).flatMap((result) =>
    result.ok && accountsConnection(result.connection, schema) === name ? [result.connection.name] : [],
  );
  if (readers.length === 0) return;
  throw configError(
    `${readers.join(', ')} ${readers.length === 1 ? 'reads' : 'read'} the accounts of ${name}`,
    {
      hint: `Remove ${readers.length === 1 ? 'it' : 'them'} first, or name other accounts there with \`snowcensus connections edit\`.`,
    },
  );
}

async function refuseWhileRun(name: string, database: Database): Promise<void> {
  const holder = await new LeaseStatements(database).holder(name);
  if (holder?.isHolding) throw heldBy(name, holder);
}

async function confirm(context: CommandContext, args: Arguments, name: string): Promise<void> {
  if (args.flags.yes) return;
  const terminal = terminalOf(context);
  if (!terminal) throw configError(`--yes is missing: remove drops the table ${name}`);
  if (!(await askYes(terminal, `Drop the table ${name}, its options and its rows?`))) {
    throw configError('not confirmed; nothing was changed');
  }
}

function remainingRows(database: Database, connection: Connection) {
  return countLandedRows(database, connection.name, connectorOf(connection));
}

function said(name: string, remaining: ReadonlyMap<string, number> | undefined): string {
  const rows = [...(remaining?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  return [
    `removed ${name}; UNDROP TABLE brings it back while Time Travel keeps it`,
    ...(rows > 0
      ? [
          `${rows} rows of it remain in ${remaining?.size} landing tables; current views show none of them any more;`,
          `to be rid of them, DELETE … WHERE CONNECTION = ${literal(name)} in:`,
          ...[...(remaining ?? [])].map(([table, count]) => `  ${table}  ${count}`),
        ]
      : []),
    '',
  ].join('\n');
}
