import { accountsConnection, type Connection, findConnection } from '../../connections/connection.ts';
import { connectorOf, readConnection, readConnections } from '../../connectors/index.ts';
import { configError } from '../../errors.ts';
import { countLandedRows } from '../../ledger/landed-rows.ts';
import { heldBy } from '../../ledger/lease/lease.ts';
import { LeaseStatements } from '../../ledger/lease/lease-statements.ts';
import type { Database } from '../../snowflake/database.ts';
import { dropTable } from '../../snowflake/ddl.ts';
import { literal, type SchemaReference } from '../../snowflake/identifiers.ts';
import { type ListedTable, listConnectionTables } from '../../snowflake/schema.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { askYes, terminalOf } from '../form.ts';
import { jsonLine } from '../json-line.ts';
import { withWarehouse } from '../session.ts';
import { namedInAction } from './find-table.ts';

/** A connection that is to be removed, and the statement that drops its table; undefined where it has none any more. */
interface Removal {
  readonly name: string;
  readonly drop: string | undefined;
  /** Connection by its options, which tell the rows of its runs; undefined where they cannot be read. */
  readonly connection: Connection | undefined;
}

/**
 * Drops a connection table that no run holds, once a person has confirmed, and ends the connection: the rows of its
 * runs stay, and are current no more. A connection whose table is gone already only ends.
 */
export async function removeConnection(context: CommandContext, args: Arguments): Promise<number> {
  const meant = namedInAction(args);
  return withWarehouse(context, { command: 'connections' }, async (database) => {
    const tables = await listConnectionTables(database);
    const leases = new LeaseStatements(database);
    const removal = await removalOf(database, leases, meant, tables);
    const { name, drop } = removal;
    refuseWhileRead(name, tables, database.schema);
    const holder = await leases.holder(name);
    if (holder?.isHolding) throw heldBy(name, holder);
    if (args.flags.print) {
      const statement = [...(drop ? [drop] : []), leases.endStatement(name)].join(';\n');
      context.print(args.flags.json ? jsonLine({ name, statement }) : `${statement};\n`);
      return 0;
    }
    await confirm(context, args, removal);
    const remaining = removal.connection && (await remainingRows(database, removal.connection));
    if (drop) await database.session.execute(drop, { about: name, signal: context.signal });
    await leases.end(name);
    const rows = remaining && Object.fromEntries(remaining);
    context.print(
      args.flags.json ? jsonLine({ name, removed: true, remaining: rows }) : said(removal, remaining),
    );
    return 0;
  });
}

/** Throws a config error that suggests the nearest when there is no such connection. */
async function removalOf(
  { schema }: Database,
  leases: LeaseStatements,
  meant: string,
  tables: readonly ListedTable[],
): Promise<Removal> {
  const names = new Set(tables.map((table) => table.name));
  const withoutTable = (await leases.living()).filter(({ name }) => !names.has(name));
  const found = findConnection<Pick<ListedTable, 'name'> & { readonly comment?: string }>(meant, [
    ...tables,
    ...withoutTable,
  ]);
  const { name, comment } = found;
  if (comment === undefined) return { name, drop: undefined, connection: undefined };
  const read = readConnection({ name, comment });
  return { name, drop: dropTable(schema, name), connection: read.ok ? read.connection : undefined };
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

async function confirm(context: CommandContext, args: Arguments, { name, drop }: Removal): Promise<void> {
  if (args.flags.yes) return;
  const terminal = terminalOf(context);
  const [does, question] = drop
    ? [`drops the table ${name}`, `Drop the table ${name}, its options and its rows?`]
    : [
        `ends ${name}`,
        `${name} has no table that this role can see. End it, so that no view shows what it read?`,
      ];
  if (!terminal) throw configError(`--yes is missing: remove ${does}`);
  if (!(await askYes(terminal, question))) throw configError('not confirmed; nothing was changed');
}

function remainingRows(database: Database, connection: Connection) {
  return countLandedRows(database, connection.name, connectorOf(connection));
}

function said({ name, drop }: Removal, remaining: ReadonlyMap<string, number> | undefined): string {
  if (drop === undefined) {
    return `${name} had no table any more. It has ended: what it read has left the current views.\n`;
  }
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
