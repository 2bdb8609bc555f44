import type { RowsResult, StatementRequest } from '../../../contract.ts';
import { requireControl, requireGlobal } from '../../access/require.ts';
import { sqlError } from '../../errors.ts';
import { status } from '../../results.ts';
import type { SessionContext } from '../../session/session-context.ts';
import { exists } from '../../session/session-state.ts';
import { type CreateHeader, onExisting } from './create-header.ts';
import { type Properties, property, readProperties } from './properties.ts';

export const WAREHOUSE_OPTIONS = [
  'AUTO_RESUME',
  'AUTO_SUSPEND',
  'COMMENT',
  'ENABLE_QUERY_ACCELERATION',
  'GENERATION',
  'INITIALLY_SUSPENDED',
  'MAX_CLUSTER_COUNT',
  'MAX_CONCURRENCY_LEVEL',
  'MIN_CLUSTER_COUNT',
  'QUERY_ACCELERATION_MAX_SCALE_FACTOR',
  'RESOURCE_MONITOR',
  'SCALING_POLICY',
  'STATEMENT_QUEUED_TIMEOUT_IN_SECONDS',
  'STATEMENT_TIMEOUT_IN_SECONDS',
  'WAREHOUSE_SIZE',
  'WAREHOUSE_TYPE',
];

export const USER_OPTIONS = [
  'COMMENT',
  'DAYS_TO_EXPIRY',
  'DEFAULT_NAMESPACE',
  'DEFAULT_ROLE',
  'DEFAULT_SECONDARY_ROLES',
  'DEFAULT_WAREHOUSE',
  'DISABLED',
  'DISPLAY_NAME',
  'EMAIL',
  'FIRST_NAME',
  'LAST_NAME',
  'LOGIN_NAME',
  'MINS_TO_UNLOCK',
  'MUST_CHANGE_PASSWORD',
  'NETWORK_POLICY',
  'PASSWORD',
  'RSA_PUBLIC_KEY',
  'RSA_PUBLIC_KEY_2',
  'TYPE',
  'WORKLOAD_IDENTITY',
];

/** CREATE WAREHOUSE; it becomes the session's. */
export function createWarehouse(
  context: SessionContext,
  _request: StatementRequest,
  header: CreateHeader,
): Promise<RowsResult> {
  const name = header.reader.identifier();
  header.reader.accept('WITH');
  const options = finished(header, WAREHOUSE_OPTIONS);
  return create(context, header, 'warehouses', 'Warehouse', name, async () => {
    const suspend = property(options, 'AUTO_SUSPEND', '600');
    await context.duck.run(
      'INSERT INTO sandbox.warehouses VALUES ($1, CAST($2 AS TIMESTAMPTZ), $3, $4, $5, $6, $7, $8)',
      [
        name,
        context.now().toISOString(),
        context.place.role,
        property(options, 'COMMENT'),
        warehouseSize(property(options, 'WAREHOUSE_SIZE', 'XSMALL')),
        suspend === 'NULL' ? null : Number(suspend),
        property(options, 'AUTO_RESUME', 'TRUE').toUpperCase() === 'TRUE',
        options.values.RESOURCE_MONITOR === undefined ? null : property(options, 'RESOURCE_MONITOR'),
      ],
    );
    context.place.warehouse = name;
  });
}

/** `XSMALL` and `X-SMALL` are the same; SHOW has the words with a dash. */
export function warehouseSize(text: string): string {
  const compact = text.toUpperCase().replaceAll('-', '');
  const match = /^(X|\dX|XX|XXX)?(SMALL|LARGE)$/.exec(compact);
  if (match === null) return compact.charAt(0) + compact.slice(1).toLowerCase();
  const times = match[1] === undefined ? '' : `${match[1].replace('XXX', '3X').replace('XX', '2X')}-`;
  return times + (match[2] ?? '').charAt(0) + (match[2] ?? '').slice(1).toLowerCase();
}

/** CREATE ROLE. */
export function createRole(
  context: SessionContext,
  _request: StatementRequest,
  header: CreateHeader,
): Promise<RowsResult> {
  const name = header.reader.identifier();
  const options = finished(header, ['COMMENT']);
  return create(context, header, 'roles', 'Role', name, async () => {
    await context.duck.run('INSERT INTO sandbox.roles VALUES ($1, CAST($2 AS TIMESTAMPTZ), $3, $4)', [
      name,
      context.now().toISOString(),
      context.place.role,
      property(options, 'COMMENT'),
    ]);
  });
}

/** CREATE USER. */
export function createUser(
  context: SessionContext,
  _request: StatementRequest,
  header: CreateHeader,
): Promise<RowsResult> {
  const name = header.reader.identifier();
  const options = finished(header, USER_OPTIONS);
  return create(context, header, 'users', 'User', name, async () => {
    const { COMMENT: _comment, ...properties } = { ...options.values, ...options.lists };
    refusePassword(properties);
    await context.duck.run('INSERT INTO sandbox.users VALUES ($1, CAST($2 AS TIMESTAMPTZ), $3, $4, $5)', [
      name,
      context.now().toISOString(),
      context.place.role,
      property(options, 'COMMENT'),
      JSON.stringify(properties),
    ]);
  });
}

/** A service user logs in without a person, and so without a password. doc: admin-user-management, TYPE. */
export function refusePassword(properties: Readonly<Record<string, unknown>>): void {
  if (String(properties.TYPE ?? '').toUpperCase() !== 'SERVICE' || properties.PASSWORD === undefined) return;
  throw sqlError('003641', '22023', "Cannot set property 'PASSWORD' for a user with TYPE=SERVICE");
}

function finished(header: CreateHeader, known: readonly string[]): Properties {
  const options = readProperties(header.reader, known);
  header.reader.finish();
  return options;
}

function create(
  context: SessionContext,
  header: CreateHeader,
  table: 'warehouses' | 'roles' | 'users',
  kind: string,
  name: string,
  write: () => Promise<void>,
): Promise<RowsResult> {
  return context.change(async () => {
    await requireGlobal(context, `CREATE ${kind.toUpperCase()}`);
    if (await exists(context.duck, table, name)) {
      const existing = onExisting(header, name);
      if (existing !== 'replace') return existing;
      await requireControl(context, kind.toUpperCase(), [name]);
      await context.duck.run(`DELETE FROM sandbox.${table} WHERE name = $1`, [name]);
    }
    await write();
    return status(`${kind} ${name} successfully created.`);
  });
}
