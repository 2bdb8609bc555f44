import { type RowsResult, type StagedFile, StatementError, type StatementRequest } from '../../contract.ts';
import { requireWarehouse } from '../access/warehouse.ts';
import type { EngineContext } from '../context.ts';
import { unsupported } from '../errors.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { FileFormat } from '../stage/file-format.ts';
import { formatFor } from '../stage/stage-format.ts';
import { atLocation, filesAt, type StageLocation } from '../stage/stage-location.ts';
import { TokenReader } from '../syntax/token-reader.ts';
import { quoteIdentifier } from '../syntax/tokens.ts';
import { type CopyStatement, readCopyStatement } from './copy-statement.ts';
import { type CopyTarget, copyTarget } from './copy-target.ts';
import { loadHistory, rememberLoads } from './history.ts';
import { type ConversionFaults, convertRows, dropRows, insertRows } from './load.ts';
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
} from './outcome.ts';
import { loadPlan, refuseShape } from './plan.ts';
import { type FileFaults, stageRows } from './rows.ts';

/** `COPY INTO <table> FROM @stage …`: one row per file, or one that says there was nothing to do. */
export async function copyInto(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const reader = new TokenReader(request.sqlText);
  reader.expect('COPY', 'INTO');
  if (atLocation(reader)) throw unsupported('COPY INTO location');
  const statement = readCopyStatement(reader);
  const target = await copyTarget(context, statement.table);
  const location = statement.location ?? tableStage(target);
  const { stageId } = await context.stage(location.stage, 'READ');
  const format = await formatFor(context, statement.fileFormat, stageId);
  refuseShape({ statement, target, format });
  if (request.describeOnly === true) return result(OUTCOME_COLUMNS, []);
  await requireWarehouse(context);
  const selection = await selectFiles(context, { statement, target, location });
  if (selection.files.length === 0) return report(statement, selection.others);
  const work = {
    statement,
    target,
    location,
    stageId,
    format,
    files: selection.files,
    signal: request.signal,
  };
  const outcomes = await withPlainPlans(context, () => context.atomically(() => load(context, work)));
  if (outcomes instanceof StatementError) throw outcomes;
  if (statement.purge) await purge(context, stageId, outcomes);
  return report(statement, [...outcomes, ...selection.others]);
}

/** jdbc: SFStatementType.COPY. */
const COPY_TYPE = 0x3600;

interface Load {
  readonly statement: CopyStatement;
  readonly target: CopyTarget;
  readonly location: StageLocation;
  readonly stageId: string;
  readonly format: FileFormat;
  readonly files: readonly StagedFile[];
  readonly signal: AbortSignal | undefined;
}

/** Conversions are long and simple: DuckDB takes longer to look for a better plan than to follow the plain one. */
async function withPlainPlans<T>({ duck }: EngineContext, work: () => Promise<T>): Promise<T> {
  await duck.run('PRAGMA disable_optimizer');
  try {
    return await work();
  } finally {
    // Not within what is atomic: an aborted transaction would refuse it, and hide by what it was aborted.
    await duck.run('PRAGMA enable_optimizer');
  }
}

/** What became of the files, or why the statement fails: then nothing was written, so nothing has to roll back. */
async function load(context: EngineContext, work: Load): Promise<readonly FileOutcome[] | StatementError> {
  const outcomes = await loadFiles(context, work).catch((error: unknown) => {
    if (error instanceof StatementError) return error;
    throw error;
  });
  await dropRows(context);
  return outcomes;
}

async function loadFiles(context: EngineContext, work: Load): Promise<readonly FileOutcome[]> {
  const { statement, target, files, format, signal } = work;
  const stopAtFault = statement.onError.kind === 'abort';
  const faults = await stageRows(context, { files, format, stopAtFault, signal });
  if (stopAtFault) for (const [index, read] of faults.entries()) refuseUnread(work, index, read);
  const plan = await loadPlan(context, work);
  const wrong = await convertRows(context, plan);
  const outcomes = faults.map((read, index) =>
    decide(reading(work, index, read, wrong.get(index)), statement.onError),
  );
  const good = outcomes.flatMap((outcome, index) => (outcome.rowsLoaded > 0 ? [index] : []));
  await insertRows(context, plan, good);
  await rememberLoads(context, target.id, work.stageId, outcomes);
  return outcomes;
}

/** Under ABORT_STATEMENT a file that cannot be read ends the statement before anything is converted. */
function refuseUnread(work: Load, index: number, read: FileFaults): void {
  if (read.first !== undefined) decide(reading(work, index, read, undefined), work.statement.onError);
}

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
    'READ',
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

function reading(
  { files, location, target }: Load,
  index: number,
  read: FileFaults,
  converted: ConversionFaults | undefined,
): FileReading {
  const file = files[index];
  if (file === undefined) throw new Error(`No file ${index} among ${files.length}`);
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
