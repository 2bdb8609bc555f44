/*
title: Passwords have at least 14 characters
severity: medium
per: account
resource_type: AWS::IAM::AccountPasswordPolicy
reads: [iam.password_policy]
why: Short passwords are guessed or cracked.
remedy: Set the minimum length of the password policy of the account.
parameters:
  length: { default: 14, doc: "Characters that a password must have at least." }
controls:
  cis-7.0: ['2.8']
  cis-6.0: ['2.7']
  cis-5.0: ['1.7']
  cis-3.0: ['1.8']
  fsbp: [IAM.7, IAM.10]
  attack: [T1078, T1110]
tests: { pass: 3, fail: 8, unknown: 3 }
*/
SELECT
  p.ACCOUNT_ID,
  p.REGION,
  p.ACCOUNT_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(COALESCE(p.IS_SET AND p.MINIMUM_LENGTH >= $length, FALSE), 'pass', 'fail') AS STATUS,
  IFF(COALESCE(p.IS_SET, FALSE), 'Passwords have at least ' || p.MINIMUM_LENGTH || ' characters.', 'There is no password policy.') AS REASON,
  OBJECT_CONSTRUCT('is_set', p.IS_SET, 'minimum_length', p.MINIMUM_LENGTH) AS EVIDENCE
FROM AWS_IAM_PASSWORD_POLICY p
