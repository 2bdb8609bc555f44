import { attachedName } from '../../detections/policy-sql.ts';
import type { View } from '../../snowflake/ddl.ts';
import { column } from './pattern-sql.ts';

/** Roles of Identity Center against the permission sets that they come from. */
export const roleDrift: View = {
  name: 'AWS_IDENTITY_CENTER_ROLE_DRIFT',
  comment:
    'Roles that Identity Center has made in accounts, each with whether it still is what its permission set says: changed by hand, left over, or as it should be.',
  columns: [
    column('ACCOUNT_ID', 'Account of the role.'),
    column('REGION', 'Region of its row: global.'),
    column('ROLE_ARN', 'Role.'),
    column('ROLE_NAME', 'Its name: AWSReservedSSO_, the permission set, and what AWS adds.'),
    column('PERMISSION_SET_NAME', 'Permission set, as the name of the role has it.'),
    column('PERMISSION_SET_ARN', 'That set; NULL where there is none of that name.'),
    column(
      'DRIFT',
      'none, set is gone, not assigned, policies differ or inline policy differs; NULL where the permission sets were not read.',
    ),
    column('MISSING_POLICIES', 'Names of managed policies that the set has and the role has not.'),
    column('ADDED_POLICIES', 'Names of managed policies that the role has and the set has not.'),
    column('NOT_EVALUATED', 'What was not compared: boundary, trust policy.'),
  ],
  select: (name) =>
    'WITH roles AS (\n' +
    '  SELECT r.ACCOUNT_ID, r.REGION, r.ARN AS ROLE_ARN, r.ROLE_NAME, r.ATTACHED_POLICIES, r.INLINE_POLICIES,\n' +
    "    REGEXP_SUBSTR(r.ROLE_NAME, '^AWSReservedSSO_(.+)_[0-9a-f]{16}$', 1, 1, 'e', 1) AS PERMISSION_SET_NAME\n" +
    `  FROM ${name('AWS_IAM_ROLES')} r\n` +
    "  WHERE STARTSWITH(r.PATH, '/aws-reserved/sso.amazonaws.com/')\n" +
    '), sets AS (\n' +
    '  SELECT p.PERMISSION_SET_ARN, p.NAME, p.INLINE_POLICY, p.MANAGED_POLICIES, p.CUSTOMER_MANAGED_POLICIES\n' +
    `  FROM ${name('AWS_IDENTITY_CENTER_PERMISSION_SETS')} p\n` +
    '), known AS (\n' +
    '  SELECT COUNT(*) AS SETS FROM sets\n' +
    '), assigned AS (\n' +
    `  SELECT ACCOUNT_ID, PERMISSION_SET_ARN FROM ${name('AWS_IDENTITY_CENTER_ACCOUNT_ASSIGNMENTS')} GROUP BY ACCOUNT_ID, PERMISSION_SET_ARN\n` +
    '), wanted AS (\n' +
    "  SELECT s.PERMISSION_SET_ARN, SPLIT_PART(m.VALUE:Arn::STRING, '/', -1) AS POLICY_NAME FROM sets s, LATERAL FLATTEN(INPUT => s.MANAGED_POLICIES) m\n" +
    '  UNION\n' +
    '  SELECT s.PERMISSION_SET_ARN, c.VALUE:Name::STRING FROM sets s, LATERAL FLATTEN(INPUT => s.CUSTOMER_MANAGED_POLICIES) c\n' +
    '), pairs AS (\n' +
    '  SELECT r.ROLE_ARN, s.PERMISSION_SET_ARN FROM roles r JOIN sets s ON s.NAME = r.PERMISSION_SET_NAME\n' +
    '), had AS (\n' +
    `  SELECT r.ROLE_ARN, ${attachedName('a.VALUE')} AS POLICY_NAME FROM roles r, LATERAL FLATTEN(INPUT => r.ATTACHED_POLICIES) a\n` +
    '), expected AS (\n' +
    '  SELECT p.ROLE_ARN, w.POLICY_NAME FROM pairs p JOIN wanted w ON w.PERMISSION_SET_ARN = p.PERMISSION_SET_ARN\n' +
    '), missing AS (\n' +
    '  SELECT e.ROLE_ARN, ARRAY_UNIQUE_AGG(e.POLICY_NAME) AS NAMES\n' +
    '  FROM expected e LEFT JOIN had h ON h.ROLE_ARN = e.ROLE_ARN AND h.POLICY_NAME = e.POLICY_NAME\n' +
    '  WHERE h.POLICY_NAME IS NULL GROUP BY e.ROLE_ARN\n' +
    '), added AS (\n' +
    '  SELECT h.ROLE_ARN, ARRAY_UNIQUE_AGG(h.POLICY_NAME) AS NAMES\n' +
    '  FROM had h JOIN pairs p ON p.ROLE_ARN = h.ROLE_ARN\n' +
    '  LEFT JOIN expected e ON e.ROLE_ARN = h.ROLE_ARN AND e.POLICY_NAME = h.POLICY_NAME\n' +
    '  WHERE e.POLICY_NAME IS NULL GROUP BY h.ROLE_ARN\n' +
    ')\n' +
    'SELECT r.ACCOUNT_ID, r.REGION, r.ROLE_ARN, r.ROLE_NAME, r.PERMISSION_SET_NAME, s.PERMISSION_SET_ARN,\n' +
    '  CASE\n' +
    '    WHEN k.SETS = 0 THEN NULL\n' +
    "    WHEN s.PERMISSION_SET_ARN IS NULL THEN 'set is gone'\n" +
    "    WHEN a.ACCOUNT_ID IS NULL THEN 'not assigned'\n" +
    "    WHEN m.ROLE_ARN IS NOT NULL OR d.ROLE_ARN IS NOT NULL THEN 'policies differ'\n" +
    "    WHEN COALESCE(ARRAY_SIZE(r.INLINE_POLICIES), 0) > 1 OR COALESCE(TO_JSON(r.INLINE_POLICIES[0]['PolicyDocument']), '') <> COALESCE(TO_JSON(s.INLINE_POLICY), '') THEN 'inline policy differs'\n" +
    "    ELSE 'none'\n" +
    '  END AS DRIFT,\n' +
    '  COALESCE(m.NAMES, ARRAY_CONSTRUCT()) AS MISSING_POLICIES, COALESCE(d.NAMES, ARRAY_CONSTRUCT()) AS ADDED_POLICIES,\n' +
    "  ARRAY_CONSTRUCT('boundary', 'trust policy') AS NOT_EVALUATED\n" +
    'FROM roles r\n' +
    'CROSS JOIN known k\n' +
    'LEFT JOIN sets s ON s.NAME = r.PERMISSION_SET_NAME\n' +
    'LEFT JOIN assigned a ON a.ACCOUNT_ID = r.ACCOUNT_ID AND a.PERMISSION_SET_ARN = s.PERMISSION_SET_ARN\n' +
    'LEFT JOIN missing m ON m.ROLE_ARN = r.ROLE_ARN\n' +
    'LEFT JOIN added d ON d.ROLE_ARN = r.ROLE_ARN',
};
