import { forgetTable } from '../../catalog/catalog.ts';
import { noteDropped } from '../../catalog/dropped-tables.ts';
import type { ObjectName } from '../../context.ts';
import { rowsOf, textOf } from '../../duck/rows.ts';
import { duckNameOf, duckSchema } from '../../names.ts';
import type { SessionContext } from '../../session/session-context.ts';
import { tableStage } from '../../stage/stages.ts';
import { forgetRowAccess } from '../alter/row-access.ts';
import { forgetGrants } from '../grant/future-grants.ts';

/** Drops one table or view with all that belongs to it, its table stage included. */
export async function dropTableContent(
  context: SessionContext,
  table: { id: string; kind: string; name: ObjectName },
  keepGrants?: boolean,
): Promise<void> {
  if (table.kind === 'TABLE') await noteDropped(context, table.id);
  if (table.kind === 'VIEW') await forgetRowAccess(context, table.name);
  else await context.duck.run(`DROP TABLE IF EXISTS ${duckNameOf(table.name)}`);
  await forgetTable(context.duck, table.id);
  if (keepGrants !== true) await forgetGrants(context, table.name);
  if (table.kind === 'TABLE') await context.store.removeStage(tableStage(table.id));
}

export async function dropStageContent(context: SessionContext, stageId: string): Promise<void> {
  await context.duck.run('DELETE FROM sandbox.stages WHERE id = $1', [stageId]);
  await context.store.removeStage(stageId);
}

/** Drops a schema and everything in it. */
export async function dropSchemaContent(
  context: SessionContext,
  database: string,
  schema: string,
): Promise<void> {
  const { duck } = context;
  const within = 'database_name = $1 AND schema_name = $2';
  const tables = await rowsOf(duck, `SELECT id, kind, name FROM sandbox.tables WHERE ${within}`, [
    database,
    schema,
  ]);
  for (const table of tables) {
    const name = { database, schema, name: textOf(table, 'name') };
    await dropTableContent(context, { id: textOf(table, 'id'), kind: textOf(table, 'kind'), name });
  }
  const stages = await rowsOf(duck, `SELECT id FROM sandbox.stages WHERE ${within}`, [database, schema]);
  for (const stage of stages) await dropStageContent(context, textOf(stage, 'id'));
  await duck.run(`DELETE FROM sandbox.file_formats WHERE ${within}`, [database, schema]);
  await duck.run(
    `DELETE FROM sandbox.grants WHERE (granted_on = 'SCHEMA' AND name = $1) OR starts_with(name, $1 || '.')`,
    [`${database}.${schema}`],
  );
  await duck.run(`DELETE FROM sandbox.objects WHERE starts_with(name, $1 || '.')`, [`${database}.${schema}`]);
  await duck.run('DELETE FROM sandbox.schemas WHERE database_name = $1 AND name = $2', [database, schema]);
  await duck.run(`DROP SCHEMA IF EXISTS ${duckSchema(database, schema)} CASCADE`);
}

/** Drops a database and everything in it. */
export async function dropDatabaseContent(context: SessionContext, database: string): Promise<void> {
  const schemas = await rowsOf(context.duck, 'SELECT name FROM sandbox.schemas WHERE database_name = $1', [
    database,
  ]);
  for (const schema of schemas) await dropSchemaContent(context, database, textOf(schema, 'name'));
  await context.duck.run(`DELETE FROM sandbox.grants WHERE granted_on = 'DATABASE' AND name = $1`, [
    database,
  ]);
  await context.duck.run('DELETE FROM sandbox.databases WHERE name = $1', [database]);
}
