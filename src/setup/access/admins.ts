import { lowered } from '../../detections/policy-sql.ts';
import type { View } from '../../snowflake/ddl.ts';
import { column } from './pattern-sql.ts';

/** Names under which AWS keeps the policy that allows everything. */
const EVERYTHING = "'%:iam::aws:policy/AdministratorAccess'";

/**
 * Principals that may do everything: users and roles by their policies, people by a permission set of Identity Center.
 */
export const admins: View = {
  name: 'AWS_ADMIN_PRINCIPALS',
  comment:
    'Users, roles and people of Identity Center that may do everything in an account, with the policy that says so; the root user, who always may, is not in it.',
  columns: [
    column('ACCOUNT_ID', 'Account in which it may do everything.'),
    column('PRINCIPAL_TYPE', 'user, role or identity center user.'),
    column('PRINCIPAL', 'ARN of the user or role; id of the Identity Center user.'),
    column('PRINCIPAL_NAME', 'Its name; NULL for an Identity Center user who was deleted.'),
    column('VIA', 'attached, inline or permission set.'),
    column('GROUP_NAME', 'Group that it comes by, if any.'),
    column('POLICY_NAME', 'Policy, or permission set, that allows it.'),
    column('POLICY_ARN', 'Its ARN; NULL for one that is inline.'),
    column('CONDITIONS', 'none, mfa where all that is asked for is MFA, or some.'),
    column(
      'NOT_EVALUATED',
      'What may take away from it and was not looked at: conditions, boundary, deny, unread policies, scp; customer policies of a permission set, which are each account’s own.',
    ),
  ],
  select: (name) =>
    'WITH sets AS (\n' +
    '  SELECT p.CONNECTION, p.ACCOUNT_ID, p.PERMISSION_SET_ARN, p.PERMISSIONS_BOUNDARY IS NOT NULL AS HAS_BOUNDARY,\n' +
    '    COALESCE(ARRAY_SIZE(p.CUSTOMER_MANAGED_POLICIES), 0) > 0 AS HAS_OWN, p.INLINE_POLICY\n' +
    `  FROM ${name('AWS_IDENTITY_CENTER_PERMISSION_SETS')} p\n` +
    '), managed AS (\n' +
    '  SELECT p.CONNECTION, p.ACCOUNT_ID, p.PERMISSION_SET_ARN\n' +
    `  FROM ${name('AWS_IDENTITY_CENTER_PERMISSION_SETS')} p, LATERAL FLATTEN(INPUT => p.MANAGED_POLICIES) m\n` +
    `  WHERE m.VALUE:Arn::STRING LIKE ${EVERYTHING}\n` +
    '), said AS (\n' +
    '  SELECT s.CONNECTION, s.ACCOUNT_ID, s.PERMISSION_SET_ARN, t.VALUE:Effect::STRING AS EFFECT, t.VALUE:Condition AS CONDITION,\n' +
    `    ${lowered('t.VALUE:Action')} AS ACTIONS, TO_ARRAY(t.VALUE:Resource) AS RESOURCES\n` +
    '  FROM sets s, LATERAL FLATTEN(INPUT => TO_ARRAY(s.INLINE_POLICY:Statement)) t\n' +
    '), everything AS (\n' +
    "  SELECT CONNECTION, ACCOUNT_ID, PERMISSION_SET_ARN, 'none' AS CONDITIONS FROM managed\n" +
    '  UNION\n' +
    "  SELECT CONNECTION, ACCOUNT_ID, PERMISSION_SET_ARN, IFF(CONDITION IS NULL, 'none', 'some') FROM said\n" +
    "  WHERE EFFECT = 'Allow' AND ARRAYS_OVERLAP(ACTIONS, ARRAY_CONSTRUCT('*', '*:*')) AND ARRAY_CONTAINS('*'::VARIANT, RESOURCES)\n" +
    '), denying AS (\n' +
    "  SELECT CONNECTION, ACCOUNT_ID, PERMISSION_SET_ARN FROM said WHERE EFFECT = 'Deny' GROUP BY CONNECTION, ACCOUNT_ID, PERMISSION_SET_ARN\n" +
    ')\n' +
    'SELECT ACCOUNT_ID, PRINCIPAL_TYPE, PRINCIPAL_ARN AS PRINCIPAL, PRINCIPAL_NAME, VIA, GROUP_NAME, POLICY_NAME, POLICY_ARN, CONDITIONS, NOT_EVALUATED\n' +
    `FROM ${name('AWS_IAM_PERMISSIONS')}\n` +
    "WHERE ACTION IN ('*', '*:*') AND EXCEPT_ACTIONS IS NULL AND RESOURCE = '*' AND EXCEPT_RESOURCES IS NULL\n" +
    'UNION ALL\n' +
    "SELECT a.ACCOUNT_ID, 'identity center user', a.USER_ID, a.USER_NAME, 'permission set', a.GROUP_NAME, a.PERMISSION_SET_NAME, a.PERMISSION_SET_ARN, e.CONDITIONS,\n" +
    "  ARRAY_CONSTRUCT_COMPACT(IFF(e.CONDITIONS = 'none', NULL, 'conditions'), IFF(s.HAS_BOUNDARY, 'boundary', NULL),\n" +
    "    IFF(d.PERMISSION_SET_ARN IS NULL, NULL, 'deny'), IFF(s.HAS_OWN, 'customer policies', NULL), 'scp')\n" +
    `FROM ${name('AWS_IDENTITY_CENTER_ACCESS')} a\n` +
    'JOIN sets s ON s.CONNECTION = a.CONNECTION AND s.ACCOUNT_ID = a.SOURCE_ACCOUNT_ID AND s.PERMISSION_SET_ARN = a.PERMISSION_SET_ARN\n' +
    'JOIN everything e ON e.CONNECTION = s.CONNECTION AND e.ACCOUNT_ID = s.ACCOUNT_ID AND e.PERMISSION_SET_ARN = s.PERMISSION_SET_ARN\n' +
    'LEFT JOIN denying d ON d.CONNECTION = s.CONNECTION AND d.ACCOUNT_ID = s.ACCOUNT_ID AND d.PERMISSION_SET_ARN = s.PERMISSION_SET_ARN\n' +
    // A disabled user gets in nowhere.
    "WHERE COALESCE(a.USER_STATUS, 'ENABLED') <> 'DISABLED'",
};
