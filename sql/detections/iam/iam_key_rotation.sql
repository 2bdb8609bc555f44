/*
title: No active access key is older than 90 days
severity: medium
per: resource
resource_type: AWS::IAM::AccessKey
reads: [iam.access_keys]
why: A key that is never changed is found in old laptops, repositories and backups, and still works.
remedy: Replace the key by a role where that is possible; otherwise make a new one, move its users over and delete the old one.
parameters:
  days: { default: 90, doc: Age in days above which a key has to be replaced. }
controls:
  cis-7.0: ['2.12']
  cis-6.0: ['2.13']
  cis-5.0: ['1.13']
  cis-3.0: ['1.14']
  fsbp: [IAM.3]
  attack: [T1078, T1550, T1110]
tests: { pass: 10, fail: 95, unknown: 3 }
*/
SELECT
  k.ACCOUNT_ID,
  k.REGION,
  k.ACCESS_KEY_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(k.CREATE_DATE < DATEADD(DAY, -$days, CURRENT_TIMESTAMP()), 'fail', 'pass') AS STATUS,
  'The key of ' || k.USER_NAME || ' is ' || DATEDIFF(DAY, k.CREATE_DATE, CURRENT_TIMESTAMP()) || ' days old.' AS REASON,
  OBJECT_CONSTRUCT('user', k.USER_NAME, 'created', k.CREATE_DATE, 'last_used', k.LAST_USED_AT) AS EVIDENCE
FROM AWS_IAM_ACCESS_KEYS k
WHERE k.STATUS = 'Active'
