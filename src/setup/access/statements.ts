import { attachedArn, attachedName, lowered } from '../../detections/policy-sql.ts';
import type { View } from '../../snowflake/ddl.ts';
import { column } from './pattern-sql.ts';

/** Permissions of a user or role by its own policies, statement by statement. */
export const statements: View = {
  name: 'AWS_IAM_STATEMENTS',
  comment:
    'Statements of the policies of every user and role, whatever way they came: inline, attached, or by a group; its permissions boundary stands beside it.',
  columns: [
    column('ACCOUNT_ID', 'Account of the user or role.'),
    column('REGION', 'Region of its row: global.'),
    column('PRINCIPAL_ARN', 'User or role.'),
    column('PRINCIPAL_TYPE', 'user or role.'),
    column('PRINCIPAL_NAME', 'Its name.'),
    column('PATH', 'Its path; /aws-service-role/ is of those that AWS keeps.'),
    column('VIA', 'attached or inline.'),
    column('GROUP_NAME', 'Group that it comes by; NULL for what the user or role has itself.'),
    column('POLICY_NAME', 'Name of the policy.'),
    column('POLICY_ARN', 'ARN of the policy; NULL for one that is inline.'),
    column(
      'IS_KNOWN',
      'Whether the document is known; where it is not, there is this one row without a statement.',
    ),
    column('STATEMENT_INDEX', 'Place of the statement in the policy, from 0.'),
    column('SID', 'Name of the statement, where it has one.'),
    column('EFFECT', 'Allow or Deny.'),
    column('ACTIONS', 'Actions in lower case, wildcards included, always as a list.'),
    column('NOT_ACTIONS', 'Actions that it does not mean, in lower case, while it means all others.'),
    column('RESOURCES', 'Resources that it names.'),
    column('NOT_RESOURCES', 'Resources that it does not mean, while it means all others.'),
    column('CONDITION', 'Conditions as they were written.'),
    column(
      'BOUNDARY_ARN',
      'Permissions boundary of the user or role: it may do no more than that allows, too.',
    ),
    column('BOUNDARY', 'Document of the boundary; NULL where there is none or it is not known.'),
  ],
  select: (name) =>
    'WITH documents AS (\n' +
    '  SELECT p.ACCOUNT_ID, p.ARN, COALESCE(p.DOCUMENT, m.DOCUMENT) AS DOCUMENT\n' +
    `  FROM ${name('AWS_IAM_POLICIES')} p\n` +
    `  LEFT JOIN ${name('AWS_IAM_AWS_MANAGED_POLICIES')} m ON m.ARN = p.ARN\n` +
    '), holders AS (\n' +
    "  SELECT ACCOUNT_ID, ARN AS HOLDER_ARN, 'user' AS HOLDER_TYPE, NULL AS GROUP_NAME, ATTACHED_POLICIES, INLINE_POLICIES\n" +
    `  FROM ${name('AWS_IAM_USERS')}\n` +
    '  UNION ALL\n' +
    "  SELECT ACCOUNT_ID, ARN, 'role', NULL, ATTACHED_POLICIES, INLINE_POLICIES\n" +
    `  FROM ${name('AWS_IAM_ROLES')}\n` +
    '  UNION ALL\n' +
    "  SELECT ACCOUNT_ID, ARN, 'group', GROUP_NAME, ATTACHED_POLICIES, INLINE_POLICIES\n" +
    `  FROM ${name('AWS_IAM_GROUPS')}\n` +
    '), held AS (\n' +
    "  SELECT h.ACCOUNT_ID, h.HOLDER_ARN, h.HOLDER_TYPE, h.GROUP_NAME, 'inline' AS VIA, i.VALUE:PolicyName::STRING AS POLICY_NAME,\n" +
    '    NULL::STRING AS POLICY_ARN, i.VALUE:PolicyDocument AS DOCUMENT\n' +
    '  FROM holders h, LATERAL FLATTEN(INPUT => h.INLINE_POLICIES) i\n' +
    '  UNION ALL\n' +
    "  SELECT a.ACCOUNT_ID, a.HOLDER_ARN, a.HOLDER_TYPE, a.GROUP_NAME, 'attached', a.POLICY_NAME, a.POLICY_ARN, d.DOCUMENT\n" +
    '  FROM (\n' +
    `    SELECT h.ACCOUNT_ID, h.HOLDER_ARN, h.HOLDER_TYPE, h.GROUP_NAME, ${attachedName('t.VALUE')} AS POLICY_NAME, ${attachedArn('t.VALUE')} AS POLICY_ARN\n` +
    '    FROM holders h, LATERAL FLATTEN(INPUT => h.ATTACHED_POLICIES) t\n' +
    '  ) a\n' +
    '  LEFT JOIN documents d ON d.ACCOUNT_ID = a.ACCOUNT_ID AND d.ARN = a.POLICY_ARN\n' +
    '), said AS (\n' +
    '  SELECT h.ACCOUNT_ID, h.HOLDER_ARN, h.HOLDER_TYPE, h.GROUP_NAME, h.VIA, h.POLICY_NAME, h.POLICY_ARN,\n' +
    '    h.DOCUMENT IS NOT NULL AS IS_KNOWN, s.INDEX AS STATEMENT_INDEX, s.VALUE AS STATEMENT\n' +
    '  FROM held h, LATERAL FLATTEN(INPUT => TO_ARRAY(h.DOCUMENT:Statement), OUTER => TRUE) s\n' +
    '), members AS (\n' +
    '  SELECT u.ACCOUNT_ID, u.ARN, g.VALUE::STRING AS GROUP_NAME\n' +
    `  FROM ${name('AWS_IAM_USERS')} u, LATERAL FLATTEN(INPUT => u.GROUP_NAMES) g\n` +
    '), reached AS (\n' +
    '  SELECT ACCOUNT_ID, HOLDER_ARN AS PRINCIPAL_ARN, GROUP_NAME, VIA, POLICY_NAME, POLICY_ARN, IS_KNOWN, STATEMENT_INDEX, STATEMENT\n' +
    "  FROM said WHERE HOLDER_TYPE <> 'group'\n" +
    '  UNION ALL\n' +
    '  SELECT s.ACCOUNT_ID, m.ARN, s.GROUP_NAME, s.VIA, s.POLICY_NAME, s.POLICY_ARN, s.IS_KNOWN, s.STATEMENT_INDEX, s.STATEMENT\n' +
    '  FROM said s\n' +
    "  JOIN members m ON m.ACCOUNT_ID = s.ACCOUNT_ID AND m.GROUP_NAME = s.GROUP_NAME AND s.HOLDER_TYPE = 'group'\n" +
    '), principals AS (\n' +
    "  SELECT ACCOUNT_ID, REGION, ARN, 'user' AS PRINCIPAL_TYPE, USER_NAME AS PRINCIPAL_NAME, PATH, PERMISSIONS_BOUNDARY_ARN\n" +
    `  FROM ${name('AWS_IAM_USERS')}\n` +
    '  UNION ALL\n' +
    "  SELECT ACCOUNT_ID, REGION, ARN, 'role', ROLE_NAME, PATH, PERMISSIONS_BOUNDARY_ARN\n" +
    `  FROM ${name('AWS_IAM_ROLES')}\n` +
    ')\n' +
    'SELECT r.ACCOUNT_ID, p.REGION, r.PRINCIPAL_ARN, p.PRINCIPAL_TYPE, p.PRINCIPAL_NAME, p.PATH, r.VIA, r.GROUP_NAME, r.POLICY_NAME, r.POLICY_ARN,\n' +
    '  r.IS_KNOWN, r.STATEMENT_INDEX, r.STATEMENT:Sid::STRING AS SID, r.STATEMENT:Effect::STRING AS EFFECT,\n' +
    `  ${lowered('r.STATEMENT:Action')} AS ACTIONS, ${lowered('r.STATEMENT:NotAction')} AS NOT_ACTIONS,\n` +
    '  TO_ARRAY(r.STATEMENT:Resource) AS RESOURCES, TO_ARRAY(r.STATEMENT:NotResource) AS NOT_RESOURCES, r.STATEMENT:Condition AS CONDITION,\n' +
    '  p.PERMISSIONS_BOUNDARY_ARN AS BOUNDARY_ARN, COALESCE(d.DOCUMENT, m.DOCUMENT) AS BOUNDARY\n' +
    'FROM reached r\n' +
    'JOIN principals p ON p.ACCOUNT_ID = r.ACCOUNT_ID AND p.ARN = r.PRINCIPAL_ARN\n' +
    'LEFT JOIN documents d ON d.ACCOUNT_ID = p.ACCOUNT_ID AND d.ARN = p.PERMISSIONS_BOUNDARY_ARN\n' +
    `LEFT JOIN ${name('AWS_IAM_AWS_MANAGED_POLICIES')} m ON m.ARN = p.PERMISSIONS_BOUNDARY_ARN`,
};
