import type { RowsResult, StatementRequest } from '../../../contract.ts';
import { holds, insufficient, requireControl, requireGlobal, sees } from '../../access/require.ts';
import { databaseExists, schemaExists } from '../../catalog/catalog.ts';
import { notFound } from '../../errors.ts';
import { duckSchema, resolveName } from '../../names.ts';
import { status } from '../../results.ts';
import type { SessionContext } from '../../session/session-context.ts';
import { dropDatabaseContent, dropSchemaContent } from '../drop/drop-content.ts';
import { type CreateHeader, onExisting } from './create-header.ts';
import { property, readProperties } from './properties.ts';

const OPTIONS = [
  'COMMENT',
  'DATA_RETENTION_TIME_IN_DAYS',
  'MAX_DATA_EXTENSION_TIME_IN_DAYS',
  'DEFAULT_DDL_COLLATION',
];

/** CREATE DATABASE; it comes with the schema PUBLIC and becomes the session's. */
export async function createDatabase(
  context: SessionContext,
  _request: StatementRequest,
  header: CreateHeader,
): Promise<RowsResult> {
  const name = header.reader.identifier();
  const options = readProperties(header.reader, OPTIONS);
  header.reader.finish();
  return context.change(async () => {
    await requireGlobal(context, 'CREATE DATABASE');
    if (await databaseExists(context.duck, name)) {
      const existing = onExisting(header, name);
      if (existing !== 'replace') return existing;
      await requireControl(context, 'DATABASE', [name]);
      await dropDatabaseContent(context, name);
    }
    await context.duck.run(
      'INSERT INTO sandbox.databases VALUES ($1, CAST($2 AS TIMESTAMPTZ), $3, $4, $5, $6)',
      [
        name,
        context.now().toISOString(),
        context.place.role,
        property(options, 'COMMENT'),
        header.modifiers.has('TRANSIENT'),
        Number(property(options, 'DATA_RETENTION_TIME_IN_DAYS', '1')),
      ],
    );
    await writeSchema(context, name, 'PUBLIC', {
      comment: '',
      transient: header.modifiers.has('TRANSIENT'),
      managed: false,
      retention: 1,
    });
    context.place.database = name;
    context.place.schema = 'PUBLIC';
    return status(`Database ${name} successfully created.`);
  });
}

/** CREATE SCHEMA; it becomes the session's. */
export async function createSchema(
  context: SessionContext,
  _request: StatementRequest,
  header: CreateHeader,
): Promise<RowsResult> {
  const parts = header.reader.name();
  const managed = header.reader.accept('WITH', 'MANAGED', 'ACCESS');
  const options = readProperties(header.reader, OPTIONS);
  header.reader.finish();
  const { database, schema } = resolveName([...parts, ''], { ...context.place, schema: '' });
  return context.change(async () => {
    if (!(await sees(context, 'DATABASE', database))) throw notFound('Database', database);
    if (!(await holds(context, 'DATABASE', database, 'CREATE SCHEMA')))
      throw insufficient('database', database);
    if (await schemaExists(context.duck, database, schema)) {
      const existing = onExisting(header, schema);
      if (existing !== 'replace') return existing;
      await requireControl(context, 'SCHEMA', [database, schema]);
      await dropSchemaContent(context, database, schema);
    }
    await writeSchema(context, database, schema, {
      comment: property(options, 'COMMENT'),
      transient: header.modifiers.has('TRANSIENT'),
      managed,
      retention: Number(property(options, 'DATA_RETENTION_TIME_IN_DAYS', '1')),
    });
    context.place.database = database;
    context.place.schema = schema;
    return status(`Schema ${schema} successfully created.`);
  });
}

interface NewSchema {
  readonly comment: string;
  readonly transient: boolean;
  readonly managed: boolean;
  readonly retention: number;
}

async function writeSchema(
  context: SessionContext,
  database: string,
  schema: string,
  options: NewSchema,
): Promise<void> {
  await context.duck.run(`CREATE SCHEMA ${duckSchema(database, schema)}`);
  await context.duck.run(
    'INSERT INTO sandbox.schemas VALUES ($1, $2, CAST($3 AS TIMESTAMPTZ), $4, $5, $6, $7, $8)',
    [
      database,
      schema,
      context.now().toISOString(),
      context.place.role,
      options.comment,
      options.transient,
      options.managed,
      options.retention,
    ],
  );
}
