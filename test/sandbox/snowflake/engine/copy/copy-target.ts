import type { EngineContext, ObjectName } from '../context.ts';
import { rowsOf } from '../duck/rows.ts';
import { sqlError } from '../errors.ts';
import { parseType, type SnowType } from '../types/types.ts';

/** The table a COPY loads. `id` names this incarnation of it, which its load history belongs to. */
export interface CopyTarget {
  readonly id: string;
  readonly name: ObjectName;
  readonly columns: readonly TargetColumn[];
}

export interface TargetColumn {
  readonly name: string;
  /** From 1, in the table. */
  readonly position: number;
  readonly type: SnowType;
  readonly nullable: boolean;
}

/** Finds the table; 002003 when there is none of that name. */
export async function copyTarget(context: EngineContext, parts: readonly string[]): Promise<CopyTarget> {
  const name = context.resolve(parts);
  const [table] = await rowsOf(
    context.duck,
    `SELECT id FROM sandbox.seen_tables WHERE database_name = $1 AND schema_name = $2 AND name = $3 AND kind = 'TABLE'`,
    [name.database, name.schema, name.name],
  );
  if (table === undefined) {
    throw sqlError('002003', '42S02', `Table '${parts.join('.')}' does not exist or not authorized.`);
  }
  const id = String(table.id);
  const columns = await rowsOf(
    context.duck,
    'SELECT name, position, data_type, nullable FROM sandbox.columns WHERE table_id = $1 ORDER BY position',
    [id],
  );
  return {
    id,
    name,
    columns: columns.map((column) => ({
      name: String(column.name),
      position: Number(column.position),
      type: parseType(String(column.data_type)),
      nullable: column.nullable === true,
    })),
  };
}

/** The columns named after the table, in their order, or all; 000904 for one the table does not have. */
export function targetColumns(
  target: CopyTarget,
  names: readonly string[] | undefined,
): readonly TargetColumn[] {
  if (names === undefined) return target.columns;
  const chosen = names.map((name) => {
    const column = target.columns.find((candidate) => candidate.name === name);
    if (column === undefined) throw sqlError('000904', '42000', `invalid identifier '${name}'`);
    return column;
  });
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw sqlError('002025', '42S21', `duplicate column name '${twice}'`);
  return chosen;
}
