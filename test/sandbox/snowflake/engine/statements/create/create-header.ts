import type { RowsResult, StatementRequest } from '../../../contract.ts';
import { alreadyExists } from '../../errors.ts';
import { status } from '../../results.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { TokenReader } from '../../syntax/token-reader.ts';

/** What comes before the name in a CREATE statement; the reader stands at the name. */
export interface CreateHeader {
  readonly reader: TokenReader;
  readonly replace: boolean;
  readonly ifNotExists: boolean;
  readonly modifiers: ReadonlySet<string>;
}

export type CreateHandler = (
  context: SessionContext,
  request: StatementRequest,
  header: CreateHeader,
) => Promise<RowsResult>;

/** What to do about an object that is there already: replace it, leave it and say so, or refuse. */
export function onExisting(header: CreateHeader, name: string): 'replace' | RowsResult {
  if (header.replace) return 'replace';
  if (header.ifNotExists) return status(`${name} already exists, statement succeeded.`);
  throw alreadyExists(name);
}
