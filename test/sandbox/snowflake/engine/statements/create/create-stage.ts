import type { RowsResult, StatementRequest } from '../../../contract.ts';
import { requireControl, requireCreate } from '../../access/require.ts';
import { rowsOf, textOf } from '../../duck/rows.ts';
import { unsupported } from '../../errors.ts';
import { status } from '../../results.ts';
import type { SessionContext } from '../../session/session-context.ts';
import { fileFormatOf } from '../../stage/file-format.ts';
import { type Options, readOptionValue } from '../../syntax/option-list.ts';
import { dropStageContent } from '../drop/drop-content.ts';
import { type CreateHeader, onExisting } from './create-header.ts';
import { property, readProperties } from './properties.ts';

const STAGE_OPTIONS = [
  'COMMENT',
  'FILE_FORMAT',
  'DIRECTORY',
  'ENCRYPTION',
  'COPY_OPTIONS',
  'URL',
  'STORAGE_INTEGRATION',
  'CREDENTIALS',
];

/** CREATE STAGE, internal only. */
export async function createStage(
  context: SessionContext,
  _request: StatementRequest,
  header: CreateHeader,
): Promise<RowsResult> {
  if (header.modifiers.size > 0) throw unsupported(`CREATE ${[...header.modifiers].join(' ')} STAGE`);
  const name = context.resolve(header.reader.name());
  const options = readProperties(header.reader, STAGE_OPTIONS);
  header.reader.finish();
  const external = ['URL', 'STORAGE_INTEGRATION', 'CREDENTIALS', 'COPY_OPTIONS'].find(
    (option) => option in options.values || option in options.lists,
  );
  if (external !== undefined) throw unsupported(`CREATE STAGE with ${external}`);
  const format = stageFormat(options.lists.FILE_FORMAT ?? {}, options.values.FILE_FORMAT);
  return context.change(async () => {
    await requireCreate(context, 'STAGE', name);
    const [old] = await rowsOf(
      context.duck,
      'SELECT id FROM sandbox.stages WHERE database_name = $1 AND schema_name = $2 AND name = $3',
      [name.database, name.schema, name.name],
    );
    if (old !== undefined) {
      const existing = onExisting(header, name.name);
      if (existing !== 'replace') return existing;
      await requireControl(context, 'STAGE', [name.database, name.schema, name.name]);
      await dropStageContent(context, textOf(old, 'id'));
    }
    const directory = String(options.lists.DIRECTORY?.ENABLE ?? 'FALSE').toUpperCase() === 'TRUE';
    await context.duck.run(
      'INSERT INTO sandbox.stages VALUES ($1, $2, $3, $4, CAST($5 AS TIMESTAMPTZ), $6, $7, $8, $9)',
      [
        `stage-${await context.nextId()}`,
        name.database,
        name.schema,
        name.name,
        context.now().toISOString(),
        context.place.role,
        property(options, 'COMMENT'),
        directory,
        JSON.stringify(format),
      ],
    );
    return status(`Stage area ${name.name} successfully created.`);
  });
}

/** The options as written, once they are known to make a file format; a named format is looked up when it is used. */
function stageFormat(options: Options, named: unknown): Options {
  if (typeof named === 'string') return { FORMAT_NAME: named };
  if (!('FORMAT_NAME' in options) && Object.keys(options).length > 0) fileFormatOf(options);
  return options;
}

const FORMAT_ONLY = ['COMMENT'];

/** CREATE FILE FORMAT name TYPE = … */
export async function createFileFormat(
  context: SessionContext,
  _request: StatementRequest,
  header: CreateHeader,
): Promise<RowsResult> {
  const name = context.resolve(header.reader.name());
  const { comment, options } = readFormat(header);
  fileFormatOf(options);
  return context.change(async () => {
    await requireCreate(context, 'FILE FORMAT', name);
    const key = [name.database, name.schema, name.name];
    const where = 'database_name = $1 AND schema_name = $2 AND name = $3';
    if (
      (await rowsOf(context.duck, `SELECT 1 AS one FROM sandbox.file_formats WHERE ${where}`, key)).length > 0
    ) {
      const existing = onExisting(header, name.name);
      if (existing !== 'replace') return existing;
      await requireControl(context, 'FILE FORMAT', key);
      await context.duck.run(`DELETE FROM sandbox.file_formats WHERE ${where}`, key);
    }
    await context.duck.run(
      'INSERT INTO sandbox.file_formats VALUES ($1, $2, $3, CAST($4 AS TIMESTAMPTZ), $5, $6, $7)',
      [...key, context.now().toISOString(), context.place.role, comment, JSON.stringify(options)],
    );
    return status(`File format ${name.name} successfully created.`);
  });
}

function readFormat({ reader }: CreateHeader): { comment: string; options: Options } {
  const options: Record<string, Options[string]> = {};
  let comment = '';
  while (reader.peek().kind === 'word') {
    const name = reader.next().value;
    reader.expect('=');
    const value = readOptionValue(reader);
    reader.accept(',');
    if (FORMAT_ONLY.includes(name)) comment = String(value);
    else options[name] = value;
  }
  reader.finish();
  return { comment, options };
}
