import type { View } from '../../snowflake/ddl.ts';
import { barredClauses } from './limits.ts';
import { column, coversPattern } from './pattern-sql.ts';

const PRINCIPAL = 'ACCOUNT_ID, REGION, PRINCIPAL_ARN, PRINCIPAL_TYPE, PRINCIPAL_NAME, PATH';

const MFA = 'LOWER(TO_JSON(s.CONDITION)) LIKE \'{"bool%":{"aws:multifactorauthpresent":%true%}}\'';

/** Actions and resources of users and roles, pattern by pattern, less what is denied them for certain. */
export const permissions: View = {
  name: 'AWS_IAM_PERMISSIONS',
  comment:
    'What the policies of users and roles allow: a row for each principal, pattern of actions, pattern of resources and policy; what a statement of theirs, their boundary or an SCP denies whole, or does not allow at all, is left out.',
  columns: [
    column('ACCOUNT_ID', 'Account of the user or role.'),
    column('REGION', 'Region of its row: global.'),
    column('PRINCIPAL_ARN', 'User or role.'),
    column('PRINCIPAL_TYPE', 'user or role.'),
    column('PRINCIPAL_NAME', 'Its name.'),
    column('PATH', 'Its path.'),
    column('ACTION', 'Pattern of actions in lower case; * where the statement means all but some.'),
    column('EXCEPT_ACTIONS', 'Actions that are not meant; NULL where the statement names those that are.'),
    column('RESOURCE', 'Pattern of resources; * where the statement means all but some.'),
    column(
      'EXCEPT_RESOURCES',
      'Resources that are not meant; NULL where the statement names those that are.',
    ),
    column('CONDITIONS', 'none, mfa where all that is asked for is MFA, or some.'),
    column('CONDITION', 'Conditions as they were written.'),
    column('VIA', 'attached or inline.'),
    column('GROUP_NAME', 'Group that it comes by, if any.'),
    column('POLICY_NAME', 'Policy that allows it.'),
    column('POLICY_ARN', 'Its ARN; NULL for one that is inline.'),
    column('BOUNDARY_ARN', 'Permissions boundary, if any.'),
    column(
      'NOT_EVALUATED',
      'What may take away from it and was not looked at: conditions, boundary, deny (statements that deny a part, or by condition), unread policies, scp.',
    ),
  ],
  select: (name) =>
    `WITH statements AS (\n  SELECT * FROM ${name('AWS_IAM_STATEMENTS')}\n), allowed AS (\n` +
    `  SELECT s.${PRINCIPAL.replaceAll(', ', ', s.')}, a.VALUE::STRING AS ACTION, s.NOT_ACTIONS AS EXCEPT_ACTIONS,\n` +
    '    r.VALUE::STRING AS RESOURCE, s.NOT_RESOURCES AS EXCEPT_RESOURCES,\n' +
    `    CASE WHEN s.CONDITION IS NULL THEN 'none' WHEN ${MFA} THEN 'mfa' ELSE 'some' END AS CONDITIONS, s.CONDITION,\n` +
    '    s.VIA, s.GROUP_NAME, s.POLICY_NAME, s.POLICY_ARN, s.BOUNDARY_ARN\n' +
    '  FROM statements s,\n' +
    "    LATERAL FLATTEN(INPUT => COALESCE(s.ACTIONS, ARRAY_CONSTRUCT('*'))) a,\n" +
    "    LATERAL FLATTEN(INPUT => COALESCE(s.RESOURCES, ARRAY_CONSTRUCT('*'))) r\n" +
    "  WHERE s.EFFECT = 'Allow'\n" +
    '), denies AS (\n' +
    '  SELECT s.ACCOUNT_ID, s.PRINCIPAL_ARN, a.VALUE::STRING AS ACTION, r.VALUE::STRING AS RESOURCE\n' +
    '  FROM statements s, LATERAL FLATTEN(INPUT => s.ACTIONS) a, LATERAL FLATTEN(INPUT => s.RESOURCES) r\n' +
    "  WHERE s.EFFECT = 'Deny' AND s.CONDITION IS NULL\n" +
    '), denied AS (\n' +
    '  SELECT a.ACCOUNT_ID, a.PRINCIPAL_ARN, a.ACTION, a.RESOURCE\n' +
    '  FROM allowed a\n' +
    `  JOIN denies d ON d.ACCOUNT_ID = a.ACCOUNT_ID AND d.PRINCIPAL_ARN = a.PRINCIPAL_ARN AND ${coversPattern('d.ACTION', 'a.ACTION')} AND ${coversPattern('d.RESOURCE', 'a.RESOURCE')}\n` +
    '  GROUP BY a.ACCOUNT_ID, a.PRINCIPAL_ARN, a.ACTION, a.RESOURCE\n' +
    '), facts AS (\n' +
    "  SELECT ACCOUNT_ID, PRINCIPAL_ARN, COUNT_IF(EFFECT = 'Deny') > 0 AS DENIES, COUNT_IF(NOT IS_KNOWN) > 0 AS LACKS\n" +
    '  FROM statements GROUP BY ACCOUNT_ID, PRINCIPAL_ARN\n' +
    `), ${barredClauses(name).join(', ')}\n` +
    `SELECT a.${PRINCIPAL.replaceAll(', ', ', a.')}, a.ACTION, a.EXCEPT_ACTIONS, a.RESOURCE, a.EXCEPT_RESOURCES, a.CONDITIONS, a.CONDITION,\n` +
    '  a.VIA, a.GROUP_NAME, a.POLICY_NAME, a.POLICY_ARN, a.BOUNDARY_ARN,\n' +
    "  ARRAY_CONSTRUCT_COMPACT(IFF(a.CONDITION IS NULL, NULL, 'conditions'), IFF(a.BOUNDARY_ARN IS NULL, NULL, 'boundary'),\n" +
    "    IFF(f.DENIES, 'deny', NULL), IFF(f.LACKS, 'unread policies', NULL), 'scp') AS NOT_EVALUATED\n" +
    'FROM allowed a\n' +
    'JOIN facts f ON f.ACCOUNT_ID = a.ACCOUNT_ID AND f.PRINCIPAL_ARN = a.PRINCIPAL_ARN\n' +
    'LEFT JOIN denied d ON d.ACCOUNT_ID = a.ACCOUNT_ID AND d.PRINCIPAL_ARN = a.PRINCIPAL_ARN AND d.ACTION = a.ACTION AND d.RESOURCE = a.RESOURCE\n' +
    'LEFT JOIN barred b ON b.ACCOUNT_ID = a.ACCOUNT_ID AND b.LIMIT_ID = a.BOUNDARY_ARN AND b.ACTION = a.ACTION AND b.RESOURCE = a.RESOURCE\n' +
    // What AWS keeps for its services no SCP binds.
    "LEFT JOIN barred_by_scp g ON g.ACCOUNT_ID = a.ACCOUNT_ID AND g.ACTION = a.ACTION AND g.RESOURCE = a.RESOURCE AND NOT STARTSWITH(a.PATH, '/aws-service-role/')\n" +
    'WHERE d.ACTION IS NULL AND b.ACTION IS NULL AND g.ACTION IS NULL',
};
