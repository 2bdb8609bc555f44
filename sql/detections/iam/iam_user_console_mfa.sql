/*
title: Every user with a password has MFA
severity: critical
per: resource
resource_type: AWS::IAM::User
reads: [iam.credential_report]
why: A password alone is phished, guessed or bought.
remedy: Let the user register a passkey or authenticator, or move the user to Identity Center and delete the password.
controls:
  cis-7.0: ['2.10']
  cis-6.0: ['2.9']
  cis-5.0: ['1.9']
  cis-3.0: ['1.10']
  fsbp: [IAM.5, IAM.19]
  attack: [T1078, T1098, T1556]
tests: { pass: 47, fail: 40, unknown: 3 }
*/
SELECT
  r.ACCOUNT_ID,
  r.REGION,
  r.ARN AS RESOURCE_ID,
  r.ARN AS RESOURCE_ARN,
  IFF(r.MFA_ACTIVE, 'pass', 'fail') AS STATUS,
  IFF(r.MFA_ACTIVE, 'The user has MFA.', 'The user has a password and no MFA.') AS REASON,
  OBJECT_CONSTRUCT('user', r.USER_NAME, 'password_last_used', r.PASSWORD_LAST_USED_AT) AS EVIDENCE
FROM AWS_IAM_CREDENTIAL_REPORT r
WHERE r.PASSWORD_ENABLED AND r.USER_NAME <> '<root_account>'
