/*
title: Roles Anywhere profiles narrow their sessions
severity: medium
per: resource
resource_type: AWS::RolesAnywhere::Profile
reads: [rolesanywhere.profiles]
needs: [Properties]
why: Whoever has a certificate of a trust anchor, and its key, gets all that the roles of the profile may, from anywhere.
remedy: Give the profile a session policy with the actions and resources that its workloads need, or managed policies, or disable it.
controls:
  attack: [T1078]
tests: { pass: 7, fail: 8, unknown: 4 }
*/
WITH everything AS (
  SELECT p.ACCOUNT_ID, p.REGION, p.PROFILE_ID
  FROM AWS_ROLESANYWHERE_PROFILES p, LATERAL FLATTEN(input => TO_ARRAY(p.SESSION_POLICY:Statement)) s
  WHERE s.VALUE:Effect::STRING = 'Allow'
    AND ARRAYS_OVERLAP(TO_ARRAY(s.VALUE:Action), ARRAY_CONSTRUCT('*', '*:*'))
    AND ARRAY_CONTAINS('*'::VARIANT, TO_ARRAY(s.VALUE:Resource))
    AND s.VALUE:Condition IS NULL
  GROUP BY p.ACCOUNT_ID, p.REGION, p.PROFILE_ID
), judged AS (
  SELECT p.*,
    CASE
      WHEN NOT p.ENABLED THEN 'disabled'
      WHEN TYPEOF(p.SESSION_POLICY) <> 'OBJECT' THEN 'unreadable'
      WHEN e.PROFILE_ID IS NOT NULL THEN 'everything'
      WHEN TO_JSON(p.MANAGED_POLICY_ARNS) LIKE '%:iam::aws:policy/AdministratorAccess"%' THEN 'everything'
      WHEN p.SESSION_POLICY IS NULL AND COALESCE(ARRAY_SIZE(p.MANAGED_POLICY_ARNS), 0) = 0 THEN 'nothing'
      ELSE 'narrowed'
    END AS SESSIONS
  FROM AWS_ROLESANYWHERE_PROFILES p
  LEFT JOIN everything e ON e.ACCOUNT_ID = p.ACCOUNT_ID AND e.REGION = p.REGION AND e.PROFILE_ID = p.PROFILE_ID
)
SELECT
  j.ACCOUNT_ID,
  j.REGION,
  j.PROFILE_ID AS RESOURCE_ID,
  j.ARN AS RESOURCE_ARN,
  CASE j.SESSIONS WHEN 'unreadable' THEN NULL WHEN 'everything' THEN 'fail' WHEN 'nothing' THEN 'fail' ELSE 'pass' END AS STATUS,
  CASE j.SESSIONS
    WHEN 'disabled' THEN 'The profile is disabled: nobody opens sessions by it.'
    WHEN 'unreadable' THEN 'The session policy is not JSON, or names a member twice.'
    WHEN 'everything' THEN 'A policy of the sessions allows everything, so that nothing narrows what the roles may.'
    WHEN 'nothing' THEN 'No policy narrows the sessions: they may do all that the roles may.'
    ELSE 'Policies narrow the sessions.'
  END AS REASON,
  OBJECT_CONSTRUCT('name', j.NAME, 'roles', j.ROLE_ARNS, 'managed_policies', j.MANAGED_POLICY_ARNS, 'seconds', j.DURATION_SECONDS) AS EVIDENCE
FROM judged j
