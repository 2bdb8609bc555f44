import { lowered } from '../../detections/policy-sql.ts';
import { coversPattern, mayMeet } from './pattern-sql.ts';

const ASKED = 'ACCOUNT_ID, LIMIT_ID, ACTION, RESOURCE';
const SAME = 'l.ACCOUNT_ID = t.ACCOUNT_ID AND l.LIMIT_ID = t.LIMIT_ID';

/**
 * Clauses that end in `barred`: what is allowed (the clause `allowed`) and a permissions boundary, or the SCPs of one
 * level of the organization, takes away for certain. Each of those is a limit: it has to allow, and may not deny. Only
 * what holds whatever the request is counts: a denial without condition that covers the pattern, or that no statement
 * of the limit allows any action that the pattern means.
 */
export function barredClauses(name: (object: string) => string): readonly string[] {
  return [
    'limits AS (\n' +
      '  SELECT b.ACCOUNT_ID, b.BOUNDARY_ARN AS LIMIT_ID, TRUE AS IS_KNOWN, s.VALUE:Effect::STRING AS EFFECT,\n' +
      `    ${lowered('s.VALUE:Action')} AS ACTIONS, ${lowered('s.VALUE:NotAction')} AS NOT_ACTIONS, TO_ARRAY(s.VALUE:Resource) AS RESOURCES, s.VALUE:Condition AS CONDITION\n` +
      '  FROM (SELECT ACCOUNT_ID, BOUNDARY_ARN, ANY_VALUE(BOUNDARY) AS BOUNDARY FROM statements WHERE BOUNDARY IS NOT NULL GROUP BY ACCOUNT_ID, BOUNDARY_ARN) b,\n' +
      '    LATERAL FLATTEN(INPUT => TO_ARRAY(b.BOUNDARY:Statement)) s\n' +
      '  UNION ALL\n' +
      "  SELECT ACCOUNT_ID, 'scp ' || LEVEL, STATEMENT_INDEX IS NOT NULL, EFFECT, ACTIONS, NOT_ACTIONS, RESOURCES, CONDITION\n" +
      `  FROM ${name('AWS_ORGANIZATION_GUARDRAILS')} WHERE POLICY_TYPE = 'SERVICE_CONTROL_POLICY' AND APPLIES\n)`,
    'tried AS (\n' +
      '  SELECT ACCOUNT_ID, BOUNDARY_ARN AS LIMIT_ID, ACTION, RESOURCE FROM allowed WHERE BOUNDARY_ARN IS NOT NULL GROUP BY ACCOUNT_ID, BOUNDARY_ARN, ACTION, RESOURCE\n' +
      '  UNION ALL\n' +
      '  SELECT a.ACCOUNT_ID, l.LIMIT_ID, a.ACTION, a.RESOURCE\n' +
      '  FROM (SELECT ACCOUNT_ID, ACTION, RESOURCE FROM allowed GROUP BY ACCOUNT_ID, ACTION, RESOURCE) a\n' +
      "  JOIN (SELECT ACCOUNT_ID, LIMIT_ID FROM limits WHERE STARTSWITH(LIMIT_ID, 'scp ') GROUP BY ACCOUNT_ID, LIMIT_ID) l ON l.ACCOUNT_ID = a.ACCOUNT_ID\n)",
    'limit_denies AS (\n' +
      '  SELECT l.ACCOUNT_ID, l.LIMIT_ID, a.VALUE::STRING AS ACTION, r.VALUE::STRING AS RESOURCE\n' +
      '  FROM limits l, LATERAL FLATTEN(INPUT => l.ACTIONS) a, LATERAL FLATTEN(INPUT => l.RESOURCES) r\n' +
      "  WHERE l.EFFECT = 'Deny' AND l.CONDITION IS NULL\n)",
    'limit_allows AS (\n' +
      "  SELECT l.ACCOUNT_ID, l.LIMIT_ID, a.VALUE::STRING AS ACTION FROM limits l, LATERAL FLATTEN(INPUT => l.ACTIONS) a WHERE l.EFFECT = 'Allow'\n)",
    'limit_excepts AS (\n' +
      '  SELECT l.ACCOUNT_ID, l.LIMIT_ID, TO_JSON(l.NOT_ACTIONS) AS EXCEPTS, a.VALUE::STRING AS ACTION\n' +
      "  FROM limits l, LATERAL FLATTEN(INPUT => l.NOT_ACTIONS) a WHERE l.EFFECT = 'Allow'\n)",
    'met AS (\n' +
      `  SELECT t.${ASKED.replaceAll(', ', ', t.')} FROM tried t JOIN limit_allows l ON ${SAME} AND ${mayMeet('l.ACTION', 't.ACTION')}\n` +
      '  UNION\n' +
      `  SELECT t.${ASKED.replaceAll(', ', ', t.')}\n` +
      `  FROM tried t JOIN (SELECT ACCOUNT_ID, LIMIT_ID, EXCEPTS FROM limit_excepts GROUP BY ACCOUNT_ID, LIMIT_ID, EXCEPTS) l ON ${SAME}\n` +
      `  LEFT JOIN limit_excepts x ON x.ACCOUNT_ID = l.ACCOUNT_ID AND x.LIMIT_ID = l.LIMIT_ID AND x.EXCEPTS = l.EXCEPTS AND ${coversPattern('x.ACTION', 't.ACTION')}\n` +
      '  WHERE x.EXCEPTS IS NULL\n' +
      '  UNION\n' +
      // What could not be read may allow it.
      `  SELECT t.${ASKED.replaceAll(', ', ', t.')} FROM tried t JOIN limits l ON ${SAME} AND NOT l.IS_KNOWN\n` +
      '  UNION\n' +
      `  SELECT t.${ASKED.replaceAll(', ', ', t.')} FROM tried t LEFT JOIN limits l ON ${SAME} WHERE l.LIMIT_ID IS NULL\n)`,
    'barred AS (\n' +
      `  SELECT t.${ASKED.replaceAll(', ', ', t.')} FROM tried t JOIN limit_denies l ON ${SAME} AND ${coversPattern('l.ACTION', 't.ACTION')} AND ${coversPattern('l.RESOURCE', 't.RESOURCE')}\n` +
      '  UNION\n' +
      `  SELECT t.${ASKED.replaceAll(', ', ', t.')} FROM tried t\n` +
      '  LEFT JOIN met m ON m.ACCOUNT_ID = t.ACCOUNT_ID AND m.LIMIT_ID = t.LIMIT_ID AND m.ACTION = t.ACTION AND m.RESOURCE = t.RESOURCE\n' +
      '  WHERE m.LIMIT_ID IS NULL\n)',
    "barred_by_scp AS (\n  SELECT ACCOUNT_ID, ACTION, RESOURCE FROM barred WHERE STARTSWITH(LIMIT_ID, 'scp ') GROUP BY ACCOUNT_ID, ACTION, RESOURCE\n)",
  ];
}
