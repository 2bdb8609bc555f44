import type { RowsResult } from '../../../contract.ts';
import { listing, STATEMENT_TYPE } from '../../results.ts';
import { PARAMETERS } from '../../session/parameters.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { TokenReader } from '../../syntax/token-reader.ts';
import { TEXT } from '../../types/types.ts';
import { likeMatcher } from './like.ts';

/** SHOW PARAMETERS [LIKE …] [IN SESSION | ACCOUNT]. */
export function showParameters(context: SessionContext, reader: TokenReader): Promise<RowsResult> {
  const matches = reader.accept('LIKE') ? likeMatcher(reader.take('string').value) : () => true;
  const inAccount = reader.accept('IN', 'ACCOUNT');
  if (!inAccount && (reader.accept('IN', 'SESSION') || reader.accept('FOR', 'SESSION'))) reader.accept(';');
  reader.finish();
  const rows = Object.entries(PARAMETERS)
    .filter(([name]) => matches(name))
    .map(([name, { value, kind, description }]) => {
      const set = inAccount ? undefined : context.parameters.get(name);
      return [name, set ?? value, value, set === undefined ? '' : 'SESSION', description, kind];
    });
  const columns = ['key', 'value', 'default', 'level', 'description', 'type'] as const;
  return Promise.resolve(
    listing(
      STATEMENT_TYPE.show,
      columns.map((column) => [column, TEXT]),
      rows,
    ),
  );
}
