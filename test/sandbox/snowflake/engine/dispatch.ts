import type { StatementRequest, StatementResult } from '../contract.ts';
import { requireOn } from './access/require.ts';
import { copyInto } from './copy/copy-into.ts';
import { unsupported } from './errors.ts';
import { status } from './results.ts';
import type { SessionContext, SessionHandler } from './session/session-context.ts';
import { listFiles, removeFiles } from './stage/stage-files.ts';
import { transfer } from './stage/transfer.ts';
import { alter } from './statements/alter/alter.ts';
import { comment } from './statements/alter/comment.ts';
import { createStatement } from './statements/create/create.ts';
import { deleteRows, truncate } from './statements/dml/delete.ts';
import { insert } from './statements/dml/insert.ts';
import { merge } from './statements/dml/merge.ts';
import { query } from './statements/dml/run-query.ts';
import { update } from './statements/dml/update.ts';
import { drop } from './statements/drop/drop.ts';
import { explain } from './statements/explain.ts';
import { grant, revoke } from './statements/grant/grants.ts';
import { describe } from './statements/show/describe.ts';
import { show } from './statements/show/show.ts';
import { begin, endTransaction } from './statements/transactions.ts';
import { use } from './statements/use.ts';
import { TokenReader } from './syntax/token-reader.ts';
import { syntaxError } from './syntax/tokens.ts';

/** COPY INTO a table, one at a time: which files were loaded is read and written under a lock of the table's. */
const copy: SessionHandler = async (context, request) => {
  const reader = new TokenReader(request.sqlText);
  const names =
    reader.accept('COPY', 'INTO') && reader.peek().kind !== 'location' && reader.peek().kind !== 'string';
  const parts = names ? reader.name() : [];
  const table = names ? await context.find(context.resolve(parts)) : undefined;
  if (table !== undefined) {
    await requireOn(context, table, parts, 'INSERT');
    await context.transaction.lock(`load ${table.id}`, request.signal);
  }
  return copyInto(context, request);
};

/** Statements by their first word. */
const HANDLERS: Readonly<Record<string, SessionHandler>> = {
  SELECT: query,
  WITH: query,
  VALUES: query,
  '(': query,
  EXPLAIN: explain,
  INSERT: insert,
  UPDATE: update,
  DELETE: deleteRows,
  MERGE: merge,
  TRUNCATE: truncate,
  CREATE: createStatement,
  ALTER: alter,
  DROP: drop,
  COMMENT: comment,
  DESCRIBE: describe,
  DESC: describe,
  SHOW: show,
  USE: use,
  GRANT: grant,
  REVOKE: revoke,
  BEGIN: begin,
  START: begin,
  COMMIT: endTransaction,
  ROLLBACK: endTransaction,
  COPY: copy,
  LIST: listFiles,
  LS: listFiles,
  REMOVE: removeFiles,
  RM: removeFiles,
};

/** Statements of Snowflake's that the sandbox does not model. */
const NOT_MODELLED = new Set(['CALL', 'EXECUTE', 'DECLARE', 'LET', 'SET', 'UNSET', 'UNDROP']);

/** Handlers that answer a request to describe with their columns; any other statement has one `status` column. */
const DESCRIBES_ITSELF: ReadonlySet<SessionHandler> = new Set([
  query,
  insert,
  update,
  deleteRows,
  merge,
  copyInto,
]);

function describedStatus(): StatementResult {
  return { ...status(''), rows: [] };
}

/** Recognizes a statement and runs it; what nobody knows is a syntax error or error 000002, never a guess. */
export async function dispatch(context: SessionContext, request: StatementRequest): Promise<StatementResult> {
  const first = new TokenReader(request.sqlText).peek();
  if (first.kind === 'word' && (first.value === 'PUT' || first.value === 'GET'))
    return transfer(context, request);
  const handler = first.kind === 'word' || first.kind === 'symbol' ? HANDLERS[first.value] : undefined;
  if (handler !== undefined && request.describeOnly === true && !DESCRIBES_ITSELF.has(handler))
    return describedStatus();
  if (handler !== undefined) return handler(context, request);
  if (NOT_MODELLED.has(first.value)) throw unsupported(first.value);
  throw syntaxError(request.sqlText, first);
}
