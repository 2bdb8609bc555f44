import type { View } from '../../snowflake/ddl.ts';
import { column, covers } from './pattern-sql.ts';

/** Single steps from one principal to the next, of which a chain is made by joining TO_PRINCIPAL to FROM_PRINCIPAL. */
export const edges: View = {
  name: 'AWS_PRINCIPAL_EDGES',
  comment:
    'Which principal can become which role in one step: by the role’s trust policy and what the principal is allowed, by an instance profile’s service, or by Identity Center.',
  columns: [
    column('ACCOUNT_ID', 'Account of the role that is reached.'),
    column(
      'FROM_PRINCIPAL',
      'User, role, account root, service, provider or Identity Center user that can become it; * is everybody.',
    ),
    column('FROM_ACCOUNT_ID', 'Account of that, where it has one.'),
    column('FROM_TYPE', 'user, role, account, service, saml, oidc, everybody or identity center user.'),
    column('TO_PRINCIPAL', 'Role that is reached.'),
    column(
      'VIA',
      'trust: the trust policy is enough; trust and permission: the principal’s own policies allow it, too; permission set.',
    ),
    column('IS_CONDITIONAL', 'Whether the trust policy or the permission has conditions.'),
    column(
      'NOT_EVALUATED',
      'What may take away from it and was not looked at: conditions, boundary, deny, unread policies, scp, rcp; permissions, where the principal’s own are not read.',
    ),
  ],
  select: (name) =>
    'WITH trusted AS (\n' +
    '  SELECT t.ACCOUNT_ID, t.ROLE_ARN, t.PRINCIPAL, t.PRINCIPAL_ACCOUNT_ID, t.TRUSTS, t.CONDITION IS NOT NULL AS IS_CONDITIONAL, t.NOT_EVALUATED,\n' +
    "    REGEXP_LIKE(t.PRINCIPAL, '([0-9]{12}|arn:[^:]+:iam::[0-9]{12}:root)') AS IS_ACCOUNT\n" +
    `  FROM ${name('AWS_IAM_TRUST')} t\n` +
    '), principals AS (\n' +
    `  SELECT ACCOUNT_ID, ARN, 'user' AS TYPE FROM ${name('AWS_IAM_USERS')}\n` +
    '  UNION ALL\n' +
    `  SELECT ACCOUNT_ID, ARN, 'role' FROM ${name('AWS_IAM_ROLES')}\n` +
    '), read_accounts AS (\n' +
    '  SELECT ACCOUNT_ID FROM principals GROUP BY ACCOUNT_ID\n' +
    '), held AS (\n' +
    '  SELECT ACCOUNT_ID, PRINCIPAL_ARN, PRINCIPAL_TYPE, ACTION, EXCEPT_ACTIONS, TO_JSON(EXCEPT_ACTIONS) AS EXCEPTS, RESOURCE, EXCEPT_RESOURCES, CONDITIONS, NOT_EVALUATED\n' +
    `  FROM ${name('AWS_IAM_PERMISSIONS')}\n` +
    '), excepted AS (\n' +
    '  SELECT h.EXCEPTS FROM held h, LATERAL FLATTEN(INPUT => h.EXCEPT_ACTIONS) e\n' +
    `  WHERE ${covers('e.VALUE::STRING', "'sts:assumerole'")} GROUP BY h.EXCEPTS\n` +
    '), assuming AS (\n' +
    "  SELECT p.ACCOUNT_ID, p.PRINCIPAL_ARN, p.PRINCIPAL_TYPE, p.RESOURCE, p.CONDITIONS <> 'none' OR p.EXCEPT_RESOURCES IS NOT NULL AS IS_CONDITIONAL, p.NOT_EVALUATED\n" +
    '  FROM held p\n' +
    '  LEFT JOIN excepted x ON x.EXCEPTS = p.EXCEPTS\n' +
    `  WHERE x.EXCEPTS IS NULL AND ${covers('p.ACTION', "'sts:assumerole'")}\n` +
    '), allowed AS (\n' +
    '  SELECT t.ACCOUNT_ID, p.PRINCIPAL_ARN, p.ACCOUNT_ID AS FROM_ACCOUNT_ID, p.PRINCIPAL_TYPE, t.ROLE_ARN,\n' +
    '    BOOLAND_AGG(t.IS_CONDITIONAL OR p.IS_CONDITIONAL) AS IS_CONDITIONAL,\n' +
    "    BOOLOR_AGG(ARRAY_CONTAINS('boundary'::VARIANT, p.NOT_EVALUATED)) AS BOUNDARY, BOOLOR_AGG(ARRAY_CONTAINS('deny'::VARIANT, p.NOT_EVALUATED) OR ARRAY_CONTAINS('deny'::VARIANT, t.NOT_EVALUATED)) AS DENIES,\n" +
    "    BOOLOR_AGG(ARRAY_CONTAINS('unread policies'::VARIANT, p.NOT_EVALUATED)) AS LACKS\n" +
    '  FROM trusted t\n' +
    // An account or everybody is trusted: the principal's own policies decide. A user or role of another account needs both.
    '  JOIN assuming p ON p.PRINCIPAL_ARN <> t.ROLE_ARN\n' +
    "    AND (t.TRUSTS = 'everybody' OR (t.IS_ACCOUNT AND t.PRINCIPAL_ACCOUNT_ID = p.ACCOUNT_ID) OR (t.PRINCIPAL = p.PRINCIPAL_ARN AND p.ACCOUNT_ID <> t.ACCOUNT_ID))\n" +
    `    AND ${covers('p.RESOURCE', 't.ROLE_ARN')}\n` +
    '  GROUP BY t.ACCOUNT_ID, p.PRINCIPAL_ARN, p.ACCOUNT_ID, p.PRINCIPAL_TYPE, t.ROLE_ARN\n' +
    ')\n' +
    'SELECT ACCOUNT_ID, PRINCIPAL_ARN AS FROM_PRINCIPAL, FROM_ACCOUNT_ID, PRINCIPAL_TYPE AS FROM_TYPE, ROLE_ARN AS TO_PRINCIPAL,\n' +
    "  'trust and permission' AS VIA, IS_CONDITIONAL,\n" +
    "  ARRAY_CONSTRUCT_COMPACT(IFF(IS_CONDITIONAL, 'conditions', NULL), IFF(BOUNDARY, 'boundary', NULL), IFF(DENIES, 'deny', NULL), IFF(LACKS, 'unread policies', NULL), 'scp', 'rcp') AS NOT_EVALUATED\n" +
    'FROM allowed\n' +
    'UNION ALL\n' +
    // Within an account the trust policy alone lets in whom it names.
    "SELECT t.ACCOUNT_ID, t.PRINCIPAL, t.PRINCIPAL_ACCOUNT_ID, p.TYPE, t.ROLE_ARN, 'trust', t.IS_CONDITIONAL, t.NOT_EVALUATED\n" +
    'FROM trusted t JOIN principals p ON p.ARN = t.PRINCIPAL AND p.ACCOUNT_ID = t.ACCOUNT_ID\n' +
    'UNION ALL\n' +
    // Of accounts that are not read nothing is known but that they are trusted.
    'SELECT t.ACCOUNT_ID, t.PRINCIPAL, t.PRINCIPAL_ACCOUNT_ID,\n' +
    "  CASE WHEN t.TRUSTS IN ('service', 'saml', 'oidc', 'everybody') THEN t.TRUSTS WHEN t.IS_ACCOUNT THEN 'account'\n" +
    "    ELSE IFF(CONTAINS(t.PRINCIPAL, ':user/'), 'user', 'role') END,\n" +
    "  t.ROLE_ARN, 'trust', t.IS_CONDITIONAL,\n" +
    "  IFF(t.PRINCIPAL_ACCOUNT_ID IS NULL OR t.TRUSTS IN ('saml', 'oidc'), t.NOT_EVALUATED, ARRAY_APPEND(t.NOT_EVALUATED, 'permissions'))\n" +
    'FROM trusted t LEFT JOIN read_accounts a ON a.ACCOUNT_ID = t.PRINCIPAL_ACCOUNT_ID\n' +
    "WHERE COALESCE(t.TRUSTS, '') <> 'deleted principal' AND (t.TRUSTS IN ('service', 'saml', 'oidc', 'everybody') OR a.ACCOUNT_ID IS NULL)\n" +
    'UNION ALL\n' +
    "SELECT a.ACCOUNT_ID, a.USER_ID, NULL, 'identity center user', d.ROLE_ARN, 'permission set', FALSE, ARRAY_CONSTRUCT()\n" +
    `FROM (SELECT ACCOUNT_ID, USER_ID, PERMISSION_SET_ARN FROM ${name('AWS_IDENTITY_CENTER_ACCESS')} WHERE COALESCE(USER_STATUS, 'ENABLED') <> 'DISABLED' GROUP BY ACCOUNT_ID, USER_ID, PERMISSION_SET_ARN) a\n` +
    `JOIN ${name('AWS_IDENTITY_CENTER_ROLE_DRIFT')} d ON d.ACCOUNT_ID = a.ACCOUNT_ID AND d.PERMISSION_SET_ARN = a.PERMISSION_SET_ARN`,
};
