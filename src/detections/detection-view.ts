import { defaultRegions, PARTITIONS } from '../partition.ts';
import type { View } from '../snowflake/ddl.ts';
import { literal } from '../snowflake/identifiers.ts';
import { sqlTokens } from '../snowflake/sql-tokens.ts';
import type { Detection } from './detection.ts';
import { FINDING_COLUMNS } from './finding-columns.ts';
import { parametersClause, withoutParameters } from './parameter-sql.ts';
import { placeScope, placesClauses } from './places-sql.ts';
import { RELATIONS } from './relations.ts';
import type { ObjectNames } from './units-view.ts';

/** Name of the view of one detection. */
export function detectionViewName({ id }: Pick<Detection, 'id'>): string {
  return `DETECTION_${id.toUpperCase()}`;
}

/**
 * The findings of one detection: the answers of its SELECT, and `unknown` in their place wherever what it reads cannot
 * be seen, was refused for the row, is too old or was never read.
 */
export function detectionView(detection: Detection, names: ObjectNames): View {
  return {
    name: detectionViewName(detection),
    comment: `${detection.title}: pass, fail or unknown, one row for each ${detection.per}.`,
    columns: FINDING_COLUMNS,
    select: () => detectionSelect(detection, names),
    written: bodySql(detection, names),
  };
}

/** The SELECT of the view of one detection, with the columns of a finding. */
export function detectionSelect(detection: Detection, names: ObjectNames): string {
  const isPlaced = detection.reads.length > 0;
  const clauses = [
    ...(isPlaced ? placesClauses(detection, names) : []),
    ...parametersClause(detection, names),
    `answers AS (\n${bodySql(detection, names)}\n)`,
    `once AS (\n${onceSql(detection)}\n)`,
    ...blindRowsClause(detection, names),
    `judged AS (\n${isPlaced ? judgedSql(detection) : unplacedSql(detection)}\n)`,
  ];
  return `WITH ${clauses.join(',\n')}\n${findingsSql(detection)}`;
}

/** The SELECT of the file with its views' full names, and its parameters as they are set. */
export function bodySql(detection: Detection, names: ObjectNames): string {
  return sqlTokens(withoutParameters(detection))
    .map(({ kind, text }) => {
      const relation = kind === 'word' ? RELATIONS.get(text) : undefined;
      return relation ? names[relation.place](relation.name) : text;
    })
    .join('');
}

/** One answer for each subject, though several connections read the same: the worst, and one that cannot tell is worse than pass. */
function onceSql({ per }: Detection): string {
  const key = { organization: ['ACCOUNT_ID'], account: ['ACCOUNT_ID'], region: ['ACCOUNT_ID', 'REGION'] };
  const columns = per === 'resource' ? ['ACCOUNT_ID', 'REGION', 'RESOURCE_ID'] : key[per];
  return (
    '  SELECT ACCOUNT_ID, REGION, RESOURCE_ID, RESOURCE_ARN, STATUS, REASON, EVIDENCE FROM answers\n' +
    `  QUALIFY ROW_NUMBER() OVER (PARTITION BY ${columns.join(', ')}\n` +
    "    ORDER BY CASE STATUS WHEN 'fail' THEN 0 WHEN 'pass' THEN 2 ELSE 1 END, REASON) = 1"
  );
}

/** Rows with refused details, of those details that the detection needs. */
function blindRowsClause(detection: Detection, names: ObjectNames): readonly string[] {
  const { needs, tables } = detection;
  const views = tables.filter((name) =>
    RELATIONS.get(name)?.details.some((detail) => needs.includes(detail)),
  );
  if (views.length === 0) return [];
  const needed = `ARRAY_CONSTRUCT(${needs.map(literal).join(', ')})`;
  const rows = views.map(
    (view) =>
      "    SELECT ACCOUNT_ID, REGION, RESOURCE_ID, ARRAY_TO_STRING(BLIND_TO, ', ') AS REFUSED\n" +
      `    FROM ${names.tables(view)} WHERE ARRAYS_OVERLAP(BLIND_TO, ${needed})`,
  );
  const keys = blindKeys(detection).join(', ');
  return [
    `blind_rows AS (\n  SELECT ${keys}, MIN(REFUSED) AS REFUSED FROM (\n${rows.join('\n    UNION ALL\n')}\n  ) r GROUP BY ${keys}\n)`,
  ];
}

