import { connectorOf, readConnections } from '../../connectors/index.ts';
import { configError } from '../../errors.ts';
import { RUNS } from '../../ledger/ledger-tables.ts';
import { addColumn, createSchema, createStage, createTable, createView } from '../../snowflake/ddl.ts';
import { objectName, quoted } from '../../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../../snowflake/session.ts';
import { refusedWith } from '../../snowflake/statement-error.ts';
import { useWarehouse } from '../../snowflake/warehouse.ts';
import type { Column } from '../../table.ts';
import { HAND_OVER } from '../account/apply-account.ts';
import type { Installation } from '../installation.ts';
import { takeOwnerRole } from '../take-role.ts';
import { FILLED, fillUnits } from './fill-units.ts';
import {
  grantStatement,
  revokeStatement,
  type SchemaGrant,
  schemaGrants,
  schemaRevocations,
} from './schema-grants.ts';
import { TABLES, VIEWS } from './schema-objects.ts';
import {
  readFutureGrants,
  readGrants,
  readSchemaState,
  type SchemaState,
  schemaOwner,
} from './schema-state.ts';
import { SCHEMA_VERSION } from './schema-version.ts';

/** The changes that were made in the schema. */
export interface SchemaChanges {
  readonly from: number;
  readonly statements: number;
  /** Tables that are not ours and that the loader may change: the future grants of earlier versions gave it that. */
  readonly strangers: readonly string[];
  /** Future grants of earlier versions, by which those that others have of the database are not for the schema. */
  readonly futureGrants: readonly string[];
}

/**
 * Brings the schema to this version, in its owner's role: makes what is missing, adds columns to the connection tables
 * of users and of SnowAlert, replaces views that read otherwise. Issues no changing statement where nothing differs.
 */
export async function applySchema(
  session: SnowflakeSession,
  installation: Installation,
): Promise<SchemaChanges> {
  const { schema, roles, warehouse } = installation;
  const database = { session, schema };
  await takeOwnerRole(
    session,
    roles.owner,
    'setup',
    `Name the owner by --owner-role, grant the role to this user, or: ${HAND_OVER}`,
  );
  await useWarehouse(session, warehouse);
  const found = await schemaOwner(database);
  const made = found === undefined ? [createSchema(schema)] : [];
  for (const sql of made) await session.execute(sql, { about: 'setup' });
  const owner = found ?? (await schemaOwner(database));
  if (owner === undefined) throw ownedBy('another role', installation);
  const state = await readSchemaState(database);
  if (state.version > SCHEMA_VERSION) {
    throw configError(
      `the schema has version ${state.version}, and this program knows ${SCHEMA_VERSION} at most`,
      {
        where: `${schema.database}.${schema.schema}`,
        hint: 'Use the snowcensus that set it up, or a later one.',
      },
    );
  }
  const changes = [
    ...(state.hasStage ? [] : [createStage(schema)]),
    ...missingTables(installation, state),
    ...missingColumns(installation, state),
  ];
  const views = VIEWS.map((view) => ({ name: view.name, sql: createView(schema, view) }))
    .filter(({ name, sql }) => state.views.get(name) !== sql)
    .map(({ sql }) => sql);
  await change(session, installation, { ...state, owner }, changes);
  const filled = await fillUnits(database, state.columns.get(RUNS.name));
  await change(session, installation, { ...state, owner }, views);
  const held = await readGrants(session, [roles.loader, roles.reader]);
  const grants = differingGrants(installation, state, held);
  await change(session, installation, { ...state, owner }, grants);
  return {
    from: state.version,
    statements: made.length + changes.length + filled + views.length + grants.length,
    strangers: writableStrangers(installation, state, held),
    futureGrants: await readFutureGrants(database, [roles.loader, roles.reader]),
  };
}

function missingTables({ schema }: Installation, { columns }: SchemaState): string[] {
  return TABLES.filter(({ name }) => !columns.has(name)).map((table) => createTable(schema, table));
}

/** Tables of an older version, and connection tables that users or SnowAlert made. */
function missingColumns({ schema }: Installation, state: SchemaState): string[] {
  const connections = readConnections(state.connections).flatMap((result) =>
    result.ok
      ? [{ name: result.connection.name, columns: connectorOf(result.connection).connectionColumns }]
      : [],
  );
  const wanted: readonly { readonly name: string; readonly columns: readonly Column[] }[] = [
    ...TABLES.filter(({ name }) => state.columns.has(name)),
    ...connections,
  ];
  const lacking = wanted.map(({ name, columns }) => ({
    name,
    columns: columns.filter((column) => column !== FILLED && !state.columns.get(name)?.has(column.name)),
  }));
  return lacking.flatMap(({ name, columns }) => columns.map((column) => addColumn(schema, name, column)));
}

function differingGrants(
  installation: Installation,
  { connections }: SchemaState,
  held: ReadonlySet<string>,
): string[] {
  const { database, schema } = installation.schema;
  const holds = ({ kind, name, role }: SchemaGrant, privilege: string) =>
    held.has(`${privilege} ${kind} ${database}.${schema}.${name} ${role}`);
  const names = connections.map(({ name }) => name);
  return [
    ...schemaGrants(installation, names)
      .filter((grant) => !grant.privileges.every((privilege) => holds(grant, privilege)))
      .map((grant) => grantStatement(installation.schema, grant)),
    ...schemaRevocations(installation)
      .filter((grant) => grant.privileges.some((privilege) => holds(grant, privilege)))
      .map((grant) => revokeStatement(installation.schema, grant)),
  ];
}

function writableStrangers(
  { schema, roles }: Installation,
  { connections }: SchemaState,
  held: ReadonlySet<string>,
): readonly string[] {
  const ours = new Set([...TABLES, ...connections].map(({ name }) => name));
  const place = `${schema.database}.${schema.schema}.`;
  const found: readonly string[] = [...held].flatMap((grant) => {
    const [, name] = /^(?:INSERT|DELETE) TABLE (.+) \S+$/.exec(grant) ?? [];
    return grant.endsWith(` ${roles.loader}`) && name?.startsWith(place) ? [name.slice(place.length)] : [];
  });
  return [...new Set(found)].filter((name) => !ours.has(name));
}

/** Runs the statements; where the schema or a table is another role's, names the role. */
async function change(
  session: SnowflakeSession,
  installation: Installation,
  { owner, connections }: Pick<SchemaState, 'connections'> & { readonly owner: string },
  statements: readonly string[],
): Promise<void> {
  const { schema, roles } = installation;
  for (const sql of statements) {
    try {
      await session.execute(sql, { about: 'setup' });
    } catch (cause) {
      const table = connections.find(({ name }) => sql.includes(` TABLE ${objectName(schema, name)} `));
      const role = table?.owner ?? owner;
      if (role === roles.owner || !refusedWith(cause, '003001', '003011')) throw cause;
      throw ownedBy(role, installation, cause, table?.name);
    }
  }
}

function ownedBy(role: string, { schema, roles }: Installation, cause?: unknown, table?: string): Error {
  return configError(`the ${table ? `table ${table}` : 'schema'} belongs to the role ${role}`, {
    ...(cause === undefined ? {} : { cause }),
    where: `${schema.database}.${schema.schema}`,
    hint: `Name that role by --owner-role, or let an administrator run: GRANT ROLE ${quoted(role)} TO ROLE ${quoted(roles.owner)};`,
  });
}
