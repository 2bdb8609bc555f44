import type { StatementRequest, TransferResult } from '../../contract.ts';
import type { EngineContext } from '../context.ts';
import {
  choiceOf,
  countOf,
  invalidValue,
  type OptionValue,
  readOptionValue,
  truthOf,
} from '../syntax/option-list.ts';
import { TokenReader } from '../syntax/token-reader.ts';
import { filesAt, readLocation } from './stage-location.ts';

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
  const { stageId } = await context.stage(location.stage, 'WRITE');
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
  const { stageId, files } = await filesAt(context, location, options.pattern, 'READ');
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

const COMPRESSIONS = [
  'AUTO_DETECT',
  'GZIP',
  'BZ2',
  'BROTLI',
  'ZSTD',
  'DEFLATE',
  'RAW_DEFLATE',
  'NONE',
] as const;

function readOptions(reader: TokenReader, known: readonly string[]): TransferOptions {
  const options: TransferOptions = {
    parallel: 4,
    autoCompress: true,
    overwrite: false,
    sourceCompression: 'auto_detect',
  };
  while (reader.peek().kind === 'word') {
    if (!known.includes(reader.peek().value)) throw reader.unexpected();
    const name = reader.next().value;
    reader.expect('=');
    const value = readOptionValue(reader);
    if (name === 'PARALLEL') options.parallel = parallelism(value);
    else if (name === 'AUTO_COMPRESS') options.autoCompress = truthOf(name, value);
    else if (name === 'OVERWRITE') options.overwrite = truthOf(name, value);
    else if (name === 'PATTERN') options.pattern = String(value);
    else options.sourceCompression = choiceOf(name, value, COMPRESSIONS).toLowerCase();
  }
  reader.finish();
  return options;
}

function parallelism(value: OptionValue): number {
  const parallel = countOf('PARALLEL', value);
  if (parallel < 1 || parallel > 99) throw invalidValue('PARALLEL', value);
  return parallel;
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
