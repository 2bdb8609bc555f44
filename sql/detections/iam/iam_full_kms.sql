/*
title: Nobody but administrators may do everything with keys
severity: medium
per: resource
resource_type: AWS::IAM::Policy
reads: [iam.authorization_details]
why: Whoever may do everything with keys reads what they encrypt, and makes it unreadable for good by deleting them.
remedy: Name the actions that are needed, and keep those that delete and disable to a role of their own.
controls:
  attack: [T1078, T1648, T1098]
tests: { pass: 566, fail: 12, unknown: 3 }
*/
WITH principals AS (
  SELECT ACCOUNT_ID, REGION, ARN FROM AWS_IAM_USERS
  UNION ALL
  SELECT ACCOUNT_ID, REGION, ARN FROM AWS_IAM_ROLES WHERE NOT STARTSWITH(PATH, '/aws-service-role/')
), permitted AS (
  SELECT ACCOUNT_ID, PRINCIPAL_ARN, POLICY_NAME, CONDITIONS, NOT_EVALUATED
  FROM AWS_IAM_PERMISSIONS
  WHERE RESOURCE = '*' AND EXCEPT_RESOURCES IS NULL
    AND CASE WHEN EXCEPT_ACTIONS IS NULL THEN ACTION LIKE '_%*' AND STARTSWITH('kms:', RTRIM(ACTION, '*'))
      -- All but some is everything of it, where none of those begins like it.
      ELSE NOT REGEXP_LIKE(TO_JSON(EXCEPT_ACTIONS), '.*"((k(m(s)?)?)?[*?]|kms:).*') END
), allowed AS (
  SELECT a.ACCOUNT_ID, a.PRINCIPAL_ARN, ARRAY_UNIQUE_AGG(a.POLICY_NAME) AS POLICIES,
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
  CASE WHEN a.PRINCIPAL_ARN IS NOT NULL THEN 'A policy allows every action of KMS.' WHEN x.PRINCIPAL_ARN IS NULL THEN 'No policy allows every action of KMS.'
    ELSE 'A policy could not be read.' END AS REASON,
  OBJECT_CONSTRUCT('policies', a.POLICIES, 'conditions', a.CONDITIONS, 'not_evaluated', a.NOT_EVALUATED) AS EVIDENCE
FROM principals p
LEFT JOIN allowed a ON a.ACCOUNT_ID = p.ACCOUNT_ID AND a.PRINCIPAL_ARN = p.ARN
LEFT JOIN unread x ON x.ACCOUNT_ID = p.ACCOUNT_ID AND x.PRINCIPAL_ARN = p.ARN
