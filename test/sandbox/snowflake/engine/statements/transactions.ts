import type { RowsResult, StatementRequest } from '../../contract.ts';
import { sqlError } from '../errors.ts';
import { STATEMENT_TYPE, status } from '../results.ts';
import { checkedParameter, PARAMETERS } from '../session/parameters.ts';
import type { SessionContext } from '../session/session-context.ts';
import { applyTimezone } from '../session/session-state.ts';
import { TokenReader } from '../syntax/token-reader.ts';

const DONE = 'Statement executed successfully.';

/** BEGIN [WORK | TRANSACTION] [NAME n] and START TRANSACTION [NAME n]. In an open transaction it changes nothing. */
export async function begin(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const reader = new TokenReader(request.sqlText);
  if (reader.accept('START')) reader.expect('TRANSACTION');
  else {
    reader.expect('BEGIN');
    if (!reader.accept('WORK')) reader.accept('TRANSACTION');
  }
  if (reader.accept('NAME')) reader.identifier();
  reader.finish();
  const nanoseconds = BigInt(context.now().getTime()) * 1_000_000n;
  await context.transaction.begin(String(nanoseconds));
  return status(DONE, STATEMENT_TYPE.transaction);
}

/** COMMIT and ROLLBACK [WORK]; without an open transaction they change nothing. */
export async function endTransaction(
  context: SessionContext,
  request: StatementRequest,
): Promise<RowsResult> {
  const reader = new TokenReader(request.sqlText);
  const commits = reader.accept('COMMIT');
  if (!commits) reader.expect('ROLLBACK');
  reader.accept('WORK');
  reader.finish();
  if (commits) await context.transaction.commit();
  else await context.transaction.rollback();
  return status(DONE, STATEMENT_TYPE.transaction);
}

/** ALTER SESSION SET name = value … | UNSET name, …; the reader stands behind SESSION. */
export async function alterSession(context: SessionContext, reader: TokenReader): Promise<RowsResult> {
  if (reader.accept('UNSET')) {
    do {
      const name = reader.take('word').value;
      if (PARAMETERS[name] === undefined) throw sqlError('001420', '22023', `invalid parameter '${name}'`);
      context.parameters.delete(name);
    } while (reader.accept(','));
    reader.finish();
  } else {
    reader.expect('SET');
    const settings = readSettings(reader);
    for (const [name, value] of settings) context.parameters.set(name, checkedParameter(name, value));
  }
  await applyTimezone(context);
  return status(DONE, STATEMENT_TYPE.alterSession);
}

function readSettings(reader: TokenReader): readonly (readonly [string, string])[] {
  const settings: (readonly [string, string])[] = [];
  do {
    const name = reader.take('word').value;
    reader.expect('=');
    settings.push([name, reader.take('string', 'word', 'number').value]);
    reader.accept(',');
  } while (reader.peek().kind === 'word');
  reader.finish();
  for (const [name, value] of settings) checkedParameter(name, value);
  return settings;
}
