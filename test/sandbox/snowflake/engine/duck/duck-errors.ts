import { StatementError } from '../../contract.ts';
import { sqlError } from '../errors.ts';

type Translation = readonly [RegExp, (match: RegExpExecArray) => StatementError];

const raised = (code: string, state: string, message: string) => new StatementError(code, state, message);

/** DuckDB's words and what Snowflake says in their place. The first three fields of a `snow_fail` come as they are. */
const TRANSLATIONS: readonly Translation[] = [
  [/(\d{6})\|(\w{5})\|([\s\S]*)$/, ([, code = '', state = '', message = '']) => raised(code, state, message)],
  [/INTERRUPT/i, () => raised('000604', '57014', 'SQL execution canceled')],
  [
    /NOT NULL constraint failed: (\S+)/,
    () => raised('100072', '22000', 'NULL result in a non-nullable column'),
  ],
  [
    /Could not convert string ["']([\s\S]*?)["'] to (?:DECIMAL|INT|BIGINT|HUGEINT|DOUBLE|FLOAT)/,
    ([, value = '']) =>
      /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value)
        ? raised('100039', '22003', `Numeric value '${value}' is out of range`)
        : raised('100038', '22018', `Numeric value '${value}' is not recognized`),
  ],
  [
    /invalid (?:timestamp|date|time) field format: "([\s\S]*?)", expected|Could not parse string "([\s\S]*?)" according to format|(?:timestamp|date|time) field value out of range: "([\s\S]*?)"|Unknown TimeZone '([\s\S]*?)'/i,
    ([, ...values]) =>
      raised(
        '100035',
        '22007',
        `Timestamp '${values.find((value) => value !== undefined)}' is not recognized`,
      ),
  ],
  [
    /Could not cast value (\S+) (?:from \S+ )?to (DECIMAL\(\d+,\d+\)|\w+)|Casting value "([^"]*)" to type (DECIMAL\(\d+,\d+\)|\w+) failed/,
    ([, value, type, other, kind]) =>
      raised(
        '100132',
        '22003',
        `Number out of representable range: type ${(type ?? kind ?? '').replace('DECIMAL', 'FIXED')}, value ${value ?? other}`,
      ),
  ],
  [
    /Out of Range Error: ([^\n]*)/,
    ([, detail = '']) => raised('100132', '22003', `Number out of representable range: ${detail}`),
  ],
  [
    /column "([^"]*)" must appear in the GROUP BY clause/i,
    ([, name = '']) => sqlError('000979', '42601', `[${name}] is not a valid group by expression`),
  ],
  [
    /More than one row returned by a subquery/,
    () => raised('090150', '22000', 'Single-row subquery returns more than one row.'),
  ],
  [/Malformed JSON[^\n]*/, ([detail = '']) => raised('100069', '22P02', `Error parsing JSON: ${detail}`)],
  [
    /(?:Cannot use|cannot contain) (?:aggregate|window)[^\n]*|WHERE clause cannot contain[^\n]*/i,
    ([detail = '']) =>
      sqlError('002035', '42601', `Invalid use of an aggregate or window function: ${detail}`),
  ],
];

/** What Snowflake would have said for an error of DuckDB; what has no translation is internal error 000603. */
export function translateError(error: unknown): StatementError {
  if (error instanceof StatementError) return error;
  const text = error instanceof Error ? error.message : String(error);
  for (const [pattern, translate] of TRANSLATIONS) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const { code, sqlState, message } = translate(match);
    return new StatementError(code, sqlState, message, { cause: error });
  }
  return new StatementError('000603', 'XX000', `SQL execution internal error: ${text}`, { cause: error });
}

/** Whether two sessions wrote the same rows at once, so that the later one has to run again. */
export function isConflict(error: unknown): boolean {
  const text = error instanceof Error ? error.message : '';
  // An aborted transaction does not say by what; running it again would find that again.
  if (/transaction is aborted/i.test(text)) return false;
  return /TransactionContext Error|Conflict on|write-write conflict|has been altered|transaction conflict/i.test(
    text,
  );
}
