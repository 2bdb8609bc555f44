/*
title: No user is an administrator
severity: high
per: resource
resource_type: AWS::IAM::User
reads: [iam.authorization_details]
why: A user's password and keys last until somebody takes them away; whoever finds those of an administrator has the account.
remedy: Let administrators come through Identity Center, and take the policy from the user or its group.
controls:
  attack: [T1078, T1098]
tests: { pass: 127, fail: 34, unknown: 3 }
*/
WITH everything AS (
  SELECT p.ACCOUNT_ID, p.PRINCIPAL_ARN, ARRAY_UNIQUE_AGG(p.POLICY_NAME) AS POLICIES, ARRAY_UNIQUE_AGG(p.GROUP_NAME) AS USER_GROUPS,
    ARRAY_UNIQUE_AGG(p.CONDITIONS) AS CONDITIONS, ARRAY_UNIQUE_AGG(n.VALUE::STRING) AS NOT_EVALUATED
  FROM AWS_IAM_PERMISSIONS p, LATERAL FLATTEN(input => p.NOT_EVALUATED, OUTER => TRUE) n
  WHERE p.PRINCIPAL_TYPE = 'user' AND p.ACTION IN ('*', '*:*') AND p.EXCEPT_ACTIONS IS NULL AND p.RESOURCE = '*' AND p.EXCEPT_RESOURCES IS NULL
  GROUP BY p.ACCOUNT_ID, p.PRINCIPAL_ARN
), unread AS (
  SELECT ACCOUNT_ID, PRINCIPAL_ARN FROM AWS_IAM_STATEMENTS WHERE NOT IS_KNOWN GROUP BY ACCOUNT_ID, PRINCIPAL_ARN
)
SELECT
  u.ACCOUNT_ID,
  u.REGION,
  u.ARN AS RESOURCE_ID,
  u.ARN AS RESOURCE_ARN,
  CASE WHEN e.PRINCIPAL_ARN IS NOT NULL THEN 'fail' WHEN x.PRINCIPAL_ARN IS NULL THEN 'pass' END AS STATUS,
  CASE WHEN e.PRINCIPAL_ARN IS NOT NULL THEN 'The user may do everything in the account.' WHEN x.PRINCIPAL_ARN IS NULL THEN 'No policy of the user or its groups allows everything.'
    ELSE 'A policy of the user could not be read.' END AS REASON,
  OBJECT_CONSTRUCT('policies', e.POLICIES, 'groups', e.USER_GROUPS, 'conditions', e.CONDITIONS, 'not_evaluated', e.NOT_EVALUATED) AS EVIDENCE
FROM AWS_IAM_USERS u
LEFT JOIN everything e ON e.ACCOUNT_ID = u.ACCOUNT_ID AND e.PRINCIPAL_ARN = u.ARN
LEFT JOIN unread x ON x.ACCOUNT_ID = u.ACCOUNT_ID AND x.PRINCIPAL_ARN = u.ARN
