/*
title: The management account holds no workloads
severity: medium
per: account
accounts: management
resource_type: AWS::Organizations::Account
reads: [ec2.instances, organizations.accounts]
why: No guardrail binds the management account, so whatever runs there can reach the whole organization.
remedy: Move the workloads to member accounts.
controls:
  cis-7.0: ['2.1.3']
tests: { pass: 0, fail: 1, unknown: 0 }
*/
SELECT
  a.ACCOUNT_ID,
  'global' AS REGION,
  a.ACCOUNT_ID AS RESOURCE_ID,
  MIN(a.ARN) AS RESOURCE_ARN,
  IFF(COUNT(i.INSTANCE_ID) > 0, 'fail', 'pass') AS STATUS,
  'The management account holds ' || COUNT(i.INSTANCE_ID) || ' instances.' AS REASON,
  OBJECT_CONSTRUCT('instances', ARRAY_AGG(i.INSTANCE_ID)) AS EVIDENCE
FROM AWS_ACCOUNTS a
LEFT JOIN AWS_EC2_INSTANCES i ON i.ACCOUNT_ID = a.ACCOUNT_ID AND i.STATE NOT IN ('terminated', 'shutting-down')
WHERE a.ACCOUNT_ID = a.MANAGEMENT_ACCOUNT_ID
GROUP BY a.ACCOUNT_ID
