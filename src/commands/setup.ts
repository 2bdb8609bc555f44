import { readConnections } from '../connections/comment.ts';
import { CONNECTORS } from '../connectors/index.ts';
import { TABLES, VIEWS } from '../generate/schema-objects.ts';
import { addColumn, createHome, createTable, createView } from '../snowflake/ddl.ts';
import type { Home } from '../snowflake/identifiers.ts';
import { columnsOf, listConnectionTables } from '../snowflake/schema.ts';
import type { SnowflakeSession } from '../snowflake/session.ts';
import type { Column } from '../table.ts';
import type { Command } from './command.ts';
import { homeOf, withSession } from './session.ts';

/** Creates or upgrades every object an installation needs. */
export const setup: Command = {
  name: 'setup',
  usage: '',
  doc: 'Create or upgrade the schema, stage, tables and views. Safe to repeat; drops nothing.',
  notes:
    'Runs with the role of the settings, which must be allowed to create in the schema.\n' +
    'With --print it contacts nobody and writes plain SQL that an administrator can run in a worksheet.',
  flags: {
    print: { type: 'boolean', doc: 'Print the SQL instead of running it.' },
  },

  async run(context, args) {
    const home = homeOf(context);
    const [objects, views] = [createObjects(home), createViews(home)];
    if (args.flags.print) {
      context.print([...objects, ...views].map((statement) => `${statement};\n`).join('\n'));
      return 0;
    }
    return withSession(context, { command: 'setup' }, async (session) => {
      await executeAll(session, objects);
      const added = await addMissingColumns(session, home);
      await executeAll(session, views);
      context.log.info('the schema is set up', {
        schema: `${home.database}.${home.schema}`,
        tables: TABLES.length,
        views: VIEWS.length,
        columnsAdded: added,
      });
      return 0;
    });
  },
};

function createObjects(home: Home): string[] {
  return [...createHome(home), ...TABLES.map((table) => createTable(home, table))];
}

function createViews(home: Home): string[] {
  return VIEWS.map((view) => createView(home, view));
}

async function executeAll(session: SnowflakeSession, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await session.execute(statement, { about: 'setup' });
}

/** Brings tables of an older version, and connection tables that users or SnowAlert made, up to date. */
async function addMissingColumns(session: SnowflakeSession, home: Home): Promise<number> {
  const connections = readConnections(await listConnectionTables(session, home)).flatMap((result) =>
    result.ok
      ? [{ name: result.connection.name, columns: CONNECTORS[result.connection.module].connectionColumns }]
      : [],
  );
  const wanted: readonly { readonly name: string; readonly columns: readonly Column[] }[] = [
    ...TABLES,
    ...connections,
  ];
  const existing = await columnsOf(
    session,
    home,
    wanted.map((table) => table.name),
  );
  const statements = wanted.flatMap((table) =>
    table.columns
      .filter((column) => !existing.get(table.name)?.has(column.name))
      .map((column) => addColumn(home, table.name, column)),
  );
  await executeAll(session, statements);
  return statements.length;
}
