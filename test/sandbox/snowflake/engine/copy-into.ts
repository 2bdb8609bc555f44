import { type RowsResult, type StagedFile, StatementError, type StatementRequest } from '../contract.ts';
import type { EngineContext } from './context.ts';
import { loadHistory, rememberLoads } from './copy-history.ts';
import { convertRows, dropRows, insertRows } from './copy-load.ts';
import {
  decide,
  type FileOutcome,
  type FileReading,
  type LoadError,
  missing,
  NOTHING_COLUMNS,
  NOTHING_ROW,
  OUTCOME_COLUMNS,
  outcomeRow,
  skipped,
} from './copy-outcome.ts';
import { loadPlan, refuseShape } from './copy-plan.ts';
import { type FileFaults, stageRows } from './copy-rows.ts';
import { type CopyStatement, readCopyStatement } from './copy-statement.ts';
import { type CopyTarget, copyTarget } from './copy-target.ts';
import { formatFor } from './stage-format.ts';
import { atLocation, filesAt, type StageLocation } from './stage-location.ts';
import { TokenReader } from './token-reader.ts';
import { quoteIdentifier } from './tokens.ts';

/** `COPY INTO <table> FROM @stage …`: one row per file, or one that says there was nothing to do. */
export async function copyInto(context: EngineContext, request: StatementRequest): Promise<RowsResult> {
  const reader = new TokenReader(request.sqlText);
  reader.expect('COPY', 'INTO');
  if (atLocation(reader))
    throw new StatementError('000002', '0A000', "Unsupported feature 'COPY INTO location'.");
  const statement = readCopyStatement(reader);
  const target = await copyTarget(context, statement.table);
  const location = statement.location ?? tableStage(target);
  const { stageId } = await context.stage(location.stage);
  const format = await formatFor(context, statement.fileFormat, stageId);
  refuseShape({ statement, target, format });
  if (request.describeOnly === true) return result(OUTCOME_COLUMNS, []);
  const selection = await selectFiles(context, { statement, target, location });
  if (selection.files.length === 0) return report(statement, selection.others);
  const outcomes = await context.atomically(async () => {
    try {
      const plan = { statement, target, format, files: selection.files };
      const faults = await stageRows(context, {
        files: selection.files,
        format,
        stopAtFault: statement.onError.kind === 'abort',
        signal: request.signal,
      });
      refuseUnreadable(statement, target, location, selection.files, faults);
      const load = await loadPlan(context, plan);
      const wrong = await convertRows(context, load);
      const decided = selection.files.map((file, index) => {
        const read = faults[index];
        if (read === undefined) throw new Error(`File ${file.name} was not read`);
        const converted = wrong.get(index);
        return decide(reading(file, location, target, read, converted), statement.onError);
      });
      const good = decided.flatMap((outcome, index) => (outcome.rowsLoaded > 0 ? [index] : []));
      await insertRows(context, load, good);
      await rememberLoads(context, target.id, stageId, decided);
      return decided;
    } finally {
      await dropRows(context);
    }
  });
  if (statement.purge) await purge(context, stageId, outcomes);
  return report(statement, [...outcomes, ...selection.others]);
}

/** jdbc: SFStatementType.COPY. */
const COPY_TYPE = 0x3600;

interface Selection {
  /** What is to be loaded, in order. */
  readonly files: readonly StagedFile[];
  /** Named files that are not: missing, or loaded before. */
  readonly others: readonly FileOutcome[];
}

interface SelectionRequest {
  readonly statement: CopyStatement;
  readonly target: CopyTarget;
  readonly location: StageLocation;
}

