import type { RowsResult, StatementRequest } from '../../contract.ts';
import type { EngineContext } from '../context.ts';
import { listing } from '../results.ts';
import { TokenReader } from '../syntax/token-reader.ts';
import { NUMBER, TEXT } from '../types/types.ts';
import { filesAt, readLocation, type StageLocation } from './stage-location.ts';

/** `LIST | LS @stage[/path] [PATTERN = 'regex']`: one row per file, sorted by name. */
export async function listFiles(context: EngineContext, request: StatementRequest): Promise<RowsResult> {
  const { location, pattern } = parse(request.sqlText, ['LIST', 'LS']);
  const { files } = await filesAt(context, location, pattern, 'READ');
  const rows = files.map((file) => [
    location.shownPrefix + file.name,
    String(file.size),
    file.etag,
    file.lastModified.toUTCString(),
  ]);
  return listing(
    LIST_TYPE,
    [
      ['name', TEXT],
      ['size', NUMBER],
      ['md5', TEXT],
      ['last_modified', TEXT],
    ],
    rows,
  );
}

/** `REMOVE | RM @stage[/path] [PATTERN = 'regex']`: one row per file that is gone. */
export async function removeFiles(context: EngineContext, request: StatementRequest): Promise<RowsResult> {
  const { location, pattern } = parse(request.sqlText, ['REMOVE', 'RM']);
  const { stageId, files } = await filesAt(context, location, pattern, 'WRITE');
  for (const file of files) await context.store.remove(stageId, file.name);
  const rows = files.map((file) => [location.shownPrefix + file.name, 'removed']);
  return listing(
    REMOVE_TYPE,
    [
      ['name', TEXT],
      ['result', TEXT],
    ],
    rows,
  );
}

// jdbc: SFStatementType, LIST and REMOVE.
const LIST_TYPE = 0x0003;
const REMOVE_TYPE = 0x0004;

function parse(
  sql: string,
  verbs: readonly string[],
): { location: StageLocation; pattern: string | undefined } {
  const reader = new TokenReader(sql);
  if (!verbs.some((verb) => reader.accept(verb))) throw reader.unexpected();
  const location = readLocation(reader);
  let pattern: string | undefined;
  if (reader.accept('PATTERN')) {
    reader.expect('=');
    pattern = reader.take('string').value;
  }
  reader.finish();
  return { location, pattern };
}
