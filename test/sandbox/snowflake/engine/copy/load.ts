import type { EngineContext } from '../context.ts';
import { rowsOf } from '../duck/rows.ts';
import { quoteIdentifier } from '../syntax/tokens.ts';
import { type ConversionRules, conversionError, convert, type SourceValue, sourceOf } from './convert.ts';
import type { CopyTarget, TargetColumn } from './copy-target.ts';
import type { LoadError } from './outcome.ts';
import { ROWS_TABLE } from './rows.ts';

/** Where the values of the target's columns come from. A column without a source gets its default. */
export interface LoadPlan {
  readonly target: CopyTarget;
  readonly columns: readonly TargetColumn[];
  /** SQL of a relation with `file`, `row_number`, `line` and what the values are read from. */
  readonly relation: string;
  readonly values: readonly SourceValue[];
  readonly rules: ConversionRules;
  /** How many fields a record must have; undefined when any number will do. */
  readonly fieldCount: number | undefined;
}

/** The rows of one file that do not convert. */
export interface ConversionFaults {
  readonly count: number;
  readonly first: LoadError;
}

/** Converts all rows into {@link TYPED_TABLE}; answers what did not convert by file. */
export async function convertRows(
  context: EngineContext,
  plan: LoadPlan,
): Promise<ReadonlyMap<number, ConversionFaults>> {
  const sources = plan.columns.map(
    (column, index) => `${sourceOf(column, at(plan.values, index), plan.rules)} AS s${index}`,
  );
  const values = plan.columns.map(
    (column, index) => `${convert(column, `s${index}`, plan.rules)} AS c${index}`,
  );
  const kept = plan.columns.map((_, index) => `c${index}`);
  // One level per step, so that each value is computed once.
  await context.duck.run(
    `CREATE OR REPLACE TEMP TABLE copy_typed AS
     SELECT file, row_number, line, ${kept.join(', ')}, wrong, ${wrongText(plan)} AS wrong_text FROM (
       SELECT *, ${wrongColumn(plan)} AS wrong FROM (
         SELECT *, ${values.join(', ')} FROM (
           SELECT file, row_number, line, doc, ${sources.join(', ')} FROM ${plan.relation})))`,
  );
  const faults = await rowsOf(
    context.duck,
    `SELECT file, count(*) AS faults, min(row_number) AS row_number, arg_min(line, row_number) AS line,
       arg_min(wrong, row_number) AS wrong, arg_min(wrong_text, row_number) AS wrong_text
     FROM ${TYPED_TABLE} WHERE wrong IS NOT NULL GROUP BY file`,
  );
  return new Map(
    faults.map((fault) => [
      Number(fault.file),
      { count: Number(fault.faults), first: loadError(plan, fault) },
    ]),
  );
}

/** Inserts the good rows of these files, in their order. */
export async function insertRows(
  context: EngineContext,
  plan: LoadPlan,
  files: readonly number[],
): Promise<void> {
  if (files.length === 0) return;
  const names = plan.columns.map((column) => quoteIdentifier(column.name));
  const values = plan.columns.map((_, index) => `c${index}`);
  await context.duck.run(
    `INSERT INTO ${context.duckName(plan.target.name)} (${names.join(', ')})
     SELECT ${values.join(', ')} FROM ${TYPED_TABLE}
     WHERE wrong IS NULL AND file IN (${files.join(', ')}) ORDER BY file, row_number`,
  );
}

/** Frees what a COPY keeps beside the data. */
export async function dropRows(context: EngineContext): Promise<void> {
  await context.duck.run('DROP VIEW IF EXISTS temp.main.copy_source');
  await context.duck.run(`DROP TABLE IF EXISTS ${ROWS_TABLE}`);
  await context.duck.run(`DROP TABLE IF EXISTS ${TYPED_TABLE}`);
}

const TYPED_TABLE = 'temp.main.copy_typed';

/**
 * The number of the first wrong column: n when its value did not convert, -n when it must not be NULL; 0 when
 * the record has the wrong number of fields.
 */
function wrongColumn(plan: LoadPlan): string {
  const cases = plan.columns.flatMap((column, index) => {
    const failed = `WHEN c${index} IS NULL AND s${index} IS NOT NULL THEN ${index + 1}`;
    const absent = `WHEN c${index} IS NULL THEN ${-(index + 1)}`;
    return column.nullable ? [failed] : [failed, absent];
  });
  if (plan.fieldCount !== undefined)
    cases.unshift(`WHEN json_array_length(doc) <> ${plan.fieldCount} THEN 0`);
  return `CASE ${cases.join(' ')} END`;
}

function wrongText(plan: LoadPlan): string {
  const cases = plan.columns.map((_, index) => `WHEN ${index + 1} THEN CAST(s${index} AS VARCHAR)`);
  if (plan.fieldCount !== undefined) cases.push('WHEN 0 THEN CAST(json_array_length(doc) AS VARCHAR)');
  return `CASE wrong ${cases.join(' ')} END`;
}

function loadError(plan: LoadPlan, fault: Record<string, unknown>): LoadError {
  const wrong = Number(fault.wrong);
  const column = at(plan.columns, Math.max(Math.abs(wrong) - 1, 0));
  const [code, sqlState, message] = wordsFor(plan, wrong, column, shortened(String(fault.wrong_text)));
  return {
    code,
    sqlState,
    message,
    row: Number(fault.row_number),
    line: Number(fault.line),
    character: 0,
    columnName: `"${plan.target.name.name}"["${column.name}":${column.position}]`,
  };
}

function wordsFor(
  plan: LoadPlan,
  wrong: number,
  column: TargetColumn,
  text: string,
): readonly [string, string, string] {
  if (wrong < 0) return ['100072', '22000', 'NULL result in a non-nullable column'];
  if (wrong > 0) return conversionError(column, text);
  const words =
    `Number of columns in file (${text}) does not match that of the corresponding table (${plan.fieldCount}),` +
    ' use file format option error_on_column_count_mismatch=false to ignore this error';
  return ['100080', '22000', words];
}

function shortened(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}...`;
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`No item ${index} among ${items.length}`);
  return item;
}
