/*
title: CloudShellFullAccess is attached to nobody
severity: low
per: account
resource_type: AWS::Organizations::Account
reads: [iam.authorization_details]
why: CloudShell with full access moves files out of the account past every network control.
remedy: Detach AWSCloudShellFullAccess, and allow CloudShell without file transfer where it is needed.
controls:
  cis-7.0: ['2.20']
  cis-6.0: ['2.21']
  cis-5.0: ['1.21']
tests: { pass: 10, fail: 1, unknown: 3 }
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
  WHERE COALESCE(a.VALUE:Arn, a.VALUE:PolicyArn)::STRING LIKE '%:iam::aws:policy/AWSCloudShellFullAccess'
  GROUP BY h.ACCOUNT_ID
)
SELECT
  u.ACCOUNT_ID,
  u.REGION,
  u.ACCOUNT_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(h.ACCOUNT_ID IS NULL, 'pass', 'fail') AS STATUS,
  IFF(h.ACCOUNT_ID IS NULL, 'Nobody holds AWSCloudShellFullAccess.', 'Somebody holds AWSCloudShellFullAccess.') AS REASON,
  OBJECT_CONSTRUCT('holders', h.HOLDERS) AS EVIDENCE
FROM DETECTION_UNITS u
LEFT JOIN held h ON h.ACCOUNT_ID = u.ACCOUNT_ID
WHERE u.COLLECTOR = 'iam.authorization_details' AND u.STATE = 'seen'
