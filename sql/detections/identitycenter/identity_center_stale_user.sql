/*
title: People who get into accounts have signed in within 90 days
severity: medium
per: resource
resource_type: AWS::IdentityStore::User
reads: [identitycenter.account_assignments, identitycenter.group_memberships, identitycenter.groups, identitycenter.instances, identitycenter.permission_sets, identitycenter.users]
why: A person who left, or changed work, keeps a way in that nobody would miss and nobody watches.
remedy: Disable the user, or take the user out of the groups and assignments; where somebody else keeps the users, do it there.
parameters:
  days: { default: 90, doc: "Days within which a user must have signed in." }
controls:
  attack: [T1078]
tests: { pass: 3, fail: 0, unknown: 105 }
*/
WITH assigned AS (
  SELECT SOURCE_ACCOUNT_ID, USER_ID, COUNT(DISTINCT ACCOUNT_ID) AS ACCOUNTS
  FROM AWS_IDENTITY_CENTER_ACCESS
  WHERE COALESCE(USER_STATUS, 'ENABLED') <> 'DISABLED'
  GROUP BY SOURCE_ACCOUNT_ID, USER_ID
), judged AS (
  SELECT a.ACCOUNT_ID, a.REGION, a.USER_ID, a.USER_NAME, a.LAST_SIGN_IN_AT, a.EVENTS_FROM, a.EVENTS_UNTIL, g.ACCOUNTS,
    COALESCE(GREATEST(COALESCE(a.LAST_SIGN_IN_AT, a.CREATED_AT), COALESCE(a.CREATED_AT, a.LAST_SIGN_IN_AT)) >= DATEADD(DAY, -$days, CURRENT_TIMESTAMP()), FALSE) AS IS_ACTIVE,
    COALESCE(a.EVENTS_FROM <= DATEADD(DAY, -$days, CURRENT_TIMESTAMP()) AND a.EVENTS_UNTIL >= DATEADD(DAY, -2, CURRENT_TIMESTAMP()), FALSE) AS IS_KNOWN
  FROM AWS_IDENTITY_CENTER_USER_ACTIVITY a
  JOIN assigned g ON g.SOURCE_ACCOUNT_ID = a.ACCOUNT_ID AND g.USER_ID = a.USER_ID
)
SELECT
  j.ACCOUNT_ID,
  j.REGION,
  j.USER_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  CASE WHEN j.IS_ACTIVE THEN 'pass' WHEN j.IS_KNOWN THEN 'fail' END AS STATUS,
  CASE WHEN j.IS_ACTIVE THEN 'The user signed in, or was created, within the days.' WHEN j.IS_KNOWN THEN 'The user has not signed in within the days.'
    WHEN j.EVENTS_FROM IS NULL THEN 'no CloudTrail events are read of the account that owns Identity Center, in its home region'
    ELSE 'the CloudTrail events that are read of the account that owns Identity Center do not reach so far back, or not until now' END AS REASON,
  OBJECT_CONSTRUCT('name', j.USER_NAME, 'last_sign_in', j.LAST_SIGN_IN_AT, 'accounts', j.ACCOUNTS, 'events_since', j.EVENTS_FROM, 'events_until', j.EVENTS_UNTIL) AS EVIDENCE
FROM judged j
