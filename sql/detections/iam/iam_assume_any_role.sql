/*
title: No policy of your own allows taking every role
severity: high
per: resource
resource_type: AWS::IAM::Policy
reads: [iam.authorization_details]
why: Whoever may take every role has the sum of what all of them may do, in every account whose roles trust this one.
remedy: Name the roles that are to be taken as the resource of sts:AssumeRole.
controls:
  attack: [T1078, T1098, T1606]
tests: { pass: 577, fail: 1, unknown: 3 }
*/
WITH principals AS (
  SELECT ACCOUNT_ID, REGION, ARN FROM AWS_IAM_USERS
  UNION ALL
  SELECT ACCOUNT_ID, REGION, ARN FROM AWS_IAM_ROLES WHERE NOT STARTSWITH(PATH, '/aws-service-role/')
), permitted AS (
  SELECT ACCOUNT_ID, PRINCIPAL_ARN, POLICY_NAME, RESOURCE, CONDITIONS, NOT_EVALUATED
  FROM AWS_IAM_PERMISSIONS
  WHERE COALESCE(POLICY_ARN, '') NOT LIKE '%:iam::aws:policy/%'
    AND CASE WHEN EXCEPT_ACTIONS IS NULL THEN ACTION = 'sts:assumerole' OR (ACTION LIKE '_%*' AND STARTSWITH('sts:assumerole', RTRIM(ACTION, '*')))
      -- All but some is this, too, where none of those is it.
      ELSE NOT REGEXP_LIKE(TO_JSON(EXCEPT_ACTIONS), '.*"(sts:assumerole|\\*:\\*|(s(t(s(:(a(s(s(u(m(e(r(o(l(e)?)?)?)?)?)?)?)?)?)?)?)?)?)?\\*)".*') END
    AND (RESOURCE IN ('*', 'arn:*') OR REGEXP_LIKE(RESOURCE, 'arn:(\\*|aws[a-z-]*):iam::(\\*|[0-9]{12}):(\\*|role/\\*)'))
), allowed AS (
  SELECT a.ACCOUNT_ID, a.PRINCIPAL_ARN, ARRAY_UNIQUE_AGG(a.POLICY_NAME) AS POLICIES, ARRAY_UNIQUE_AGG(a.RESOURCE) AS ROLES,
    ARRAY_UNIQUE_AGG(a.CONDITIONS) AS CONDITIONS, ARRAY_UNIQUE_AGG(n.VALUE::STRING) AS NOT_EVALUATED
  FROM permitted a, LATERAL FLATTEN(input => a.NOT_EVALUATED, OUTER => TRUE) n
  GROUP BY a.ACCOUNT_ID, a.PRINCIPAL_ARN
), unread AS (
  SELECT ACCOUNT_ID, PRINCIPAL_ARN FROM AWS_IAM_STATEMENTS WHERE NOT IS_KNOWN GROUP BY ACCOUNT_ID, PRINCIPAL_ARN
)
SELECT
  p.ACCOUNT_ID,
  p.REGION,
  p.ARN AS RESOURCE_ID,
  p.ARN AS RESOURCE_ARN,
  CASE WHEN a.PRINCIPAL_ARN IS NOT NULL THEN 'fail' WHEN x.PRINCIPAL_ARN IS NULL THEN 'pass' END AS STATUS,
  CASE WHEN a.PRINCIPAL_ARN IS NOT NULL THEN 'A policy of your own allows taking every role.' WHEN x.PRINCIPAL_ARN IS NULL THEN 'No policy of your own allows taking every role.'
    ELSE 'A policy could not be read.' END AS REASON,
  OBJECT_CONSTRUCT('policies', a.POLICIES, 'roles', a.ROLES, 'conditions', a.CONDITIONS, 'not_evaluated', a.NOT_EVALUATED) AS EVIDENCE
FROM principals p
LEFT JOIN allowed a ON a.ACCOUNT_ID = p.ACCOUNT_ID AND a.PRINCIPAL_ARN = p.ARN
LEFT JOIN unread x ON x.ACCOUNT_ID = p.ACCOUNT_ID AND x.PRINCIPAL_ARN = p.ARN
