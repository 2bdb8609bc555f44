import type { RowsResult, StatementRequest } from '../../../contract.ts';
import { unsupported } from '../../errors.ts';
import type { SessionContext } from '../../session/session-context.ts';
import { TokenReader } from '../../syntax/token-reader.ts';
import { createRole, createUser, createWarehouse } from './create-account-object.ts';
import { createDatabase, createSchema } from './create-container.ts';
import type { CreateHandler, CreateHeader } from './create-header.ts';
import { createObject, OBJECT_OPTIONS } from './create-object.ts';
import { createFileFormat, createStage } from './create-stage.ts';
import { createTable } from './create-table.ts';
import { createView } from './create-view.ts';
import { createRowAccessPolicy } from './row-access-policy.ts';

const KINDS: readonly (readonly [readonly string[], CreateHandler])[] = [
  [['TABLE'], createTable],
  [['VIEW'], createView],
  [['DATABASE'], createDatabase],
  [['SCHEMA'], createSchema],
  [['STAGE'], createStage],
  [['FILE', 'FORMAT'], createFileFormat],
  [['WAREHOUSE'], createWarehouse],
  [['ROLE'], createRole],
  [['USER'], createUser],
  [['ROW', 'ACCESS', 'POLICY'], createRowAccessPolicy],
  ...Object.keys(OBJECT_OPTIONS).map((kind) => [kind.split(' '), createObject(kind)] as const),
];

const MODIFIERS = ['TRANSIENT', 'TEMPORARY', 'TEMP', 'LOCAL', 'GLOBAL', 'VOLATILE', 'SECURE'];

/** CREATE [OR REPLACE] [modifier …] <kind> [IF NOT EXISTS] … */
export function createStatement(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const reader = new TokenReader(request.sqlText);
  reader.expect('CREATE');
  const replace = reader.accept('OR', 'REPLACE');
  const modifiers = new Set<string>();
  while (MODIFIERS.includes(reader.peek().value) && reader.peek().kind === 'word')
    modifiers.add(reader.next().value);
  const found = KINDS.find(([words]) => reader.accept(...words));
  if (found === undefined) throw unknownKind(reader);
  const ifNotExists = reader.accept('IF', 'NOT', 'EXISTS');
  if (replace && ifNotExists) throw unsupported('OR REPLACE together with IF NOT EXISTS');
  const header: CreateHeader = { reader, replace, ifNotExists, modifiers };
  return found[1](context, request, header);
}

function unknownKind(reader: TokenReader) {
  const token = reader.peek();
  return token.kind === 'word' ? unsupported(`CREATE ${token.value}`) : reader.unexpected();
}
