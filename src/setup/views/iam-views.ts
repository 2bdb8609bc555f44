import { leavesOpen } from '../../detections/policy-sql.ts';
import { ASKING_OPERATORS } from '../../detections/policy-statements.ts';
import type { View } from '../../snowflake/ddl.ts';
import { literal } from '../../snowflake/identifiers.ts';

const STATEMENT = 'ACCOUNT_ID, ROLE_ARN, STATEMENT_INDEX';

/** View of those that may take a role: a row for each principal of each statement that allows. */
export const trust: View = {
  name: 'AWS_IAM_TRUST',
  comment:
    'Principals that the trust policies of roles name, one row each, with what kind of stranger or friend they are and what they are asked for.',
  columns: [
    { name: 'ACCOUNT_ID', comment: 'Account of the role.' },
    { name: 'REGION', comment: 'Region of its row: global.' },
    { name: 'ROLE_ARN', comment: 'Role.' },
    { name: 'ROLE_NAME', comment: 'Name of the role.' },
    { name: 'PATH', comment: 'Path of the role; /aws-service-role/ is of those that AWS keeps.' },
    { name: 'STATEMENT_INDEX', comment: 'Place of the statement in the policy, from 0.' },
    { name: 'PRINCIPAL_TYPE', comment: 'AWS, Service, Federated or CanonicalUser.' },
    { name: 'PRINCIPAL', comment: 'Principal as the policy has it; * is everybody.' },
    { name: 'PRINCIPAL_ACCOUNT_ID', comment: 'Account of the principal, where it has one.' },
    {
      name: 'TRUSTS',
      comment:
        'everybody, own account, organization, foreign account, service, saml, oidc or deleted principal; NULL where the accounts of the organization were not read.',
    },
    {
      name: 'CONDITION_KEYS',
      comment: 'Keys in lower case that a request must have with certain values, or it is refused.',
    },
    { name: 'SUBJECTS', comment: 'Subjects that a token may have; empty where the policy asks for none.' },
    { name: 'ASKS_EXTERNAL_ID', comment: 'Whether the caller must know an external id.' },
    { name: 'CONDITION', comment: 'Conditions as they were written.' },
    {
      name: 'NOT_EVALUATED',
      comment: 'What may take away from it and was not looked at: conditions, deny, scp, rcp.',
    },
  ],
  select: (name) =>
    'WITH statements AS (\n' +
    '  SELECT r.ACCOUNT_ID, r.REGION, r.ARN AS ROLE_ARN, r.ROLE_NAME, r.PATH, s.INDEX AS STATEMENT_INDEX,\n' +
    '    s.VALUE:Effect::STRING AS EFFECT, s.VALUE:Condition AS CONDITION,\n' +
    // Whoever is allowed by NotPrincipal is everybody but a few.
    "    IFF(TYPEOF(s.VALUE:Principal) = 'OBJECT', s.VALUE:Principal, OBJECT_CONSTRUCT('AWS', COALESCE(s.VALUE:Principal, '*'::VARIANT))) AS PRINCIPALS\n" +
    `  FROM ${name('AWS_IAM_ROLES')} r, LATERAL FLATTEN(INPUT => TO_ARRAY(r.TRUST_POLICY:Statement)) s\n` +
    '), asked AS (\n' +
    '  SELECT s.ACCOUNT_ID, s.ROLE_ARN, s.STATEMENT_INDEX, LOWER(k.KEY) AS CONDITION_KEY, ANY_VALUE(k.VALUE) AS CONDITION_VALUE\n' +
    '  FROM statements s, LATERAL FLATTEN(INPUT => s.CONDITION) o, LATERAL FLATTEN(INPUT => o.VALUE) k,\n' +
    '    LATERAL FLATTEN(INPUT => TO_ARRAY(k.VALUE)) v\n' +
    `  WHERE REGEXP_LIKE(LOWER(o.KEY), ${literal(ASKING_OPERATORS)})\n` +
    '  GROUP BY s.ACCOUNT_ID, s.ROLE_ARN, s.STATEMENT_INDEX, o.KEY, k.KEY\n' +
    `  HAVING NOT BOOLOR_AGG(${leavesOpen('LOWER(k.KEY)', 'v.VALUE')})\n` +
    '), keys AS (\n' +
    `  SELECT ${STATEMENT}, ARRAY_UNIQUE_AGG(CONDITION_KEY) AS CONDITION_KEYS\n` +
    `  FROM asked GROUP BY ${STATEMENT}\n` +
    '), subjects AS (\n' +
    '  SELECT a.ACCOUNT_ID, a.ROLE_ARN, a.STATEMENT_INDEX, ARRAY_UNIQUE_AGG(v.VALUE::STRING) AS SUBJECTS\n' +
    '  FROM asked a, LATERAL FLATTEN(INPUT => TO_ARRAY(a.CONDITION_VALUE)) v\n' +
    "  WHERE a.CONDITION_KEY LIKE '%:sub'\n" +
    '  GROUP BY a.ACCOUNT_ID, a.ROLE_ARN, a.STATEMENT_INDEX\n' +
    '), denied AS (\n' +
    "  SELECT ACCOUNT_ID, ROLE_ARN FROM statements WHERE EFFECT = 'Deny' GROUP BY ACCOUNT_ID, ROLE_ARN\n" +
    '), principals AS (\n' +
    '  SELECT s.ACCOUNT_ID, s.REGION, s.ROLE_ARN, s.ROLE_NAME, s.PATH, s.STATEMENT_INDEX, s.CONDITION,\n' +
    '    p.KEY AS PRINCIPAL_TYPE, v.VALUE::STRING AS PRINCIPAL,\n' +
    "    COALESCE(REGEXP_SUBSTR(v.VALUE::STRING, '^[0-9]{12}$'), NULLIF(SPLIT_PART(v.VALUE::STRING, ':', 5), '')) AS PRINCIPAL_ACCOUNT_ID\n" +
    '  FROM statements s, LATERAL FLATTEN(INPUT => s.PRINCIPALS) p, LATERAL FLATTEN(INPUT => TO_ARRAY(p.VALUE)) v\n' +
    "  WHERE s.EFFECT = 'Allow'\n" +
    '), ours AS (\n' +
    `  SELECT ACCOUNT_ID FROM ${name('AWS_ACCOUNTS')} GROUP BY ACCOUNT_ID\n` +
    '), known AS (\n' +
    '  SELECT COUNT(*) AS ACCOUNTS FROM ours\n' +
    ')\n' +
    'SELECT p.ACCOUNT_ID, p.REGION, p.ROLE_ARN, p.ROLE_NAME, p.PATH, p.STATEMENT_INDEX, p.PRINCIPAL_TYPE, p.PRINCIPAL, p.PRINCIPAL_ACCOUNT_ID,\n' +
    '  CASE\n' +
    "    WHEN p.PRINCIPAL_TYPE = 'Service' THEN 'service'\n" +
    "    WHEN p.PRINCIPAL_TYPE = 'Federated' THEN IFF(CONTAINS(p.PRINCIPAL, ':saml-provider/'), 'saml', 'oidc')\n" +
    "    WHEN p.PRINCIPAL = '*' THEN 'everybody'\n" +
    // AWS puts the id of a user or role in the place of one that is gone.
    "    WHEN p.PRINCIPAL_ACCOUNT_ID IS NULL THEN 'deleted principal'\n" +
    "    WHEN p.PRINCIPAL_ACCOUNT_ID = p.ACCOUNT_ID THEN 'own account'\n" +
    "    WHEN o.ACCOUNT_ID IS NOT NULL THEN 'organization'\n" +
    "    WHEN n.ACCOUNTS > 0 THEN 'foreign account'\n" +
    '  END AS TRUSTS,\n' +
    '  COALESCE(k.CONDITION_KEYS, ARRAY_CONSTRUCT()) AS CONDITION_KEYS, COALESCE(j.SUBJECTS, ARRAY_CONSTRUCT()) AS SUBJECTS,\n' +
    "  COALESCE(ARRAY_CONTAINS('sts:externalid'::VARIANT, k.CONDITION_KEYS), FALSE) AS ASKS_EXTERNAL_ID, p.CONDITION,\n" +
    "  ARRAY_CONSTRUCT_COMPACT(IFF(p.CONDITION IS NULL, NULL, 'conditions'), IFF(d.ROLE_ARN IS NULL, NULL, 'deny'), 'scp', 'rcp') AS NOT_EVALUATED\n" +
    'FROM principals p\n' +
    'CROSS JOIN known n\n' +
    'LEFT JOIN ours o ON o.ACCOUNT_ID = p.PRINCIPAL_ACCOUNT_ID\n' +
    'LEFT JOIN keys k ON k.ACCOUNT_ID = p.ACCOUNT_ID AND k.ROLE_ARN = p.ROLE_ARN AND k.STATEMENT_INDEX = p.STATEMENT_INDEX\n' +
    'LEFT JOIN subjects j ON j.ACCOUNT_ID = p.ACCOUNT_ID AND j.ROLE_ARN = p.ROLE_ARN AND j.STATEMENT_INDEX = p.STATEMENT_INDEX\n' +
    'LEFT JOIN denied d ON d.ACCOUNT_ID = p.ACCOUNT_ID AND d.ROLE_ARN = p.ROLE_ARN',
};
