import type { RowsResult, StatementRequest } from '../../../contract.ts';
import { requireControl, requireCreate } from '../../access/require.ts';
import { sqlError } from '../../errors.ts';
import { shown } from '../../names.ts';
import type { KeptQuery, SessionContext } from '../../session/session-context.ts';
import { parseStatement } from '../../syntax/syntax.ts';
import { BOOLEAN, typeName } from '../../types/types.ts';
import { ARGUMENTS, attached, isAttached } from '../alter/row-access.ts';
import { binderFor } from '../dml/run-query.ts';
import { readType } from './column-definitions.ts';
import type { CreateHeader } from './create-header.ts';
import { writeObject } from './create-object.ts';

const KIND = 'ROW ACCESS POLICY';

/** CREATE ROW ACCESS POLICY name AS (argument type, …) RETURNS BOOLEAN -> expression. */
export async function createRowAccessPolicy(
  context: SessionContext,
  request: StatementRequest,
  header: CreateHeader,
): Promise<RowsResult> {
  const { reader } = header;
  const name = context.resolve(reader.name());
  reader.expect('AS');
  const parameters = reader.list(() => ({
    name: reader.identifier(),
    type: readType(reader),
  }));
  reader.expect('RETURNS', 'BOOLEAN');
  reader.expect('->');
  await requireCreate(context, KIND, name);
  const body = request.sqlText.slice(reader.peek().start).replace(/;\s*$/, '');
  const parsed = parseStatement(`SELECT (${body}) AS ALLOWED FROM ${ARGUMENTS}`);
  const binder = await binderFor(context, { ...request, bindings: {} }, parsed, 'view');
  const columns = parameters.map((parameter) => ({ ...parameter, nullable: true }));
  const query = binder.query(parsed.node, undefined, new Map([[ARGUMENTS, { alias: ARGUMENTS, columns }]]));
  if (query.columns[0]?.type.kind !== BOOLEAN.kind)
    throw sqlError('003551', '42601', `Body of policy '${name.name}' does not return BOOLEAN`);
  if (header.replace) {
    await requireControl(context, KIND, [name.database, name.schema, name.name]);
    if (await isAttached(context, shown(name))) throw attached(name.name);
  }
  return writeObject(context, header, {
    kind: KIND,
    name: shown(name),
    comment: '',
    properties: {
      parameters: parameters.map((parameter) => ({ name: parameter.name, type: typeName(parameter.type) })),
      query: { sql: query.sql, reads: [...binder.reads.values()] } satisfies KeptQuery,
      body,
    },
  });
}
