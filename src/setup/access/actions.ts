import type { View } from '../../snowflake/ddl.ts';
import { literal } from '../../snowflake/identifiers.ts';
import { viewInParts } from '../../snowflake/view-parts.ts';
import SERVICES from './iam-actions.json' with { type: 'json' };
import { column, covers } from './pattern-sql.ts';

/** Every action that AWS's tables of actions have, with what it may do. */
const actions = viewInParts(
  {
    name: 'AWS_IAM_ACTIONS',
    comment:
      'Every action of IAM with its access level, as AWS told when this version was made; newer ones are not in it.',
    columns: [
      column('ACTION', 'Action in lower case: kms:decrypt.'),
      column('ACTION_NAME', 'Action as AWS writes it: kms:Decrypt.'),
      column('SERVICE_PREFIX', 'Service, as actions begin.'),
      column('ACCESS_LEVEL', 'List, Read, Write, Tagging or Permissions management.'),
    ],
  },
  Object.entries(SERVICES).flatMap(([prefix, levels]) =>
    Object.entries(levels).map(
      ([level, names]: readonly [string, string]) =>
        `(${literal(prefix)}, ${literal(level)}, ${literal(names)})`,
    ),
  ),
  (rows) =>
    "SELECT LOWER(v.PREFIX || ':' || a.VALUE::STRING) AS ACTION, v.PREFIX || ':' || a.VALUE::STRING AS ACTION_NAME, v.PREFIX AS SERVICE_PREFIX, v.LEVEL_NAME AS ACCESS_LEVEL\n" +
    `FROM (VALUES\n  ${rows.join(',\n  ')}\n) AS v (PREFIX, LEVEL_NAME, NAMES),\n` +
    "  LATERAL FLATTEN(INPUT => SPLIT(v.NAMES, ' ')) a",
);

const HOLDER = 'ACCOUNT_ID, PRINCIPAL_ARN, PRINCIPAL_TYPE, PRINCIPAL_NAME';

/** Actions of users and roles one by one: their patterns, and all but some, in what AWS has. */
const permittedActions: View = {
  name: 'AWS_IAM_PERMITTED_ACTIONS',
  comment:
    'AWS_IAM_PERMISSIONS action by action: a row for each that AWS_IAM_ACTIONS has and a pattern covers, less what is denied without condition. Ask for some actions or principals: administrators have a row for each.',
  columns: [
    column('ACCOUNT_ID', 'Account of the user or role.'),
    column('PRINCIPAL_ARN', 'User or role.'),
    column('PRINCIPAL_TYPE', 'user or role.'),
    column('PRINCIPAL_NAME', 'Its name.'),
    column('ACTION', 'Action in lower case; the pattern itself where it covers none that is known.'),
    column(
      'ACCESS_LEVEL',
      'List, Read, Write, Tagging or Permissions management; NULL of what is not known.',
    ),
    column('PATTERN', 'Pattern that covers it; * where the statement means all but some.'),
    column('RESOURCE', 'Pattern of resources; * where the statement means all but some.'),
    column('EXCEPT_RESOURCES', 'Resources that are not meant.'),
    column('CONDITIONS', 'none, mfa where all that is asked for is MFA, or some.'),
    column('POLICY_NAME', 'Policy that allows it.'),
    column('POLICY_ARN', 'Its ARN; NULL for one that is inline.'),
    column(
      'NOT_EVALUATED',
      'What may take away from it and was not looked at: conditions, boundary, deny (by condition, or of all but some), unread policies, scp.',
    ),
  ],
  select: (name) =>
    'WITH held AS (\n' +
    `  SELECT ${HOLDER}, ACTION, EXCEPT_ACTIONS, TO_JSON(EXCEPT_ACTIONS) AS EXCEPTS, RESOURCE, EXCEPT_RESOURCES, CONDITIONS, POLICY_NAME, POLICY_ARN, NOT_EVALUATED\n` +
    `  FROM ${name('AWS_IAM_PERMISSIONS')}\n` +
    '), denies AS (\n' +
    '  SELECT s.PRINCIPAL_ARN, a.VALUE::STRING AS PATTERN, r.VALUE::STRING AS RESOURCE\n' +
    `  FROM ${name('AWS_IAM_STATEMENTS')} s, LATERAL FLATTEN(INPUT => s.ACTIONS) a, LATERAL FLATTEN(INPUT => s.RESOURCES) r\n` +
    "  WHERE s.EFFECT = 'Deny' AND s.CONDITION IS NULL\n" +
    '), patterns AS (\n' +
    '  SELECT ACTION AS PATTERN FROM held\n' +
    '  UNION\n' +
    '  SELECT e.VALUE::STRING FROM held h, LATERAL FLATTEN(INPUT => h.EXCEPT_ACTIONS) e\n' +
    '  UNION\n' +
    '  SELECT PATTERN FROM denies\n' +
    '), meant AS (\n' +
    '  SELECT p.PATTERN, a.ACTION, a.ACCESS_LEVEL\n' +
    `  FROM patterns p JOIN ${name('AWS_IAM_ACTIONS')} a ON ${covers('p.PATTERN', 'a.ACTION')}\n` +
    '), excepted AS (\n' +
    '  SELECT x.EXCEPTS, m.ACTION\n' +
    '  FROM (SELECT h.EXCEPTS, e.VALUE::STRING AS PATTERN FROM held h, LATERAL FLATTEN(INPUT => h.EXCEPT_ACTIONS) e) x\n' +
    '  JOIN meant m ON m.PATTERN = x.PATTERN\n' +
    '  GROUP BY x.EXCEPTS, m.ACTION\n' +
    '), denied AS (\n' +
    '  SELECT h.PRINCIPAL_ARN, h.RESOURCE, m.ACTION\n' +
    '  FROM (SELECT PRINCIPAL_ARN, RESOURCE FROM held GROUP BY PRINCIPAL_ARN, RESOURCE) h\n' +
    `  JOIN denies d ON d.PRINCIPAL_ARN = h.PRINCIPAL_ARN AND ${covers('d.RESOURCE', 'h.RESOURCE')}\n` +
    '  JOIN meant m ON m.PATTERN = d.PATTERN\n' +
    '  GROUP BY h.PRINCIPAL_ARN, h.RESOURCE, m.ACTION\n' +
    ')\n' +
    `SELECT h.${HOLDER.replaceAll(', ', ', h.')}, COALESCE(m.ACTION, h.ACTION) AS ACTION, m.ACCESS_LEVEL, h.ACTION AS PATTERN,\n` +
    '  h.RESOURCE, h.EXCEPT_RESOURCES, h.CONDITIONS, h.POLICY_NAME, h.POLICY_ARN, h.NOT_EVALUATED\n' +
    'FROM held h\n' +
    'LEFT JOIN meant m ON m.PATTERN = h.ACTION\n' +
    'LEFT JOIN excepted x ON x.EXCEPTS = h.EXCEPTS AND x.ACTION = m.ACTION\n' +
    'LEFT JOIN denied d ON d.PRINCIPAL_ARN = h.PRINCIPAL_ARN AND d.RESOURCE = h.RESOURCE AND d.ACTION = m.ACTION\n' +
    'WHERE x.ACTION IS NULL AND d.ACTION IS NULL',
};

/** Views of actions one by one, in an order in which each can be made. */
export const ACTION_VIEWS: readonly View[] = [...actions, permittedActions];
