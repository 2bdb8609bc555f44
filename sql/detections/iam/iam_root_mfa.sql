/*
title: The root user has MFA, or no credentials at all
severity: critical
per: account
resource_type: AWS::IAM::User
reads: [iam.account_summary]
why: The root user may do everything and no policy binds it, so its password alone must not open the account.
remedy: Sign in as the root user and add a passkey or hardware device, or remove its credentials through central root access.
controls:
  cis-7.0: ['2.5']
  cis-6.0: ['2.4']
  cis-5.0: ['1.4']
  cis-3.0: ['1.5']
  attack: [T1078, T1098, T1556]
tests: { pass: 9, fail: 2, unknown: 3 }
*/
SELECT
  s.ACCOUNT_ID,
  s.REGION,
  s.ACCOUNT_ID AS RESOURCE_ID,
  'arn:' || COALESCE(a.PARTITION, 'aws') || ':iam::' || s.ACCOUNT_ID || ':root' AS RESOURCE_ARN,
  IFF(s.ROOT_MFA_ENABLED OR NOT (s.ROOT_PASSWORD OR s.ROOT_ACCESS_KEYS > 0), 'pass', 'fail') AS STATUS,
  CASE
    WHEN s.ROOT_MFA_ENABLED THEN 'The root user has MFA.'
    WHEN NOT (s.ROOT_PASSWORD OR s.ROOT_ACCESS_KEYS > 0) THEN 'The root user has no credentials.'
    ELSE 'The root user has credentials and no MFA.'
  END AS REASON,
  OBJECT_CONSTRUCT('mfa', s.ROOT_MFA_ENABLED, 'password', s.ROOT_PASSWORD, 'access_keys', s.ROOT_ACCESS_KEYS) AS EVIDENCE
FROM AWS_IAM_ACCOUNT_SUMMARY s
LEFT JOIN DETECTION_ACCOUNTS a ON a.ACCOUNT_ID = s.ACCOUNT_ID
