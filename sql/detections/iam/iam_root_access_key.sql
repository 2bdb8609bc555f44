/*
title: The root user has no access key
severity: critical
per: account
resource_type: AWS::IAM::AccessKey
reads: [iam.account_summary]
why: A key of the root user works without MFA and no policy binds it; whoever finds it owns the account.
remedy: Delete the key in the security credentials of the root user, or take the root credentials away through central root access.
controls:
  cis-7.0: ['2.4']
  cis-6.0: ['2.3']
  cis-5.0: ['1.3']
  cis-3.0: ['1.4']
  fsbp: [IAM.4]
  attack: [T1078, T1550]
tests: { pass: 10, fail: 1, unknown: 3 }
*/
SELECT
  s.ACCOUNT_ID,
  s.REGION,
  s.ACCOUNT_ID AS RESOURCE_ID,
  'arn:' || COALESCE(a.PARTITION, 'aws') || ':iam::' || s.ACCOUNT_ID || ':root' AS RESOURCE_ARN,
  IFF(s.ROOT_ACCESS_KEYS > 0, 'fail', 'pass') AS STATUS,
  IFF(s.ROOT_ACCESS_KEYS > 0, 'The root user has an access key.', 'The root user has no access key.') AS REASON,
  OBJECT_CONSTRUCT('access_keys', s.ROOT_ACCESS_KEYS) AS EVIDENCE
FROM AWS_IAM_ACCOUNT_SUMMARY s
LEFT JOIN DETECTION_ACCOUNTS a ON a.ACCOUNT_ID = s.ACCOUNT_ID
