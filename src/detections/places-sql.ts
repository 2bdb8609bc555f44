import type { Scope } from '../aws/catalogue/entry.ts';
import { catalogue } from '../aws/catalogue/index.ts';
import { literal } from '../snowflake/identifiers.ts';
import type { Detection, Subject } from './detection.ts';
import { ACCOUNTS_VIEW, UNITS_VIEW } from './relations.ts';
import type { ObjectNames } from './units-view.ts';

const SCOPES: readonly Scope[] = ['region', 'account', 'organization'];

/** The scope of the places that a detection answers for: the narrowest of what it reads, unless it asks for a wider. */
export function placeScope(per: Subject, reads: readonly string[]): Scope {
  const narrowest = SCOPES.find((scope) => ofScope(reads, scope).length > 0) ?? 'account';
  if (per === 'organization') return 'organization';
  return per === 'account' && narrowest === 'region' ? 'account' : narrowest;
}

function ofScope(reads: readonly string[], scope: Scope): readonly string[] {
  return reads.filter((name) => catalogue.some((one) => one.name === name && one.scope === scope));
}

/**
 * The clauses that say of each place (account and region in scope) whether all that the detection reads could be read
 * there, and if not why.
 */
export function placesClauses(detection: Detection, names: ObjectNames): readonly string[] {
  const { reads, per, freshWithinHours } = detection;
  const scope = placeScope(per, reads);
  const groups = SCOPES.flatMap((of) => groupOf(of, scope, ofScope(reads, of)));
  const since = groups.map(({ name }) => `${name}.SINCE`);
  const known = groups.map(({ isKnown }) => isKnown).join(' AND ');
  const observed = groups.map(({ name }) => `${name}.OBSERVED_AT`);
  const oldest = observed.length > 1 ? `LEAST(${observed.join(', ')})` : (observed[0] ?? 'NULL');
  const stale =
    freshWithinHours === undefined
      ? ''
      : `\n      WHEN ${oldest} < DATEADD(HOUR, -${freshWithinHours}, CURRENT_TIMESTAMP()) THEN 'last read more than ${freshWithinHours} hours ago'`;
  return [
    `units AS (\n  SELECT COLLECTOR, ACCOUNT_ID, REGION, STATE, REASON, SINCE, OBSERVED_AT\n  FROM ${names.detections(UNITS_VIEW)}\n  WHERE COLLECTOR IN (${list(reads)})\n)`,
    ...groups.map(({ clause }) => clause),
    `places AS (\n  SELECT p.ACCOUNT_ID, p.REGION, ${oldest} AS OBSERVED_AT, ${firstOf(since)} AS SINCE,\n` +
      `    CASE WHEN NOT (${known}) THEN ${firstOf([...groups.map(({ name }) => `${name}.REASON`), literal('never read')])}${stale} END AS UNKNOWN_BECAUSE,\n    ${firstOf(groups.map(({ name }) => `${name}.TOLD`))} AS TOLD\n` +
      `  FROM (\n${placesOf(scope, reads, names)}\n  ) p\n` +
      groups.map(({ join }) => `  ${join}\n`).join('') +
      accountsJoin(detection, names) +
      `  WHERE ${groups.map(({ isOutside }) => `NOT (${isOutside})`).join(' AND ')}\n)`,
  ];
}

interface Group {
  readonly name: string;
  readonly clause: string;
  readonly join: string;
  readonly isKnown: string;
  readonly isOutside: string;
}

