import type { RowsResult, StatementRequest } from '../../contract.ts';
import { databaseExists, schemaExists } from '../catalog.ts';
import { operationOnMissing, sqlError, unsupported } from '../errors.ts';
import { resolveName } from '../names.ts';
import { STATEMENT_TYPE, status } from '../results.ts';
import type { SessionContext } from '../session-context.ts';
import { exists } from '../session-state.ts';
import { TokenReader } from '../token-reader.ts';

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
    place.role = name;
  } else if (reader.accept('WAREHOUSE')) {
    const name = single(reader);
    if (!(await exists(duck, 'warehouses', name))) throw operationOnMissing();
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
  const name = reader.take('word', 'quoted').value;
  reader.finish();
  return name;
}

function names(reader: TokenReader): readonly string[] {
  const parts = reader.name();
  reader.finish();
  return parts;
}

async function useDatabase(context: SessionContext, database: string): Promise<void> {
  if (!(await databaseExists(context.duck, database))) throw operationOnMissing();
  context.place.database = database;
  context.place.schema = (await schemaExists(context.duck, database, 'PUBLIC')) ? 'PUBLIC' : null;
}

async function useSchema(context: SessionContext, parts: readonly string[]): Promise<void> {
  const { database, schema } = resolveName([...parts, ''], { ...context.place, schema: '' });
  if (!(await schemaExists(context.duck, database, schema))) throw operationOnMissing();
  context.place.database = database;
  context.place.schema = schema;
}
