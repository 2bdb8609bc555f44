import type { RowsResult, StatementRequest } from '../../../contract.ts';
import { requireControl, requireGlobal } from '../../access/require.ts';
import { databaseExists, schemaExists } from '../../catalog/catalog.ts';
import { rowsOf } from '../../duck/rows.ts';
import { notFound, operationOnMissing, unsupported } from '../../errors.ts';
import { resolveName, storedName } from '../../names.ts';
import { status } from '../../results.ts';
import type { SessionContext } from '../../session/session-context.ts';
import { exists } from '../../session/session-state.ts';
import { TokenReader } from '../../syntax/token-reader.ts';
import {
  refusePassword,
  USER_OPTIONS,
  WAREHOUSE_OPTIONS,
  warehouseSize,
} from '../create/create-account-object.ts';
import { OBJECT_OPTIONS } from '../create/create-object.ts';
import { type Properties, readProperties } from '../create/properties.ts';
import { alterSession } from '../transactions.ts';
import { alterObject, setAuthenticationPolicy } from './alter-object.ts';
import { alterTable } from './alter-table.ts';
import { setComment } from './comment.ts';
import { alterRowAccess } from './row-access.ts';

const DONE = 'Statement executed successfully.';

/** ALTER SESSION | TABLE | VIEW | SCHEMA | DATABASE | STAGE | WAREHOUSE | ROLE | USER. */
export async function alter(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const reader = new TokenReader(request.sqlText);
  reader.expect('ALTER');
  if (reader.accept('SESSION')) return alterSession(context, reader);
  if (reader.accept('TABLE')) return alterTable(context, request);
  const object = Object.keys(OBJECT_OPTIONS).find((name) => reader.accept(...name.split(' ')));
  if (object !== undefined) return alterObject(context, reader, object);
  const kind = reader.take('word').value;
  if (!(kind in KNOWN)) throw unsupported(`ALTER ${kind}`);
  const ifExists = reader.accept('IF', 'EXISTS');
  const parts = reader.name();
  if (kind === 'WAREHOUSE' && (reader.accept('SUSPEND') || reader.accept('RESUME'))) {
    reader.accept('IF', 'SUSPENDED');
    reader.finish();
    await requireControl(context, 'WAREHOUSE', parts, 'OPERATE');
    if (!(await exists(context.duck, 'warehouses', parts[0] ?? ''))) throw operationOnMissing();
    return status(DONE);
  }
  if (kind === 'USER' && reader.accept('SET', 'AUTHENTICATION', 'POLICY'))
    return setAuthenticationPolicy(context, reader, parts[0] ?? '');
  if (kind === 'VIEW') {
    for (const action of ['ADD', 'DROP'] as const) {
      if (reader.accept(action, 'ROW', 'ACCESS', 'POLICY'))
        return alterRowAccess(context, reader, parts, action);
    }
  }
  const unset = reader.accept('UNSET');
  if (!unset) reader.expect('SET');
  const properties = unset ? unsetComment(reader) : readProperties(reader, KNOWN[kind] ?? []);
  reader.finish();
  return context.change(async () => {
    if (ifExists && !(await isThere(context, kind, parts))) return status(DONE);
    await requireControl(context, kind, parts, 'MODIFY');
    const text = properties.values.COMMENT;
    if (text !== undefined) await setComment(context, kind, parts, String(text));
    await setProperties(context, kind, parts, properties);
    return status(DONE);
  });
}

const CONTAINER_OPTIONS = ['COMMENT', 'DATA_RETENTION_TIME_IN_DAYS'];

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  VIEW: ['COMMENT'],
  SCHEMA: CONTAINER_OPTIONS,
  DATABASE: CONTAINER_OPTIONS,
  STAGE: ['COMMENT'],
  WAREHOUSE: WAREHOUSE_OPTIONS,
  ROLE: ['COMMENT'],
  USER: USER_OPTIONS,
};

function unsetComment(reader: TokenReader): Properties {
  reader.expect('COMMENT');
  return { values: { COMMENT: '' }, lists: {} };
}