/** Knowledge of each place by the collectors of one scope. */
function groupOf(of: Scope, places: Scope, collectors: readonly string[]): readonly Group[] {
  if (collectors.length === 0) return [];
  const name = `by_${of}`;
  const keys =
    of === 'organization' && places !== 'organization'
      ? []
      : of === 'region' && places === 'region'
        ? ['ACCOUNT_ID', 'REGION']
        : ['ACCOUNT_ID'];
  const seen = `COALESCE(${name}.SEEN, 0) = ${collectors.length}`;
  const isFolded = of === 'region' && places !== 'region';
  return [
    {
      name,
      clause:
        `${name} AS (\n  SELECT ${[...keys, "COUNT(DISTINCT IFF(STATE IN ('seen', 'told'), COLLECTOR, NULL)) AS SEEN"].join(', ')},\n` +
        // Snowflake documents that COUNT_IF of no row is NULL.
        "    COALESCE(COUNT_IF(STATE = 'blind'), 0) AS BLIND, COALESCE(COUNT_IF(STATE = 'out'), 0) AS OUTSIDE,\n" +
        "    MIN(IFF(STATE = 'blind', REASON, NULL)) AS REASON, MIN(IFF(STATE = 'told', REASON, NULL)) AS TOLD, MIN(SINCE) AS SINCE, MIN(OBSERVED_AT) AS OBSERVED_AT\n" +
        `  FROM units WHERE COLLECTOR IN (${list(collectors)})${keys.length > 0 ? ` GROUP BY ${keys.join(', ')}` : ''}\n)`,
      join:
        keys.length === 0
          ? `CROSS JOIN ${name}`
          : `LEFT JOIN ${name} ON ${keys.map((key) => `${name}.${key} = p.${key}`).join(' AND ')}`,
      isKnown: isFolded ? `${seen} AND COALESCE(${name}.BLIND, 0) = 0` : seen,
      isOutside:
        of === 'organization'
          ? 'FALSE'
          : isFolded
            ? `COALESCE(${name}.OUTSIDE, 0) > 0 AND ${name}.SEEN = 0 AND ${name}.BLIND = 0`
            : `COALESCE(${name}.OUTSIDE, 0) > 0`,
    },
  ];
}

/** Every place that has an answer: where something was to be read, and the accounts in which nothing ever was. */
function placesOf(scope: Scope, reads: readonly string[], { detections }: ObjectNames): string {
  const own = ofScope(reads, scope).length > 0 ? ofScope(reads, scope) : ofScope(reads, 'region');
  if (scope === 'organization') {
    return (
      `    SELECT ACCOUNT_ID, 'global' AS REGION FROM units WHERE COLLECTOR IN (${list(own)}) GROUP BY ACCOUNT_ID\n` +
      "    UNION ALL\n    SELECT '*', 'global' FROM " +
      `${detections(UNITS_VIEW)} HAVING COUNT(*) > 0 AND COALESCE(COUNT_IF(COLLECTOR IN (${list(own)})), 0) = 0`
    );
  }
  const region = scope === 'region' ? 'REGION' : "'global' AS REGION";
  const collectors = scope === 'region' ? own : [...ofScope(reads, 'region'), ...ofScope(reads, 'account')];
  return (
    `    SELECT ACCOUNT_ID, ${region} FROM units WHERE COLLECTOR IN (${list(collectors)}) GROUP BY ${scope === 'region' ? 'ACCOUNT_ID, REGION' : 'ACCOUNT_ID'}\n` +
    `    UNION ALL\n    SELECT a.ACCOUNT_ID, ${literal(scope === 'region' ? '*' : 'global')} FROM ${detections(ACCOUNTS_VIEW)} a\n` +
    `    LEFT JOIN (SELECT ACCOUNT_ID FROM units WHERE COLLECTOR IN (${list(collectors)}) GROUP BY ACCOUNT_ID) u ON u.ACCOUNT_ID = a.ACCOUNT_ID\n` +
    '    WHERE a.IN_SCOPE AND u.ACCOUNT_ID IS NULL'
  );
}

function list(names: readonly string[]): string {
  return names.map(literal).join(', ');
}

function firstOf(values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? 'NULL') : `COALESCE(${values.join(', ')})`;
}

/** Of a detection that is about some accounts only: the others are no places of it. */
function accountsJoin({ accounts }: Detection, { detections }: ObjectNames): string {
  if (accounts === 'all') return '';
  const isMeant = accounts === 'management' ? 'k.IS_MANAGEMENT' : 'NOT k.IS_MANAGEMENT';
  return `  JOIN ${detections(ACCOUNTS_VIEW)} k ON k.ACCOUNT_ID = p.ACCOUNT_ID AND ${isMeant}\n`;
}
