import { catalogue } from '../../aws/catalogue/index.ts';
import { policyTables, statementsViewName } from '../../detections/policy-statements.ts';
import type { View } from '../../snowflake/ddl.ts';
import { literal } from '../../snowflake/identifiers.ts';
import { column } from './pattern-sql.ts';

/** Principals outside the organization that a resource's own policy lets in; roles are resources, too. */
export const externalAccess: View = {
  name: 'AWS_EXTERNAL_ACCESS',
  comment:
    'Everybody and foreign accounts that the policies of resources let in, a row for each statement and principal, roles by their trust policies included.',
  columns: [
    column('ACCOUNT_ID', 'Account of the resource.'),
    column('REGION', 'Region of the resource; global for roles.'),
    column('RESOURCE_TABLE', 'View that has the resource.'),
    column('RESOURCE_ID', 'Resource, as that view has it.'),
    column('STATEMENT_INDEX', 'Place of the statement in the policy, from 0.'),
    column(
      'PRINCIPAL',
      'Principal as the policy has it; * is everybody, or all but those that the statement leaves out.',
    ),
    column('PRINCIPAL_ACCOUNT_ID', 'Account of the principal, where it has one.'),
    column(
      'LETS_IN',
      'everybody, foreign account, saml or oidc provider; NULL for an account of which it is not known, for the accounts of the organization were not read.',
    ),
    column(
      'IS_NARROWED',
      'Whether conditions let in certain accounts, organizations, networks, external ids or subjects only; which ones, and whether they are ours, CONDITION says.',
    ),
    column('ACTIONS', 'Actions in lower case; NULL where the statement means all but some.'),
    column('CONDITION', 'Conditions as they were written.'),
    column(
      'NOT_EVALUATED',
      'What may take away from it and was not looked at: conditions, deny, rcp, public access block.',
    ),
  ],
  select: (name) => {
    const tables = policyTables(catalogue);
    const said = tables.map(
      (table) =>
        `SELECT ACCOUNT_ID, REGION, ${literal(table.name)} AS RESOURCE_TABLE, RESOURCE_ID, STATEMENT_INDEX, EFFECT, IS_EVERYBODY, IS_NARROWED,\n` +
        "    IFF(NOT_PRINCIPAL IS NULL, AWS_PRINCIPALS, ARRAY_CONSTRUCT('*')) AS PRINCIPALS, ACTIONS, CONDITION\n" +
        `  FROM ${name(statementsViewName(table))}`,
    );
    return (
      `WITH said AS (\n  ${said.join('\n  UNION ALL\n  ')}\n), denying AS (\n` +
      "  SELECT RESOURCE_TABLE, ACCOUNT_ID, REGION, RESOURCE_ID FROM said WHERE EFFECT = 'Deny' GROUP BY RESOURCE_TABLE, ACCOUNT_ID, REGION, RESOURCE_ID\n" +
      '), principals AS (\n' +
      '  SELECT s.ACCOUNT_ID, s.REGION, s.RESOURCE_TABLE, s.RESOURCE_ID, s.STATEMENT_INDEX, s.IS_NARROWED, s.ACTIONS, s.CONDITION, p.VALUE::STRING AS PRINCIPAL,\n' +
      "    COALESCE(REGEXP_SUBSTR(p.VALUE::STRING, '^[0-9]{12}$'), NULLIF(SPLIT_PART(p.VALUE::STRING, ':', 5), '')) AS PRINCIPAL_ACCOUNT_ID\n" +
      '  FROM said s, LATERAL FLATTEN(INPUT => s.PRINCIPALS) p\n' +
      "  WHERE s.EFFECT = 'Allow'\n" +
      '), ours AS (\n' +
      `  SELECT ACCOUNT_ID FROM ${name('AWS_ACCOUNTS')} GROUP BY ACCOUNT_ID\n` +
      '), known AS (\n' +
      '  SELECT COUNT(*) AS ACCOUNTS FROM ours\n' +
      ')\n' +
      'SELECT p.ACCOUNT_ID, p.REGION, p.RESOURCE_TABLE, p.RESOURCE_ID, p.STATEMENT_INDEX, p.PRINCIPAL, p.PRINCIPAL_ACCOUNT_ID,\n' +
      "  CASE WHEN p.PRINCIPAL = '*' THEN 'everybody' WHEN k.ACCOUNTS > 0 THEN 'foreign account' END AS LETS_IN,\n" +
      '  p.IS_NARROWED, p.ACTIONS, p.CONDITION,\n' +
      "  ARRAY_CONSTRUCT_COMPACT(IFF(p.CONDITION IS NULL, NULL, 'conditions'), IFF(d.RESOURCE_ID IS NULL, NULL, 'deny'), 'rcp',\n" +
      "    IFF(p.RESOURCE_TABLE LIKE 'AWS_S3_%', 'public access block', NULL)) AS NOT_EVALUATED\n" +
      'FROM principals p\n' +
      'CROSS JOIN known k\n' +
      'LEFT JOIN ours o ON o.ACCOUNT_ID = p.PRINCIPAL_ACCOUNT_ID\n' +
      'LEFT JOIN denying d ON d.RESOURCE_TABLE = p.RESOURCE_TABLE AND d.ACCOUNT_ID = p.ACCOUNT_ID AND d.REGION = p.REGION AND d.RESOURCE_ID = p.RESOURCE_ID\n' +
      // An id of a principal that is gone has no account, and lets nobody in.
      "WHERE p.PRINCIPAL = '*' OR (p.PRINCIPAL_ACCOUNT_ID <> p.ACCOUNT_ID AND o.ACCOUNT_ID IS NULL)\n" +
      'UNION ALL\n' +
      "SELECT t.ACCOUNT_ID, t.REGION, 'AWS_IAM_ROLES', t.ROLE_ARN, t.STATEMENT_INDEX, t.PRINCIPAL, t.PRINCIPAL_ACCOUNT_ID,\n" +
      "  CASE WHEN t.TRUSTS IN ('saml', 'oidc') THEN t.TRUSTS || ' provider' ELSE t.TRUSTS END,\n" +
      "  t.ASKS_EXTERNAL_ID OR ARRAY_SIZE(t.SUBJECTS) > 0 OR ARRAYS_OVERLAP(t.CONDITION_KEYS, ARRAY_CONSTRUCT('aws:principalorgid', 'aws:principalorgpaths', 'aws:principalaccount', 'aws:principalarn', 'aws:sourceaccount', 'aws:sourcearn', 'aws:sourceip')),\n" +
      "  ARRAY_CONSTRUCT('sts:assumerole'), t.CONDITION, t.NOT_EVALUATED\n" +
      `FROM ${name('AWS_IAM_TRUST')} t\n` +
      "WHERE t.TRUSTS IN ('everybody', 'foreign account', 'saml', 'oidc') OR (t.TRUSTS IS NULL AND t.PRINCIPAL_TYPE = 'AWS')"
    );
  },
};
