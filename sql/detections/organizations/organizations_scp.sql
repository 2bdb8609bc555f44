/*
title: Every account is under an SCP beside FullAWSAccess
severity: medium
per: resource
resource_type: AWS::Organizations::Account
reads: [organizations.accounts, organizations.policies]
why: Without a guardrail even an administrator’s mistake or a stolen session has no limit.
remedy: "Attach service control policies to the organizational units: at least one that keeps security services on."
controls:
  cis-7.0: ['2.1.2']
  attack: [T1078, T1535]
tests: { pass: 11, fail: 1, unknown: 0 }
*/
WITH targets AS (
  SELECT TARGET_ID, MIN(POLICY_NAME) AS POLICY_NAME
  FROM AWS_ORGANIZATIONS_POLICY_TARGETS
  WHERE POLICY_TYPE = 'SERVICE_CONTROL_POLICY' AND POLICY_ID <> 'p-FullAWSAccess'
  GROUP BY TARGET_ID
), above AS (
  SELECT a.SOURCE_ACCOUNT_ID, a.ACCOUNT_ID, a.ACCOUNT_ID AS TARGET_ID FROM AWS_ACCOUNTS a
  UNION ALL
  SELECT a.SOURCE_ACCOUNT_ID, a.ACCOUNT_ID, i.VALUE::STRING FROM AWS_ACCOUNTS a, LATERAL FLATTEN(input => a.OU_IDS) i
)
SELECT
  a.SOURCE_ACCOUNT_ID AS ACCOUNT_ID,
  a.REGION,
  a.ACCOUNT_ID AS RESOURCE_ID,
  a.ARN AS RESOURCE_ARN,
  IFF(MIN(t.POLICY_NAME) IS NULL, 'fail', 'pass') AS STATUS,
  COALESCE('The account is under ' || MIN(t.POLICY_NAME) || '.', 'No service control policy but FullAWSAccess applies to the account.') AS REASON,
  OBJECT_CONSTRUCT('name', MIN(a.NAME), 'ou_path', MIN(a.OU_PATH)) AS EVIDENCE
FROM AWS_ACCOUNTS a
JOIN above b ON b.SOURCE_ACCOUNT_ID = a.SOURCE_ACCOUNT_ID AND b.ACCOUNT_ID = a.ACCOUNT_ID
LEFT JOIN targets t ON t.TARGET_ID = b.TARGET_ID
WHERE COALESCE(a.STATE, a.STATUS) = 'ACTIVE' AND a.ACCOUNT_ID <> a.MANAGEMENT_ACCOUNT_ID
GROUP BY a.SOURCE_ACCOUNT_ID, a.REGION, a.ACCOUNT_ID, a.ARN
