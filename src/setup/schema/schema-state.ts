import { z } from 'zod';
import type { Database } from '../../snowflake/database.ts';
import { decodeRows, optionalText, textValue } from '../../snowflake/decode.ts';
import { literal, quoted, schemaName } from '../../snowflake/identifiers.ts';
import { columnsOf, type ListedTable, listConnectionTables } from '../../snowflake/schema.ts';
import type { SnowflakeSession } from '../../snowflake/session.ts';
import { TABLES } from './schema-objects.ts';
import { schemaVersion, versionOf } from './schema-version.ts';

/** The schema as it is, as far as the role sees it. */
export interface SchemaState {
  readonly version: number;
  readonly hasStage: boolean;
  readonly connections: readonly ListedTable[];
  /** Columns of our tables and of the connection tables. */
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>;
  /** The statements that made the views, by name. */
  readonly views: ReadonlyMap<string, string>;
}

/** A view, and the statement that makes it, which is also its text in SHOW VIEWS. */
export interface ViewStatement {
  readonly name: string;
  readonly sql: string;
}

const shownSchema = z.object({ owner: textValue });
// A view that is secure does not show its text to others.
const shownView = z.object({ name: textValue, comment: optionalText, text: optionalText });
const shownFutureGrant = z.object({ privilege: textValue, grant_on: textValue, grantee_name: textValue });
const shownGrant = z.object({ privilege: textValue, granted_on: textValue, name: textValue });

/** The role that owns the schema; undefined where the session's role sees no such schema. Needs no warehouse. */
export async function schemaOwner({ session, schema }: Database): Promise<string | undefined> {
  const rows = await session.execute(`SHOW SCHEMAS IN DATABASE ${quoted(schema.database)}`, {
    about: schema.database,
  });
  const own = rows.filter(({ name }) => name === schema.schema);
  return decodeRows(own, shownSchema, 'SHOW SCHEMAS')[0]?.owner;
}

export async function readSchemaState(database: Database): Promise<SchemaState> {
  const { session, schema } = database;
  const views = await showViews(database);
  const stages = await session.execute(
    `SHOW STAGES LIKE ${literal(schema.stage)} IN SCHEMA ${schemaName(schema)}`,
    { about: 'stages' },
  );
  const connections = await listConnectionTables(database);
  return {
    version: versionOf(views.find(({ name }) => name === schemaVersion.name)?.comment),
    hasStage: stages.some(({ name }) => name === schema.stage),
    connections,
    columns: await columnsOf(database, [
      ...TABLES.map(({ name }) => name),
      ...connections.map(({ name }) => name),
    ]),
    views: textsOf(views),
  };
}

/** The views that the schema does not have, or has with another text. */
export async function differingViews(
  database: Database,
  wanted: readonly ViewStatement[],
): Promise<readonly ViewStatement[]> {
  const texts = textsOf(await showViews(database));
  return wanted.filter(({ name, sql }) => texts.get(name) !== sql);
}

async function showViews({ session, schema }: Database): Promise<readonly z.output<typeof shownView>[]> {
  const rows = await session.execute(`SHOW VIEWS IN SCHEMA ${schemaName(schema)}`, { about: 'views' });
  return decodeRows(rows, shownView, 'SHOW VIEWS');
}

function textsOf(views: readonly z.output<typeof shownView>[]): ReadonlyMap<string, string> {
  return new Map(views.map(({ name, text }) => [name, text?.trim() ?? '']));
}

/** Future grants in the schema that these roles have, each as `SELECT ON FUTURE TABLES TO ROLE`. */
export async function readFutureGrants(
  { session, schema }: Database,
  roles: readonly string[],
): Promise<readonly string[]> {
  const rows = await session.execute(`SHOW FUTURE GRANTS IN SCHEMA ${schemaName(schema)}`, {
    about: 'SHOW FUTURE GRANTS',
  });
  return decodeRows(rows, shownFutureGrant, 'SHOW FUTURE GRANTS')
    .filter(({ grantee_name: grantee }) => roles.includes(grantee))
    .map((grant) => `${grant.privilege} ON FUTURE ${grant.grant_on}S TO ${grant.grantee_name}`);
}

/** Privileges that roles hold, each as `SELECT TABLE DB.SCHEMA.NAME ROLE`. */
export async function readGrants(
  session: SnowflakeSession,
  roles: readonly string[],
): Promise<ReadonlySet<string>> {
  const held = new Set<string>();
  for (const role of roles) {
    const rows = await session.execute(`SHOW GRANTS TO ROLE ${quoted(role)}`, { about: role });
    for (const grant of decodeRows(rows, shownGrant, 'SHOW GRANTS')) {
      held.add(`${grant.privilege} ${grant.granted_on} ${grant.name} ${role}`);
    }
  }
  return held;
}
