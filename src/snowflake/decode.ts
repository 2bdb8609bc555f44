import { z } from 'zod';
import { bugError } from '../errors.ts';
import { instantOf } from '../time/instant.ts';

type Rows = readonly Readonly<Record<string, unknown>>[];

/** VARCHAR that is never NULL. */
export const textValue = z.string();

/** VARCHAR, undefined for NULL. */
export const optionalText = z
  .string()
  .nullable()
  .transform((value) => value ?? undefined);

/** Whole NUMBER; the driver gives one that a double cannot hold as text. */
export const countValue = z
  .union([z.int(), z.string().regex(/^\d+$/)])
  .transform(Number)
  .refine(Number.isSafeInteger);

/** Whole NUMBER, 0 for NULL. */
export const countOrZero = z.union([countValue, z.null()]).transform((value) => value ?? 0);

/** BOOLEAN that is never NULL. */
export const booleanValue = z.boolean();

/** TIMESTAMP, undefined for NULL. */
export const optionalInstant = z.union([z.date(), z.string(), z.null()]).transform((value, context) => {
  const instant = instantOf(value);
  if (instant && Number.isNaN(instant.getTime())) {
    context.addIssue({ code: 'custom', message: 'is no instant' });
  }
  return instant;
});

/** TIMESTAMP that is never NULL. */
export const instantValue = optionalInstant.transform((instant, context) => {
  if (instant) return instant;
  context.addIssue({ code: 'custom', message: 'is NULL' });
  return z.NEVER;
});

/**
 * Rows of an answer as records. Throws a bug error that names the column where Snowflake answered with another shape
 * than the statement asks for: a value that is not there must never pass for one.
 */
export function decodeRows<T>(rows: Rows, record: z.ZodType<T>, about: string): readonly T[] {
  return rows.map((row) => {
    const { data, error } = record.safeParse(row);
    if (error === undefined) return data;
    const [issue] = error.issues;
    throw bugError(`a row of another shape was answered: ${issue?.path.join('.')} ${issue?.message}`, {
      where: about,
      cause: new Error(z.prettifyError(error)),
    });
  });
}

/** Number of rows that a statement has changed. Throws a bug error for an answer that does not say so. */
export function changedRows(rows: Rows, what: 'deleted' | 'updated', about: string): number {
  return onlyCount(rows, `number of rows ${what}`, about);
}

/** Number of rows that a MERGE has inserted or updated; its answer has both, where it could do both. */
export function mergedRows(rows: Rows, about: string): number {
  const [row = {}] = rows;
  const told = (['inserted', 'updated'] as const).filter((what) => `number of rows ${what}` in row);
  const counts = told.map((what) => onlyCount(rows, `number of rows ${what}`, about));
  if (counts.length === 0) throw bugError('no number of merged rows was answered', { where: about });
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The answer to `SELECT COUNT(*) AS ROW_COUNT`. */
export function countedRows(rows: Rows, about: string): number {
  return onlyCount(rows, 'ROW_COUNT', about);
}

function onlyCount(rows: Rows, column: string, about: string): number {
  const [row] = decodeRows(rows, z.object({ [column]: countValue }), about);
  const count = row?.[column];
  if (count === undefined) throw bugError(`no row was answered that tells the ${column}`, { where: about });
  return count;
}
