/*
title: Somebody may open support cases
severity: low
per: account
resource_type: AWS::Organizations::Account
reads: [iam.authorization_details]
why: In an incident somebody has to be able to write to AWS Support without being given rights first.
remedy: Make a role for incidents with the policy AWSSupportAccess.
controls:
  cis-7.0: ['2.15']
  cis-6.0: ['2.16']
  cis-5.0: ['1.16']
  cis-3.0: ['1.17']
tests: { pass: 1, fail: 10, unknown: 3 }
*/
WITH holders AS (
  SELECT ACCOUNT_ID, ARN, ATTACHED_POLICIES FROM AWS_IAM_USERS
  UNION ALL
  SELECT ACCOUNT_ID, ARN, ATTACHED_POLICIES FROM AWS_IAM_GROUPS
  UNION ALL
  SELECT ACCOUNT_ID, ARN, ATTACHED_POLICIES FROM AWS_IAM_ROLES
), held AS (
  SELECT h.ACCOUNT_ID, ARRAY_AGG(h.ARN) AS HOLDERS
  FROM holders h, LATERAL FLATTEN(input => h.ATTACHED_POLICIES) a
  WHERE COALESCE(a.VALUE:Arn, a.VALUE:PolicyArn)::STRING LIKE '%:iam::aws:policy/AWSSupportAccess'
  GROUP BY h.ACCOUNT_ID
)
SELECT
  u.ACCOUNT_ID,
  u.REGION,
  u.ACCOUNT_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(h.ACCOUNT_ID IS NULL, 'fail', 'pass') AS STATUS,
  IFF(h.ACCOUNT_ID IS NULL, 'Nobody holds AWSSupportAccess.', 'Somebody holds AWSSupportAccess.') AS REASON,
  OBJECT_CONSTRUCT('holders', h.HOLDERS) AS EVIDENCE
FROM DETECTION_UNITS u
LEFT JOIN held h ON h.ACCOUNT_ID = u.ACCOUNT_ID
WHERE u.COLLECTOR = 'iam.authorization_details' AND u.STATE = 'seen'
