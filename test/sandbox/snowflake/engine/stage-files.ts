import type { ColumnMeta, RowsResult, StatementRequest } from '../contract.ts';
import type { EngineContext } from './context.ts';
import { filesAt, readLocation, type StageLocation } from './stage-location.ts';
import { TokenReader } from './token-reader.ts';

/** `LIST | LS @stage[/path] [PATTERN = 'regex']`: one row per file, sorted by name. */
export async function listFiles(context: EngineContext, request: StatementRequest): Promise<RowsResult> {
  const { location, pattern } = parse(request.sqlText, ['LIST', 'LS']);
  const { files } = await filesAt(context, location, pattern);
  return {
    kind: 'rows',
    columns: [text('name'), fixed('size'), text('md5'), text('last_modified')],
    rows: files.map((file) => [
      location.shownPrefix + file.name,
      String(file.size),
      file.etag,
      file.lastModified.toUTCString(),
    ]),
    statementTypeId: LIST_TYPE,
    usesWarehouse: false,
  };
}

/** `REMOVE | RM @stage[/path] [PATTERN = 'regex']`: one row per file that is gone. */
export async function removeFiles(context: EngineContext, request: StatementRequest): Promise<RowsResult> {
  const { location, pattern } = parse(request.sqlText, ['REMOVE', 'RM']);
  const { stageId, files } = await filesAt(context, location, pattern);
  for (const file of files) await context.store.remove(stageId, file.name);
  return {
    kind: 'rows',
    columns: [text('name'), text('result')],
    rows: files.map((file) => [location.shownPrefix + file.name, 'removed']),
    statementTypeId: REMOVE_TYPE,
    usesWarehouse: false,
  };
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

function text(name: string): ColumnMeta {
  return { name, type: 'text', nullable: true, precision: null, scale: null, length: 16_777_216 };
}

function fixed(name: string): ColumnMeta {
  return { name, type: 'fixed', nullable: true, precision: 38, scale: 0, length: null };
}