/** Columns that an answer and the rows that it rests on have in common. */
function blindKeys({ per, reads }: Detection): readonly string[] {
  if (per === 'resource') return ['ACCOUNT_ID', 'REGION', 'RESOURCE_ID'];
  return placeScope(per, reads) === 'region' ? ['ACCOUNT_ID', 'REGION'] : ['ACCOUNT_ID'];
}

/** Condition under which two relations speak of the same place: a region, or the account as a whole. */
function samePlace(detection: Detection, left: string, right: string): string {
  const account = `${left}.ACCOUNT_ID = ${right}.ACCOUNT_ID`;
  const isRegional = placeScope(detection.per, detection.reads) === 'region';
  return isRegional ? `${account} AND ${left}.REGION = ${right}.REGION` : account;
}

function judgedSql(detection: Detection): string {
  const names = { tables: String, detections: String };
  const hasBlindRows = blindRowsClause(detection, names).length > 0;
  const isPerResource = detection.per === 'resource';
  const refused = hasBlindRows ? `\n      WHEN r.REFUSED IS NOT NULL THEN ${REFUSED}` : '';
  const because =
    `CASE${parameterProblem(detection)}\n` +
    "      WHEN p.ACCOUNT_ID IS NULL THEN 'found where nothing was read'\n" +
    `      WHEN p.UNKNOWN_BECAUSE IS NOT NULL THEN p.UNKNOWN_BECAUSE${refused}\n` +
    `      ${onlyTold}\n` +
    `      ${noAnswer} END`;
  const subject = isPerResource
    ? 'b.ACCOUNT_ID, b.REGION, b.RESOURCE_ID'
    : 'COALESCE(p.ACCOUNT_ID, b.ACCOUNT_ID) AS ACCOUNT_ID, COALESCE(p.REGION, b.REGION) AS REGION,\n' +
      '    COALESCE(p.ACCOUNT_ID, b.ACCOUNT_ID) AS RESOURCE_ID';
  const withBlindRows = (left: string) =>
    `  LEFT JOIN blind_rows r ON ${blindKeys(detection)
      .map((key) => `r.${key} = ${left}.${key}`)
      .join(' AND ')}\n`;
  return (
    `  SELECT ${subject}, b.RESOURCE_ARN, b.STATUS AS ANSWER, b.REASON, b.EVIDENCE,\n` +
    `    p.OBSERVED_AT, p.SINCE, ${because} AS UNKNOWN_BECAUSE\n` +
    `  FROM once b ${isPerResource ? 'LEFT' : 'FULL OUTER'} JOIN places p ON ${samePlace(detection, 'p', 'b')}\n` +
    (hasBlindRows ? withBlindRows(isPerResource ? 'b' : 'p') : '') +
    parameterJoin(detection) +
    (isPerResource ? blindPlacesSql : '') +
    (isPerResource && hasBlindRows ? unansweredSql(detection) : '')
  );
}

const REFUSED = "'refused for this resource: ' || r.REFUSED";

/** Places that cannot be seen: they may hold resources that were never listed. */
const blindPlacesSql =
  '  UNION ALL\n' +
  '  SELECT p.ACCOUNT_ID, p.REGION, NULL, NULL, NULL, NULL, NULL, p.OBSERVED_AT, p.SINCE, p.UNKNOWN_BECAUSE\n' +
  '  FROM places p WHERE p.UNKNOWN_BECAUSE IS NOT NULL\n';

