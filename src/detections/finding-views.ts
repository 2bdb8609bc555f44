import type { View } from '../snowflake/ddl.ts';
import { literal } from '../snowflake/identifiers.ts';
import { allOf, partsOf } from '../snowflake/view-parts.ts';
import type { Detection } from './detection.ts';
import { detectionSelect } from './detection-view.ts';
import { EXCEPTIONS } from './exceptions.ts';
import { FINDING_COLUMNS } from './finding-columns.ts';
import { ACCOUNTS_VIEW, UNITS_VIEW } from './relations.ts';
import type { ObjectNames } from './units-view.ts';

const column = (name: string, comment: string) => ({ name, comment });

/** Names of the clauses that stand for views which all detections read. */
const SHARED: ReadonlyMap<string, string> = new Map([
  [UNITS_VIEW, 'all_units'],
  [ACCOUNTS_VIEW, 'all_accounts'],
]);

const FOUND = FINDING_COLUMNS.map(({ name }) => name);

/** All findings, with what users except from them; after the parts of which it is made. Those of one detection are computed alone where only they are asked for. */
export function findingsViews(all: readonly Detection[], names: ObjectNames): readonly View[] {
  const parts = partsOf(
    { name: 'FINDINGS', columns: FINDING_COLUMNS },
    all.map((detection) => foundSql(detection, names)),
    (texts) => `${sharedClauses(names)}\n${texts.join('\nUNION ALL\n')}`,
  );
  return [...parts, findingsView(allOf(parts, names.detections), names)];
}

/** The clauses that the findings of several detections share: coverage is read once for all of them. */
function sharedClauses({ detections }: ObjectNames): string {
  const clauses = [...SHARED].map(
    ([view, clause]) => `${clause} AS (\n  SELECT * FROM ${detections(view)}\n)`,
  );
  return `WITH ${clauses.join(', ')}`;
}

function foundSql(detection: Detection, { tables, detections }: ObjectNames): string {
  const shared = (object: string) => SHARED.get(object) ?? detections(object);
  return `SELECT ${FOUND.join(', ')} FROM (\n${detectionSelect(detection, { tables, detections: shared })}\n) ${detection.id}`;
}

/** The view of what a SELECT of findings gives, with what users except. */
export function findingsView(found: string, { detections }: ObjectNames): View {
  const own = (from: string, names: readonly string[]) => names.map((name) => `${from}.${name}`).join(', ');
  const split = FOUND.indexOf('STATUS') + 1;
  const afterStatus = FOUND.slice(split);
  return {
    name: 'FINDINGS',
    comment:
      'The answer of every detection for every resource: pass, fail, or unknown where it cannot be read.',
    columns: [
      ...FINDING_COLUMNS.slice(0, split),
      column('EFFECTIVE_STATUS', 'STATUS, or excepted where it fails and an exception in force says so.'),
      ...FINDING_COLUMNS.slice(split, split + 1),
      column('ACCOUNT_NAME', 'Name of the account; NULL where no list has it.'),
      column('OU_PATH', 'Path of its organizational unit; NULL where no list has it.'),
      ...FINDING_COLUMNS.slice(split + 1),
      column('EXCEPTION_ID', 'Exception that covers it.'),
    ],
    select: () =>
      `WITH found AS (\n${found}\n)\n` +
      `SELECT ${own('f', FOUND.slice(0, split))},\n` +
      "  IFF(e.EXCEPTION_ID IS NULL, f.STATUS, 'excepted') AS EFFECTIVE_STATUS, f.ACCOUNT_ID, a.ACCOUNT_NAME, a.OU_PATH,\n" +
      `  ${own('f', afterStatus.slice(1))}, e.EXCEPTION_ID\n` +
      'FROM found f\n' +
      `LEFT JOIN ${detections(ACCOUNTS_VIEW)} a ON a.ACCOUNT_ID = f.ACCOUNT_ID\n` +
      `LEFT JOIN ${detections(EXCEPTIONS.name)} e ON f.STATUS = 'fail' AND e.EXPIRES_AT > CURRENT_TIMESTAMP()\n` +
      "  AND TRIM(e.REASON) <> '' AND TRIM(e.OWNER) <> ''\n" +
      `  AND ${matches('f.DETECTION_ID', 'e.DETECTION_ID')}\n` +
      '  AND (e.ACCOUNT_ID IS NULL OR e.ACCOUNT_ID = f.ACCOUNT_ID)\n' +
      "  AND (e.OU_PATH IS NULL OR a.OU_PATH = e.OU_PATH OR STARTSWITH(a.OU_PATH, RTRIM(e.OU_PATH, '/') || '/'))\n" +
      '  AND (e.REGION IS NULL OR e.REGION = f.REGION)\n' +
      `  AND (e.RESOURCE IS NULL OR ${matches('f.RESOURCE_ID', 'e.RESOURCE')} OR ${matches('f.RESOURCE_ARN', 'e.RESOURCE')})\n` +
      'QUALIFY ROW_NUMBER() OVER (PARTITION BY f.DETECTION_ID, f.FINDING_ID ORDER BY e.EXCEPTION_ID) = 1',
  };
}