async function selectFiles(context: EngineContext, request: SelectionRequest): Promise<Selection> {
  const { statement, target, location } = request;
  const names = statement.files;
  const { stageId, files } = await filesAt(
    context,
    location,
    names === undefined ? statement.pattern : undefined,
  );
  const wanted = names?.map((name) => inLocation(location, name));
  const absent = (wanted ?? [])
    .filter((name) => !files.some((file) => file.name === name))
    .map((name) => missing(location.shownPrefix + name, `${location.shownStage}/${name}`, statement.onError));
  const present = (wanted ?? files.map((file) => file.name)).flatMap((name) =>
    files.filter((file) => file.name === name),
  );
  const history = await loadHistory(context, target.id, stageId);
  const fresh: StagedFile[] = [];
  const before: FileOutcome[] = [];
  for (const file of present) {
    const known = history.loaded(file) || (history.uncertain(file) && !statement.loadUncertainFiles);
    if (statement.force || !known) fresh.push(file);
    else if (wanted !== undefined) before.push(skipped(file, location.shownPrefix + file.name));
  }
  return { files: withinSize(fresh, statement.sizeLimit), others: [...before, ...absent] };
}

/** Files up to and including the one that passes the limit, at least one. doc: copy-into-table, SIZE_LIMIT. */
function withinSize(files: readonly StagedFile[], limit: number | undefined): readonly StagedFile[] {
  if (limit === undefined) return files;
  let bytes = 0;
  return files.filter((file) => {
    const taken = bytes <= limit;
    bytes += file.size;
    return taken;
  });
}

function inLocation(location: StageLocation, name: string): string {
  const relative = name.replace(/^\//, '');
  if (location.path === '' || location.path.endsWith('/')) return location.path + relative;
  return `${location.path}/${relative}`;
}

function tableStage(target: CopyTarget): StageLocation {
  const { database, schema, name } = target.name;
  const stage = `@${quoteIdentifier(database)}.${quoteIdentifier(schema)}.%${quoteIdentifier(name)}`;
  return { stage, path: '', shownPrefix: '', shownStage: `@%${name}` };
}

/** Under ABORT_STATEMENT a file that cannot be read ends the statement before anything is converted. */
function refuseUnreadable(
  statement: CopyStatement,
  target: CopyTarget,
  location: StageLocation,
  files: readonly StagedFile[],
  faults: readonly FileFaults[],
): void {
  if (statement.onError.kind !== 'abort') return;
  for (const [index, fault] of faults.entries()) {
    const file = files[index];
    if (file !== undefined && fault.first !== undefined) {
      decide(reading(file, location, target, fault, undefined), statement.onError);
    }
  }
}

function reading(
  file: StagedFile,
  location: StageLocation,
  target: CopyTarget,
  read: FileFaults,
  converted: { readonly count: number; readonly first: LoadError } | undefined,
): FileReading {
  const unread = read.first === undefined ? undefined : faultError(target, read.first);
  const errors = [unread, converted?.first].filter((error) => error !== undefined);
  return {
    file,
    shownName: location.shownPrefix + file.name,
    rowsParsed: read.records + read.faults,
    errorsSeen: read.faults + (converted?.count ?? 0),
    firstError: errors.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0))[0],
  };
}

function faultError(target: CopyTarget, { fault, row }: NonNullable<FileFaults['first']>): LoadError {
  const { code, sqlState, line, character } = fault;
  const columnName = `"${target.name.name}"["$1":1]`;
  return { code, sqlState, message: fault.fault, row, line, character, columnName };
}

async function purge(
  context: EngineContext,
  stageId: string,
  outcomes: readonly FileOutcome[],
): Promise<void> {
  for (const { file, status } of outcomes) {
    if (file === undefined || status !== 'LOADED') continue;
    // The real COPY says nothing either when it cannot purge. doc: copy-into-table, PURGE.
    await context.store.remove(stageId, file.name).catch(() => undefined);
  }
}

function report(statement: CopyStatement, outcomes: readonly FileOutcome[]): RowsResult {
  if (outcomes.length === 0) return result(NOTHING_COLUMNS, [NOTHING_ROW]);
  const shown = statement.returnFailedOnly ? outcomes.filter(({ status }) => status !== 'LOADED') : outcomes;
  return result(OUTCOME_COLUMNS, shown.map(outcomeRow));
}

function result(columns: RowsResult['columns'], rows: RowsResult['rows']): RowsResult {
  return { kind: 'rows', columns, rows, statementTypeId: COPY_TYPE, usesWarehouse: true };
}
