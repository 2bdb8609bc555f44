/*
title: No assignment names a principal that is gone
severity: medium
per: resource
resource_type: AWS::SSO::Assignment
reads: [identitycenter.account_assignments, identitycenter.groups, identitycenter.users]
why: An assignment of a deleted user or group hides in every review, and counts against the limit.
remedy: Delete the assignment.
tests: { pass: 46, fail: 1, unknown: 0 }
*/
SELECT
  a.SOURCE_ACCOUNT_ID AS ACCOUNT_ID,
  a.REGION,
  a.RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(COALESCE(u.USER_ID, g.GROUP_ID) IS NULL, 'fail', 'pass') AS STATUS,
  IFF(COALESCE(u.USER_ID, g.GROUP_ID) IS NULL, 'The ' || LOWER(a.PRINCIPAL_TYPE) || ' of the assignment is gone.', 'The ' || LOWER(a.PRINCIPAL_TYPE) || ' of the assignment exists.') AS REASON,
  OBJECT_CONSTRUCT('account', a.ACCOUNT_ID, 'principal', a.PRINCIPAL_ID, 'permission_set', a.PERMISSION_SET_ARN) AS EVIDENCE
FROM AWS_IDENTITY_CENTER_ACCOUNT_ASSIGNMENTS a
LEFT JOIN AWS_IDENTITY_CENTER_USERS u ON a.PRINCIPAL_TYPE = 'USER' AND u.ACCOUNT_ID = a.SOURCE_ACCOUNT_ID AND u.USER_ID = a.PRINCIPAL_ID
LEFT JOIN AWS_IDENTITY_CENTER_GROUPS g ON a.PRINCIPAL_TYPE = 'GROUP' AND g.ACCOUNT_ID = a.SOURCE_ACCOUNT_ID AND g.GROUP_ID = a.PRINCIPAL_ID
