/*
title: Outbound web identity federation is on only where it is expected
severity: low
per: account
resource_type: AWS::Organizations::Account
reads: [iam.outbound_federation]
why: Whoever runs in the account may get signed tokens by which services outside AWS let them in, unseen by CloudTrail there.
remedy: Disable outbound federation in the account, or name it in the parameter expected_accounts.
parameters:
  expected_accounts: { default: [], doc: "Ids of accounts whose principals may get tokens." }
tests: { pass: 10, fail: 1, unknown: 3 }
*/
SELECT
  f.ACCOUNT_ID,
  f.REGION,
  f.ACCOUNT_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(f.ENABLED AND NOT ARRAY_CONTAINS(f.ACCOUNT_ID::VARIANT, $expected_accounts), 'fail', 'pass') AS STATUS,
  CASE WHEN NOT f.ENABLED THEN 'Nobody in the account gets tokens.' WHEN ARRAY_CONTAINS(f.ACCOUNT_ID::VARIANT, $expected_accounts) THEN 'Tokens are expected of the account.' ELSE 'Principals of the account may get tokens.' END AS REASON,
  OBJECT_CONSTRUCT('issuer', f.ISSUER) AS EVIDENCE
FROM AWS_IAM_OUTBOUND_FEDERATION f
