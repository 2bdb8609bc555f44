/*
title: No expired certificate is kept in IAM
severity: low
per: resource
resource_type: AWS::IAM::ServerCertificate
reads: [iam.server_certificates]
why: An expired certificate may be put into use by mistake, and then breaks what uses it.
remedy: Delete it, and keep certificates in ACM, which renews them.
parameters:
  days: { default: 0, doc: "Days ahead of the end at which a certificate fails already." }
controls:
  cis-7.0: ['2.17']
  cis-6.0: ['2.18']
  cis-5.0: ['1.18']
  cis-3.0: ['1.19']
  attack: [T1078]
tests: { pass: 3, fail: 12, unknown: 3 }
*/
SELECT
  c.ACCOUNT_ID,
  c.REGION,
  c.ARN AS RESOURCE_ID,
  c.ARN AS RESOURCE_ARN,
  IFF(c.EXPIRES_AT < DATEADD(DAY, $days, CURRENT_TIMESTAMP()), 'fail', 'pass') AS STATUS,
  'The certificate ends on ' || TO_VARCHAR(c.EXPIRES_AT, 'YYYY-MM-DD') || '.' AS REASON,
  OBJECT_CONSTRUCT('name', c.NAME, 'expires', c.EXPIRES_AT) AS EVIDENCE
FROM AWS_IAM_SERVER_CERTIFICATES c
