/*
title: The last 24 passwords cannot be used again
severity: medium
per: account
resource_type: AWS::IAM::AccountPasswordPolicy
reads: [iam.password_policy]
why: A password that may come back is one that leaked long ago.
remedy: Set the reuse prevention of the password policy of the account.
parameters:
  passwords: { default: 24, doc: "Passwords that must not be used again." }
controls:
  cis-7.0: ['2.9']
  cis-6.0: ['2.8']
  cis-5.0: ['1.8']
  cis-3.0: ['1.9']
  fsbp: [IAM.7, IAM.10]
  attack: [T1078, T1110]
tests: { pass: 8, fail: 3, unknown: 3 }
*/
SELECT
  p.ACCOUNT_ID,
  p.REGION,
  p.ACCOUNT_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(COALESCE(p.IS_SET AND p.REUSE_PREVENTION >= $passwords, FALSE), 'pass', 'fail') AS STATUS,
  IFF(COALESCE(p.IS_SET, FALSE), 'The last ' || COALESCE(p.REUSE_PREVENTION, 0) || ' passwords cannot be used again.', 'There is no password policy.') AS REASON,
  OBJECT_CONSTRUCT('is_set', p.IS_SET, 'reuse_prevention', p.REUSE_PREVENTION) AS EVIDENCE
FROM AWS_IAM_PASSWORD_POLICY p
