import type { ColumnMeta, RowsResult } from '../contract.ts';
import { type Chunk, cutChunks } from './chunks.ts';
import { listParameters } from './session-parameters.ts';
import type { WireSession } from './sessions.ts';

/** An answer in the making: everything but the links, which depend on how the client reaches us. */
export interface PreparedAnswer {
  readonly data: Readonly<Record<string, unknown>>;
  readonly chunks: readonly Chunk[];
  readonly statementTypeId: number;
}

/** Turns rows into `data` of a query answer: up to `chunkRows` rows inside, the rest in chunks of that size. */
export async function prepareRows(
  result: RowsResult,
  queryId: string,
  session: WireSession,
  numberOfBinds: number,
  chunkRows: number,
): Promise<PreparedAnswer> {
  const data = {
    parameters: listParameters(session.parameters),
    rowtype: result.columns.map(describeColumn),
    rowset: result.rows.slice(0, chunkRows),
    total: result.rows.length,
    returned: result.rows.length,
    queryId,
    databaseProvider: null,
    ...finalNames(session),
    numberOfBinds,
    arrayBindSupported: [0x3100, 0x3200, 0x3300, 0x3400].includes(result.statementTypeId),
    statementTypeId: result.statementTypeId,
    version: 1,
    sendResultTime: Date.now(),
    queryResultFormat: 'json',
    queryContext: { entries: [] },
  };
  const chunks = await cutChunks(result.rows, chunkRows);
  return { data, chunks, statementTypeId: result.statementTypeId };
}

/** Where the session stands after the statement; drivers follow USE by it. */
export function finalNames(session: WireSession): Readonly<Record<string, string | null>> {
  const { database, schema, warehouse, role } = session.engine.state;
  return {
    finalDatabaseName: database,
    finalSchemaName: schema,
    finalWarehouseName: warehouse,
    finalRoleName: role,
  };
}

function describeColumn(column: ColumnMeta): Readonly<Record<string, unknown>> {
  return {
    name: column.name,
    database: '',
    schema: '',
    table: '',
    type: column.type,
    nullable: column.nullable,
    precision: column.precision,
    scale: column.scale,
    length: column.length,
    byteLength: byteLength(column),
    collation: null,
  };
}

/** Text counts four bytes a character, up to the 16 MB a value may have; other types have no byte length. */
function byteLength({ type, length }: ColumnMeta): number | null {
  if (length === null) return null;
  return type === 'text' ? Math.min(length * 4, 16_777_216) : length;
}
