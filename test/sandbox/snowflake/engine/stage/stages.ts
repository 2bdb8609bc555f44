import type { DuckDBConnection } from '@duckdb/node-api';
import type { StageRef } from '../../contract.ts';
import { insufficient, requireOn, requireUsage } from '../access/require.ts';
import type { ObjectName } from '../context.ts';
import { rowsOf, textOf } from '../duck/rows.ts';
import { notFound } from '../errors.ts';
import { shown } from '../names.ts';
import type { SessionContext } from '../session/session-context.ts';
import { tokenize } from '../syntax/tokens.ts';

/** The stage a location names, by its id, and the path below it. */
export async function stageOf(
  context: SessionContext,
  location: string,
  privilege: 'READ' | 'WRITE',
): Promise<StageRef> {
  const [, name = '', path = ''] = /^@((?:"(?:[^"]|"")*"|[^"/])*)(?:\/(.*))?$/s.exec(location) ?? [];
  if (name === '~') return { stageId: `user-${context.place.user}`, path };
  const tokens = tokenize(name).filter((token) => token.kind === 'word' || token.kind === 'quoted');
  const full = context.resolve(tokens.map((token) => token.value));
  if (name.includes('%')) {
    const table = await context.find(full);
    if (table === undefined || table.kind !== 'TABLE') throw notFound('Table', shown(full));
    await requireOn(context, table, [shown(full)], 'OWNERSHIP');
    return { stageId: tableStage(table.id), path };
  }
  const id = await context.findStage(full);
  const held = await context.access.on('STAGE', shown(full));
  await requireUsage(context, full);
  if (id === undefined || held === undefined || held.size === 0) throw notFound('Stage', shown(full));
  if (!held.has('OWNERSHIP') && !held.has(privilege)) throw insufficient('stage', full.name);
  return { stageId: id, path };
}

/** Reads the id of a named stage; undefined where there is none. */
export async function readStage(duck: DuckDBConnection, name: ObjectName): Promise<string | undefined> {
  const [stage] = await rowsOf(
    duck,
    'SELECT id FROM sandbox.stages WHERE database_name = $1 AND schema_name = $2 AND name = $3',
    [name.database, name.schema, name.name],
  );
  return stage && textOf(stage, 'id');
}

/** The id of a table's own stage. */
export function tableStage(tableId: string): string {
  return `table-${tableId}`;
}
