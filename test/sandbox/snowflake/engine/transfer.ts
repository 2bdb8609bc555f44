import { StatementError, type StatementRequest, type TransferResult } from '../contract.ts';
import type { EngineContext } from './context.ts';
import { filesAt, readLocation } from './stage-location.ts';
import { TokenReader } from './token-reader.ts';

/**
 * `PUT file://PATH @stage[/dir] [options]` or `GET @stage[/path] file://DIR [options]`: says what the driver
 * has to move. The driver moves the bytes itself and never comes back to tell.
 */
export function transfer(context: EngineContext, request: StatementRequest): Promise<TransferResult> {
  const reader = new TokenReader(request.sqlText);
  if (reader.accept('PUT')) return put(context, reader);
  if (reader.accept('GET')) return get(context, reader);
  throw reader.unexpected();
}

async function put(context: EngineContext, reader: TokenReader): Promise<TransferResult> {
  const source = localPath(reader);
  const location = readLocation(reader);
  const options = readOptions(reader, ['PARALLEL', 'AUTO_COMPRESS', 'SOURCE_COMPRESSION', 'OVERWRITE']);
  const { stageId } = await context.stage(location.stage);
  return {
    kind: 'transfer',
    command: 'UPLOAD',
    srcLocations: [source],
    stage: { stageId, path: asDirectory(location.path) },
    parallel: options.parallel,
    autoCompress: options.autoCompress,
    overwrite: options.overwrite,
    sourceCompression: options.sourceCompression,
  };
}

async function get(context: EngineContext, reader: TokenReader): Promise<TransferResult> {
  const location = readLocation(reader);
  const target = localPath(reader);
  const options = readOptions(reader, ['PARALLEL', 'PATTERN']);
  const { stageId, files } = await filesAt(context, location, options.pattern);
  return {
    kind: 'transfer',
    command: 'DOWNLOAD',
    srcLocations: files.map((file) => file.name),
    localLocation: target,
    stage: { stageId, path: '' },
    parallel: options.parallel,
    autoCompress: false,
    overwrite: false,
    sourceCompression: 'none',
  };
}

interface TransferOptions {
  parallel: number;
  autoCompress: boolean;
  overwrite: boolean;
  sourceCompression: string;
  pattern?: string;
}

const COMPRESSIONS: readonly string[] = [
  'AUTO_DETECT',
  'GZIP',
  'BZ2',
  'BROTLI',
  'ZSTD',
  'DEFLATE',
  'RAW_DEFLATE',
  'NONE',
];

function readOptions(reader: TokenReader, known: readonly string[]): TransferOptions {
  const options: TransferOptions = {
    parallel: 4,
    autoCompress: true,
    overwrite: false,
    sourceCompression: 'auto_detect',
  };
  while (reader.peek().kind === 'word') {
    const name = reader.peek().value;
    if (!known.includes(name)) throw reader.unexpected();
    reader.next();
    reader.expect('=');
    if (name === 'PARALLEL') options.parallel = parallelism(reader);
    else if (name === 'AUTO_COMPRESS') options.autoCompress = truth(reader);
    else if (name === 'OVERWRITE') options.overwrite = truth(reader);
    else if (name === 'PATTERN') options.pattern = reader.take('string').value;
    else options.sourceCompression = compression(reader);
  }
  reader.finish();
  return options;
}

function parallelism(reader: TokenReader): number {
  const parallel = Number(reader.take('number', 'string').value);
  if (!Number.isInteger(parallel) || parallel < 1 || parallel > 99)
    throw invalidValue('PARALLEL', String(parallel));
  return parallel;
}

function truth(reader: TokenReader): boolean {
  if (reader.accept('TRUE')) return true;
  reader.expect('FALSE');
  return false;
}

function compression(reader: TokenReader): string {
  const value = reader.take('word', 'string').value.toUpperCase();
  if (!COMPRESSIONS.includes(value)) throw invalidValue('SOURCE_COMPRESSION', value);
  return value.toLowerCase();
}

/** A value a parameter does not take. */
export function invalidValue(parameter: string, value: string): StatementError {
  return new StatementError(
    '001008',
    '22023',
    `SQL compilation error:\ninvalid value [${value}] for parameter '${parameter}'`,
  );
}

function localPath(reader: TokenReader): string {
  const token = reader.peek();
  const url = token.kind === 'url' || token.kind === 'string' || token.kind === 'quoted' ? token.value : '';
  if (!/^file:\/\/./i.test(url)) throw reader.unexpected();
  reader.next();
  return url.slice('file://'.length);
}

function asDirectory(path: string): string {
  return path === '' || path.endsWith('/') ? path : `${path}/`;
}
