import { type RowsResult, StatementError, type StatementRequest } from '../../contract.ts';
import { sees } from '../access/require.ts';
import { mayTakeRole } from '../access/users.ts';
import { operationOnMissing, sqlError, unsupported } from '../errors.ts';
import { resolveName } from '../names.ts';
import { STATEMENT_TYPE, status } from '../results.ts';
import type { SessionContext } from '../session/session-context.ts';
import { exists } from '../session/session-state.ts';
import { TokenReader } from '../syntax/token-reader.ts';

/** USE ROLE | WAREHOUSE | [DATABASE] | SCHEMA | SECONDARY ROLES. */
export async function use(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const reader = new TokenReader(request.sqlText);
  reader.expect('USE');
  const { place, duck } = context;
  if (reader.accept('ROLE')) {
    const name = single(reader);
    if (!(await exists(duck, 'roles', name))) {
      throw sqlError('002003', '02000', `Role '${name}' does not exist or not authorized.`);
    }
    if (!(await mayTakeRole(duck, place.user, name))) {
      throw new StatementError(
        '003013',
        '42501',
        `SQL access control error:\nRequested role '${name}' is not assigned to the executing user. Specify another role to activate.`,
      );
    }
    place.role = name;
  } else if (reader.accept('WAREHOUSE')) {
    const name = single(reader);
    if (!(await sees(context, 'WAREHOUSE', name))) throw operationOnMissing();
    place.warehouse = name;
  } else if (reader.accept('SECONDARY', 'ROLES')) {
    if (!reader.accept('ALL') && !reader.accept('NONE')) throw unsupported('USE SECONDARY ROLES with names');
    reader.finish();
  } else if (reader.accept('SCHEMA')) {
    await useSchema(context, names(reader));
  } else {
    reader.accept('DATABASE');
    const parts = names(reader);
    if (parts.length === 2) await useSchema(context, parts);
    else await useDatabase(context, parts[0] ?? '');
  }
  return status('Statement executed successfully.', STATEMENT_TYPE.use);
}

function single(reader: TokenReader): string {
  const name = reader.identifier();
  reader.finish();
  return name;
}

function names(reader: TokenReader): readonly string[] {
  const parts = reader.name();
  reader.finish();
  return parts;
}

async function useDatabase(context: SessionContext, database: string): Promise<void> {
  if (!(await sees(context, 'DATABASE', database))) throw operationOnMissing();
  context.place.database = database;
  context.place.schema = (await sees(context, 'SCHEMA', `${database}.PUBLIC`)) ? 'PUBLIC' : null;
}

async function useSchema(context: SessionContext, parts: readonly string[]): Promise<void> {
  const { database, schema } = resolveName([...parts, ''], { ...context.place, schema: '' });
  if (!(await sees(context, 'SCHEMA', `${database}.${schema}`))) throw operationOnMissing();
  context.place.database = database;
  context.place.schema = schema;
}
