import { lowered } from '../../detections/policy-sql.ts';
import type { View } from '../../snowflake/ddl.ts';
import { column } from './pattern-sql.ts';

/** Guardrails of the organization, flattened: every statement that reaches an account, with where it hangs. */
export const guardrails: View = {
  name: 'AWS_ORGANIZATION_GUARDRAILS',
  comment:
    'Statements of service and resource control policies that reach each account, from the root, its units and the account itself: at each level something must allow, and nothing may deny.',
  columns: [
    column('ACCOUNT_ID', 'Account that the statement reaches.'),
    column('SOURCE_ACCOUNT_ID', 'Account that the organization was read in.'),
    column('APPLIES', 'False for the management account, which no such policy binds.'),
    column('POLICY_TYPE', 'SERVICE_CONTROL_POLICY or RESOURCE_CONTROL_POLICY.'),
    column('POLICY_ID', 'Policy.'),
    column('POLICY_NAME', 'Its name.'),
    column('AWS_MANAGED', 'Whether AWS wrote it.'),
    column('TARGET_ID', 'Root, unit or account that the policy hangs on.'),
    column('TARGET_TYPE', 'ROOT, ORGANIZATIONAL_UNIT or ACCOUNT.'),
    column('LEVEL', 'How far below the root that is: 0 is the root; the account has the highest.'),
    column(
      'STATEMENT_INDEX',
      'Place of the statement in the policy, from 0; NULL where the document is not known.',
    ),
    column('SID', 'Name of the statement, where it has one.'),
    column('EFFECT', 'Allow or Deny.'),
    column('ACTIONS', 'Actions in lower case, wildcards included.'),
    column('NOT_ACTIONS', 'Actions that it does not mean, in lower case, while it means all others.'),
    column('RESOURCES', 'Resources that it names.'),
    column('NOT_RESOURCES', 'Resources that it does not mean, while it means all others.'),
    column('PRINCIPAL', 'Principals of a resource control policy, as they were written.'),
    column('CONDITION', 'Conditions as they were written.'),
    column('NOT_EVALUATED', 'What may take away from it and was not looked at: conditions; unread policies.'),
  ],
  select: (name) =>
    'WITH places AS (\n' +
    '  SELECT a.SOURCE_ACCOUNT_ID, a.ACCOUNT_ID, a.MANAGEMENT_ACCOUNT_ID, i.VALUE::STRING AS TARGET_ID, i.INDEX AS LEVEL\n' +
    `  FROM ${name('AWS_ACCOUNTS')} a, LATERAL FLATTEN(INPUT => a.OU_IDS) i\n` +
    '  UNION ALL\n' +
    '  SELECT a.SOURCE_ACCOUNT_ID, a.ACCOUNT_ID, a.MANAGEMENT_ACCOUNT_ID, a.ACCOUNT_ID, ARRAY_SIZE(a.OU_IDS)\n' +
    `  FROM ${name('AWS_ACCOUNTS')} a\n` +
    '), hung AS (\n' +
    '  SELECT l.ACCOUNT_ID, l.SOURCE_ACCOUNT_ID, l.ACCOUNT_ID <> l.MANAGEMENT_ACCOUNT_ID AS APPLIES, t.POLICY_TYPE, t.POLICY_ID, t.POLICY_NAME,\n' +
    '    p.AWS_MANAGED, t.TARGET_ID, t.TARGET_TYPE, l.LEVEL, p.CONTENT\n' +
    '  FROM places l\n' +
    `  JOIN ${name('AWS_ORGANIZATIONS_POLICY_TARGETS')} t ON t.ACCOUNT_ID = l.SOURCE_ACCOUNT_ID AND t.TARGET_ID = l.TARGET_ID\n` +
    `  LEFT JOIN ${name('AWS_ORGANIZATIONS_POLICIES')} p ON p.ACCOUNT_ID = t.ACCOUNT_ID AND p.POLICY_ID = t.POLICY_ID\n` +
    "  WHERE t.POLICY_TYPE IN ('SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY')\n" +
    ')\n' +
    'SELECT h.ACCOUNT_ID, h.SOURCE_ACCOUNT_ID, h.APPLIES, h.POLICY_TYPE, h.POLICY_ID, h.POLICY_NAME, h.AWS_MANAGED, h.TARGET_ID, h.TARGET_TYPE, h.LEVEL,\n' +
    '  s.INDEX AS STATEMENT_INDEX, s.VALUE:Sid::STRING AS SID, s.VALUE:Effect::STRING AS EFFECT,\n' +
    `  ${lowered('s.VALUE:Action')} AS ACTIONS, ${lowered('s.VALUE:NotAction')} AS NOT_ACTIONS,\n` +
    '  TO_ARRAY(s.VALUE:Resource) AS RESOURCES, TO_ARRAY(s.VALUE:NotResource) AS NOT_RESOURCES, s.VALUE:Principal AS PRINCIPAL, s.VALUE:Condition AS CONDITION,\n' +
    "  ARRAY_CONSTRUCT_COMPACT(IFF(s.VALUE:Condition IS NULL, NULL, 'conditions'), IFF(s.INDEX IS NULL, 'unread policies', NULL)) AS NOT_EVALUATED\n" +
    'FROM hung h, LATERAL FLATTEN(INPUT => TO_ARRAY(h.CONTENT:Statement), OUTER => TRUE) s',
};
