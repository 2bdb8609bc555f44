import { DETECTION_TABLES } from '../../detections/installed-objects.ts';
import { configError } from '../../errors.ts';
import { addColumn, createSchema, createTable } from '../../snowflake/ddl.ts';
import { schemaName } from '../../snowflake/identifiers.ts';
import { columnsOf } from '../../snowflake/schema.ts';
import type { SnowflakeSession } from '../../snowflake/session.ts';
import { refusedWith } from '../../snowflake/statement-error.ts';
import type { DetectionSet, Installation } from '../installation.ts';
import { differingViews, readGrants, schemaOwner } from '../schema/schema-state.ts';
import { type DetectionGrant, detectionGrants, viewStatements } from './detection-section.ts';

/**
 * Brings the schema of the detections to what their files say, in the role that the session has: that of the owner.
 * Gives the number of changing statements, which is 0 where nothing differs.
 */
export async function applyDetections(
  session: SnowflakeSession,
  installation: Installation,
  detections: DetectionSet,
): Promise<number> {
  const { schema } = detections;
  const database = { session, schema };
  const about = 'setup of the detections';
  const made = (await schemaOwner(database)) === undefined ? [createSchema(schema)] : [];
  for (const sql of made) await execute(session, sql, about, schemaName(schema));
  const columns = await columnsOf(
    database,
    DETECTION_TABLES.map(({ name }) => name),
  );
  const views = await differingViews(database, viewStatements(installation, detections));
  const changes = [
    ...DETECTION_TABLES.flatMap((table) => {
      const there = columns.get(table.name);
      if (there === undefined) return [createTable(schema, table)];
      return table.columns
        .filter(({ name }) => !there.has(name))
        .map((column) => addColumn(schema, table.name, column));
    }),
    ...views.map(({ sql }) => sql),
  ];
  for (const sql of changes) await execute(session, sql, about, schemaName(schema));
  const held = await readGrants(session, [installation.roles.reader, installation.roles.loader]);
  const grants = detectionGrants(installation, detections).filter(
    (grant) => !isHeld(grant, detections, held),
  );
  for (const { statement } of grants) await execute(session, statement, about, schemaName(schema));
  return made.length + changes.length + grants.length;
}

function isHeld(
  { privileges, kind, objects, role }: DetectionGrant,
  { schema: { database, schema } }: DetectionSet,
  held: ReadonlySet<string>,
): boolean {
  const names = objects.length === 0 ? [''] : objects.map((object) => `.${object}`);
  return names.every((name) =>
    privileges.every((privilege) => held.has(`${privilege} ${kind} ${database}.${schema}${name} ${role}`)),
  );
}

async function execute(session: SnowflakeSession, sql: string, about: string, where: string): Promise<void> {
  try {
    await session.execute(sql, { about });
  } catch (cause) {
    if (!refusedWith(cause, '003001', '003011')) throw cause;
    throw configError('the owner may not make the schema of the detections, or what is in it', {
      cause,
      where,
      hint: 'Grant CREATE SCHEMA on the database to the owner, or leave the detections out by --no-detections.',
    });
  }
}
