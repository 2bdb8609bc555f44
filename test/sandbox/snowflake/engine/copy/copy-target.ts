import type { ObjectName } from '../context.ts';
import { sqlError } from '../errors.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { SnowType } from '../types/types.ts';

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
export async function copyTarget(context: SessionContext, parts: readonly string[]): Promise<CopyTarget> {
  const name = context.resolve(parts);
  const table = await context.find(name);
  if (table?.kind !== 'TABLE') {
    throw sqlError('002003', '42S02', `Table '${parts.join('.')}' does not exist or not authorized.`);
  }
  return {
    id: table.id,
    name,
    columns: table.columns.map(({ name, type, nullable }, index) => ({
      name,
      position: index + 1,
      type,
      nullable,
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