/** A row that the SELECT leaves out because of what was refused is unknown all the same. */
function unansweredSql(detection: Detection): string {
  return (
    '  UNION ALL\n' +
    `  SELECT r.ACCOUNT_ID, r.REGION, r.RESOURCE_ID, NULL, NULL, NULL, NULL, p.OBSERVED_AT, p.SINCE, ${REFUSED}\n` +
    `  FROM blind_rows r\n  LEFT JOIN places p ON ${samePlace(detection, 'p', 'r')}\n` +
    '  LEFT JOIN once b ON b.ACCOUNT_ID = r.ACCOUNT_ID AND b.REGION = r.REGION AND b.RESOURCE_ID = r.RESOURCE_ID\n' +
    '  WHERE b.ACCOUNT_ID IS NULL\n'
  );
}

/** Of a detection that asks of coverage itself: what cannot be seen is its answer. */
function unplacedSql(detection: Detection): string {
  return (
    '  SELECT b.ACCOUNT_ID, b.REGION, b.RESOURCE_ID, b.RESOURCE_ARN, b.STATUS AS ANSWER, b.REASON, b.EVIDENCE,\n' +
    `    NULL::TIMESTAMP_LTZ AS OBSERVED_AT, NULL::TIMESTAMP_LTZ AS SINCE,\n    CASE${parameterProblem(detection)}\n      ${noAnswer} END AS UNKNOWN_BECAUSE\n` +
    `  FROM once b\n${parameterJoin(detection)}`
  );
}

/** A pass of an account that lets nobody in is the word of another account: what that cannot know may fail. */
const onlyTold =
  "WHEN b.STATUS = 'pass' AND p.TOLD IS NOT NULL THEN 'only its administrator told of it: ' || b.REASON || ' The account itself: ' || p.TOLD";

const noAnswer =
  "WHEN b.STATUS IS NULL THEN COALESCE(b.REASON, 'the detection has no answer for it')\n" +
  "      WHEN b.STATUS NOT IN ('pass', 'fail') THEN 'the detection has no answer for it'";

function parameterProblem({ parameters }: Detection): string {
  return parameters.length === 0 ? '' : '\n      WHEN v.PROBLEM IS NOT NULL THEN v.PROBLEM';
}

function parameterJoin({ parameters }: Detection): string {
  return parameters.length === 0 ? '' : '  CROSS JOIN parameters v\n';
}

function findingsSql({ id, title, severity, resourceType }: Detection): string {
  return (
    'SELECT SHA2(ARRAY_TO_STRING(ARRAY_CONSTRUCT(' +
    `${literal(id)}, ACCOUNT_ID, REGION, COALESCE(RESOURCE_ID, '')), '|'), 256) AS FINDING_ID,\n` +
    `  ${literal(id)} AS DETECTION_ID, ${literal(title)} AS TITLE, ${literal(severity)} AS SEVERITY,\n` +
    "  IFF(UNKNOWN_BECAUSE IS NULL, ANSWER, 'unknown') AS STATUS, ACCOUNT_ID, REGION,\n" +
    `  ${literal(resourceType)} AS RESOURCE_TYPE, RESOURCE_ID, ${arnSql} AS RESOURCE_ARN,\n` +
    '  COALESCE(UNKNOWN_BECAUSE, REASON) AS REASON, EVIDENCE::VARIANT AS EVIDENCE,\n' +
    '  IFF(UNKNOWN_BECAUSE IS NULL, NULL, ANSWER) AS LAST_STATUS, OBSERVED_AT,\n' +
    '  IFF(UNKNOWN_BECAUSE IS NULL, NULL, SINCE) AS BLIND_SINCE\n' +
    'FROM judged'
  );
}

/** Detections write `arn:aws:`; an ARN of a region of another partition begins with that one. */
const arnSql = `CASE ${PARTITIONS.filter((partition) => partition !== 'aws')
  .map(
    (partition) =>
      `WHEN REGION IN (${defaultRegions(partition).map(literal).join(', ')}) THEN REGEXP_REPLACE(RESOURCE_ARN, '^arn:aws:', ${literal(`arn:${partition}:`)})`,
  )
  .join('\n    ')}\n    ELSE RESOURCE_ARN END`;