/** Whether a value matches a pattern in which only `*` is a wildcard. */
function matches(value: string, pattern: string): string {
  const escaped = ['^', '%', '_'].reduce(
    (sql, sign) => `REPLACE(${sql}, ${literal(sign)}, ${literal(`^${sign}`)})`,
    pattern,
  );
  return `${value} LIKE REPLACE(${escaped}, '*', '%') ESCAPE '^'`;
}

/** Exceptions that cover nothing, and why. */
export function unusedExceptionsView({ detections }: ObjectNames): View {
  return {
    name: 'FINDING_EXCEPTIONS_UNUSED',
    comment: 'Exceptions that cover no finding, and why: expired, invalid or unused.',
    columns: [
      ...EXCEPTIONS.columns.map(({ name, comment }) => ({ name, comment })),
      column(
        'WHY',
        'expired; invalid: no reason or owner; unused: nothing fails that it covers and no exception before it, by EXCEPTION_ID.',
      ),
    ],
    select: () =>
      `SELECT ${EXCEPTIONS.columns.map(({ name }) => `e.${name}`).join(', ')},\n` +
      "  CASE WHEN e.EXPIRES_AT <= CURRENT_TIMESTAMP() THEN 'expired'\n" +
      "    WHEN TRIM(e.REASON) = '' OR TRIM(e.OWNER) = '' THEN 'invalid' ELSE 'unused' END AS WHY\n" +
      `FROM ${detections(EXCEPTIONS.name)} e\n` +
      `LEFT JOIN (SELECT EXCEPTION_ID FROM ${detections('FINDINGS')} WHERE EXCEPTION_ID IS NOT NULL GROUP BY EXCEPTION_ID) f\n` +
      '  ON f.EXCEPTION_ID = e.EXCEPTION_ID\n' +
      'WHERE f.EXCEPTION_ID IS NULL',
  };
}

/** Result of each control in each account. */
export function controlResultsView({ detections }: ObjectNames): View {
  return {
    name: 'CONTROL_RESULTS',
    comment: 'Controls by account: a control passes only if nothing fails and nothing is unknown.',
    columns: [
      column('FRAMEWORK', 'Framework, such as cis.'),
      column('VERSION', 'Its version, such as 7.0.'),
      column('CONTROL', 'Id of the control in that version.'),
      column('ACCOUNT_ID', 'Account.'),
      column('ACCOUNT_NAME', 'Its name.'),
      column('STATUS', 'fail, else unknown, else pass.'),
      column('PASS', 'Findings that pass.'),
      column('FAIL', 'Findings that fail and are not excepted.'),
      column('UNKNOWN', 'Findings of what could not be read.'),
      column('EXCEPTED', 'Findings that fail and are excepted.'),
    ],
    select: () =>
      'SELECT c.FRAMEWORK, c.VERSION, c.CONTROL, f.ACCOUNT_ID, MAX(f.ACCOUNT_NAME) AS ACCOUNT_NAME,\n' +
      "  CASE WHEN COUNT_IF(f.EFFECTIVE_STATUS = 'fail') > 0 THEN 'fail'\n" +
      "    WHEN COUNT_IF(f.EFFECTIVE_STATUS = 'unknown') > 0 THEN 'unknown' ELSE 'pass' END AS STATUS,\n" +
      ['pass', 'fail', 'unknown', 'excepted']
        .map((status) => `  COUNT_IF(f.EFFECTIVE_STATUS = ${literal(status)}) AS ${status.toUpperCase()}`)
        .join(',\n') +
      `\nFROM ${detections('FINDINGS')} f\n` +
      `JOIN ${detections('DETECTION_CONTROLS')} c ON c.DETECTION_ID = f.DETECTION_ID\n` +
      'GROUP BY c.FRAMEWORK, c.VERSION, c.CONTROL, f.ACCOUNT_ID',
  };
}
