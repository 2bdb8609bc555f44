import { requireOn } from '../../access/require.ts';
import { missing } from '../../catalog/table-shapes.ts';
import { sqlError } from '../../errors.ts';
import { shown } from '../../names.ts';
import type { SessionContext, StoredTable } from '../../session/session-context.ts';
import { type Fields, identifier } from '../../syntax/syntax.ts';

/** The table a DML statement writes; a view or a missing table is refused by name. */
export async function targetOf(
  context: SessionContext,
  reference: Fields,
  ...privileges: readonly string[]
): Promise<StoredTable> {
  const parts = [reference.catalog, reference.schema, reference.name].flatMap(
    (part) => identifier(part) ?? [],
  );
  return requireTable(context, parts, ...privileges);
}

/** A table the role has these privileges on. */
export async function requireTable(
  context: SessionContext,
  parts: readonly string[],
  ...privileges: readonly string[]
): Promise<StoredTable> {
  const name = context.resolve(parts);
  const table = await context.find(name);
  if (table === undefined) throw await missing(context, name, parts);
  if (table.kind === 'TABLE') await requireOn(context, table, parts, ...privileges);
  if (table.kind === 'VIEW')
    throw sqlError(
      '001512',
      '42601',
      `Object found is of type 'VIEW', not specified type 'TABLE': ${shown(name)}`,
    );
  return table;
}