async function isThere(context: SessionContext, kind: string, parts: readonly string[]): Promise<boolean> {
  const [name = ''] = parts;
  if (kind === 'DATABASE') return databaseExists(context.duck, name);
  if (kind === 'SCHEMA') {
    const { database, schema } = resolveName([...parts, ''], { ...context.place, schema: '' });
    return schemaExists(context.duck, database, schema);
  }
  if (kind === 'VIEW') return (await context.find(context.resolve(parts))) !== undefined;
  if (kind === 'STAGE') throw unsupported('ALTER STAGE IF EXISTS');
  return exists(context.duck, `${kind.toLowerCase()}s`, name);
}

async function setProperties(
  context: SessionContext,
  kind: string,
  parts: readonly string[],
  properties: Properties,
): Promise<void> {
  const [name = ''] = parts;
  const { COMMENT: _comment, ...values } = properties.values;
  const retention = values.DATA_RETENTION_TIME_IN_DAYS;
  if (kind === 'USER') await setUser(context, name, { ...values, ...properties.lists });
  if (kind === 'WAREHOUSE') await setWarehouse(context, name, values);
  if (retention === undefined) return;
  if (kind === 'DATABASE') {
    if (!(await databaseExists(context.duck, name))) throw notFound('Database', name);
    await context.duck.run('UPDATE sandbox.databases SET retention_time = $2 WHERE name = $1', [
      name,
      Number(retention),
    ]);
  } else {
    const { database, schema } = resolveName([...parts, ''], { ...context.place, schema: '' });
    if (!(await schemaExists(context.duck, database, schema)))
      throw notFound('Schema', `${database}.${schema}`);
    await context.duck.run(
      'UPDATE sandbox.schemas SET retention_time = $3 WHERE database_name = $1 AND name = $2',
      [database, schema, Number(retention)],
    );
  }
}

async function setUser(
  context: SessionContext,
  name: string,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (!(await exists(context.duck, 'users', name))) throw notFound('User', name);
  await requireValid(context, name, values);
  await context.duck.run(
    'UPDATE sandbox.users SET properties = json_merge_patch(properties, $2) WHERE name = $1',
    [name, JSON.stringify(values)],
  );
}

/** A network policy must be there; a service user has no password. */
async function requireValid(
  context: SessionContext,
  name: string,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { NETWORK_POLICY: policy } = values;
  if (
    policy !== undefined &&
    (await context.access.on('NETWORK POLICY', storedName(String(policy)))) === undefined
  )
    throw notFound('Network policy', String(policy));
  const rows = await rowsOf(
    context.duck,
    `SELECT 1 AS one FROM sandbox.users WHERE name = $1 AND json_extract_string(properties, '$.TYPE') = 'SERVICE'`,
    [name],
  );
  if (rows.length > 0) refusePassword({ TYPE: 'SERVICE', ...values });
}

async function setWarehouse(
  context: SessionContext,
  name: string,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (!(await exists(context.duck, 'warehouses', name))) throw operationOnMissing();
  const set = async (column: string, value: string | number | boolean | null) => {
    await context.duck.run(`UPDATE sandbox.warehouses SET ${column} = $2 WHERE name = $1`, [name, value]);
  };
  const {
    WAREHOUSE_SIZE: size,
    AUTO_SUSPEND: suspend,
    AUTO_RESUME: resume,
    RESOURCE_MONITOR: monitor,
  } = values;
  if (size !== undefined) await set('size', warehouseSize(String(size)));
  if (suspend !== undefined) await set('auto_suspend', suspend === 'NULL' ? null : Number(suspend));
  if (resume !== undefined) await set('auto_resume', String(resume).toUpperCase() === 'TRUE');
  if (monitor === undefined) return;
  await requireGlobal(context, 'CREATE RESOURCE MONITOR');
  const watcher = storedName(String(monitor));
  if ((await context.access.on('RESOURCE MONITOR', watcher)) === undefined)
    throw notFound('Resource monitor', watcher);
  await set('resource_monitor', watcher);
}
