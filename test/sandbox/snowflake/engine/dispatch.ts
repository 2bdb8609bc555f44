import type { StatementRequest, StatementResult } from '../contract.ts';
import { copyInto } from './copy-into.ts';
import { unsupported } from './errors.ts';
import type { SessionContext, SessionHandler } from './session-context.ts';
import { listFiles, removeFiles } from './stage-files.ts';
import { createStatement } from './statements/create.ts';
import { insert } from './statements/insert.ts';
import { query } from './statements/query.ts';
import { show } from './statements/show.ts';
import { use } from './statements/use.ts';
import { TokenReader } from './token-reader.ts';
import { syntaxError } from './tokens.ts';
import { transfer } from './transfer.ts';

/** Statements by their first words, longest first where one begins like another. */
const HANDLERS: Readonly<Record<string, SessionHandler>> = {
  SELECT: query,
  WITH: query,
  VALUES: query,
  '(': query,
  INSERT: insert,
  CREATE: createStatement,
  SHOW: show,
  USE: use,
  COPY: copyInto,
  LIST: listFiles,
  LS: listFiles,
  REMOVE: removeFiles,
  RM: removeFiles,
};

/** Recognizes a statement and runs it; what nobody knows is a syntax error or error 000002, never a guess. */
export async function dispatch(context: SessionContext, request: StatementRequest): Promise<StatementResult> {
  const reader = new TokenReader(request.sqlText);
  const first = reader.peek();
  if (first.kind === 'word' && (first.value === 'PUT' || first.value === 'GET'))
    return transfer(context, request);
  const handler = HANDLERS[first.value];
  if (handler === undefined)
    throw KNOWN_ELSEWHERE.has(first.value) ? unsupported(first.value) : syntaxError(request.sqlText, first);
  return handler(context, request);
}

/** Statements of Snowflake's that the sandbox does not model. */
const KNOWN_ELSEWHERE = new Set(['CALL', 'EXECUTE', 'DECLARE', 'LET', 'SET', 'UNSET', 'UNDROP']);
