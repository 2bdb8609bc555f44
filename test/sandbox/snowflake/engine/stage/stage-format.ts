import type { EngineContext } from '../context.ts';
import { rowsOf } from '../duck/rows.ts';
import { notFound } from '../errors.ts';
import type { Options, OptionValue } from '../syntax/option-list.ts';
import { TokenReader } from '../syntax/token-reader.ts';
import { type FileFormat, fileFormatOf } from './file-format.ts';

/** The format a COPY reads with: the one in the statement, else the stage's, else CSV. */
export async function formatFor(
  context: EngineContext,
  written: Options | undefined,
  stageId: string,
): Promise<FileFormat> {
  if (written !== undefined) return fileFormatOf(await resolved(context, written));
  const [stage] = await rowsOf(context.duck, 'SELECT file_format FROM sandbox.stages WHERE id = $1', [
    stageId,
  ]);
  return fileFormatOf(await resolved(context, stage === undefined ? {} : optionsFrom(stage.file_format)));
}

/** Puts the options of the named format in the place of FORMAT_NAME; 002003 when there is no such format. */
async function resolved(context: EngineContext, options: Options): Promise<Options> {
  const { FORMAT_NAME: named, ...own } = options;
  if (named === undefined) return own;
  const text = String(named);
  const reader = new TokenReader(text);
  const name = context.resolve(reader.name());
  reader.finish();
  const [format] = await rowsOf(
    context.duck,
    'SELECT options FROM sandbox.file_formats WHERE database_name = $1 AND schema_name = $2 AND name = $3',
    [name.database, name.schema, name.name],
  );
  if (format === undefined) throw notFound('File format', text);
  return { ...optionsFrom(format.options), ...own };
}

function optionsFrom(json: unknown): Options {
  return JSON.parse(String(json)) as Record<string, OptionValue>;
}
