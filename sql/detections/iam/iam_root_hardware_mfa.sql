/*
title: The root user's MFA is not a virtual device
severity: high
per: account
resource_type: AWS::IAM::User
reads: [iam.account_summary, iam.mfa_devices]
why: An authenticator app can be copied with the phone or phished by its code; a passkey or hardware device cannot.
remedy: Replace the virtual device of the root user by a passkey or hardware device, or remove its credentials through central root access.
controls:
  cis-7.0: ['2.6']
  cis-6.0: ['2.5']
  cis-5.0: ['1.5']
  cis-3.0: ['1.6']
  fsbp: [IAM.6]
  attack: [T1078, T1098, T1556]
tests: { pass: 2, fail: 9, unknown: 3 }
*/
SELECT
  s.ACCOUNT_ID,
  s.REGION,
  s.ACCOUNT_ID AS RESOURCE_ID,
  'arn:' || COALESCE(a.PARTITION, 'aws') || ':iam::' || s.ACCOUNT_ID || ':root' AS RESOURCE_ARN,
  CASE
    WHEN NOT (s.ROOT_PASSWORD OR s.ROOT_ACCESS_KEYS > 0) THEN 'pass'
    WHEN s.ROOT_MFA_ENABLED AND COALESCE(d.VIRTUAL, 0) = 0 THEN 'pass'
    ELSE 'fail'
  END AS STATUS,
  CASE
    WHEN NOT (s.ROOT_PASSWORD OR s.ROOT_ACCESS_KEYS > 0) THEN 'The root user has no credentials.'
    WHEN NOT s.ROOT_MFA_ENABLED THEN 'The root user has no MFA at all.'
    WHEN COALESCE(d.VIRTUAL, 0) = 0 THEN 'No device of the root user is virtual.'
    ELSE 'The root user has a virtual device.'
  END AS REASON,
  OBJECT_CONSTRUCT('mfa', s.ROOT_MFA_ENABLED, 'virtual_devices', COALESCE(d.VIRTUAL, 0)) AS EVIDENCE
FROM AWS_IAM_ACCOUNT_SUMMARY s
LEFT JOIN DETECTION_ACCOUNTS a ON a.ACCOUNT_ID = s.ACCOUNT_ID
LEFT JOIN (
  SELECT ACCOUNT_ID, COUNT_IF(KIND = 'virtual') AS VIRTUAL
  FROM AWS_IAM_MFA_DEVICES
  WHERE IS_ROOT
  GROUP BY ACCOUNT_ID
) d ON d.ACCOUNT_ID = s.ACCOUNT_ID
