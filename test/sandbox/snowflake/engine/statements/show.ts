import type { RowsResult, StatementRequest } from '../../contract.ts';
import { unsupported } from '../errors.ts';
import type { SessionContext } from '../session-context.ts';
import { TokenReader } from '../token-reader.ts';
export async function show(_context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const reader = new TokenReader(request.sqlText);
  reader.expect('SHOW');
  throw unsupported(`SHOW ${reader.peek().value}`);
}
