/*
title: Users come from a central identity provider
severity: medium
per: account
resource_type: AWS::Organizations::Account
reads: [iam.credential_report, iam.saml_providers]
why: Users who live in each account on their own keep their access when they leave.
remedy: Move people to Identity Center or to a SAML provider, and delete their passwords in IAM.
controls:
  cis-7.0: ['2.19']
  cis-6.0: ['2.20']
  cis-5.0: ['1.20']
  cis-3.0: ['1.21']
tests: { pass: 10, fail: 1, unknown: 3 }
*/
SELECT
  r.ACCOUNT_ID,
  MIN(r.REGION) AS REGION,
  r.ACCOUNT_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(COUNT_IF(r.PASSWORD_ENABLED AND r.USER_NAME <> '<root_account>') > 0 AND MAX(s.PROVIDERS) IS NULL, 'fail', 'pass') AS STATUS,
  CASE
    WHEN COUNT_IF(r.PASSWORD_ENABLED AND r.USER_NAME <> '<root_account>') = 0 THEN 'No IAM user has a password.'
    WHEN MAX(s.PROVIDERS) IS NULL THEN 'IAM users have passwords, and there is no SAML provider.'
    ELSE 'There is a SAML provider.'
  END AS REASON,
  OBJECT_CONSTRUCT('console_users', COUNT_IF(r.PASSWORD_ENABLED AND r.USER_NAME <> '<root_account>'), 'saml_providers', COALESCE(MAX(s.PROVIDERS), 0)) AS EVIDENCE
FROM AWS_IAM_CREDENTIAL_REPORT r
LEFT JOIN (
  SELECT ACCOUNT_ID, COUNT(*) AS PROVIDERS FROM AWS_IAM_SAML_PROVIDERS GROUP BY ACCOUNT_ID
) s ON s.ACCOUNT_ID = r.ACCOUNT_ID
GROUP BY r.ACCOUNT_ID
