/*
title: No user has two active keys
severity: medium
per: resource
resource_type: AWS::IAM::User
reads: [iam.access_keys]
why: Two keys are twice as easily lost, and rotation that stopped half-way looks just like it.
remedy: Find out by their last use which of them is needed, and delete the other.
controls:
  cis-6.0: ['2.12']
  cis-5.0: ['1.12']
  cis-3.0: ['1.13']
  attack: [T1078, T1550]
tests: { pass: 81, fail: 22, unknown: 3 }
*/
SELECT
  k.ACCOUNT_ID,
  k.REGION,
  k.USER_NAME AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(COUNT_IF(k.STATUS = 'Active') > 1, 'fail', 'pass') AS STATUS,
  'The user has ' || COUNT_IF(k.STATUS = 'Active') || ' active keys.' AS REASON,
  OBJECT_CONSTRUCT('keys', ARRAY_AGG(k.ACCESS_KEY_ID)) AS EVIDENCE
FROM AWS_IAM_ACCESS_KEYS k
GROUP BY k.ACCOUNT_ID, k.REGION, k.USER_NAME
