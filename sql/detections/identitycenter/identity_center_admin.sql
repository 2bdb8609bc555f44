/*
title: AdministratorAccess is assigned to groups, never to single users
severity: high
per: resource
resource_type: AWS::SSO::Assignment
reads: [identitycenter.account_assignments, identitycenter.permission_sets]
why: An assignment to a single user survives every change of team, because nobody reviews it.
remedy: Assign the permission set to a group, and take the user’s own assignment away.
tests: { pass: 18, fail: 8, unknown: 0 }
*/
SELECT
  a.SOURCE_ACCOUNT_ID AS ACCOUNT_ID,
  a.REGION,
  a.RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(a.PRINCIPAL_TYPE = 'USER', 'fail', 'pass') AS STATUS,
  IFF(a.PRINCIPAL_TYPE = 'USER', 'AdministratorAccess is assigned to a single user.', 'AdministratorAccess is assigned to a group.') AS REASON,
  OBJECT_CONSTRUCT('account', a.ACCOUNT_ID, 'permission_set', p.NAME, 'principal', a.PRINCIPAL_ID) AS EVIDENCE
FROM AWS_IDENTITY_CENTER_ACCOUNT_ASSIGNMENTS a
JOIN AWS_IDENTITY_CENTER_PERMISSION_SETS p ON p.PERMISSION_SET_ARN = a.PERMISSION_SET_ARN AND p.ACCOUNT_ID = a.SOURCE_ACCOUNT_ID
WHERE TO_JSON(p.MANAGED_POLICIES) LIKE '%:iam::aws:policy/AdministratorAccess"%'
