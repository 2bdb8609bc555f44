/*
title: Security Hub runs in every region in use
severity: medium
per: region
resource_type: AWS::SecurityHub::Hub
reads: [securityhub.hubs]
why: It brings the findings of all other services together; where it is off, they lie where nobody looks.
remedy: Turn Security Hub on for the organization, from its delegated administrator, for all regions.
controls:
  cis-7.0: ['5.16']
  cis-6.0: ['5.16']
  cis-5.0: ['4.16']
  cis-3.0: ['4.16']
  attack: [T1190, T1078, T1098]
tests: { pass: 11, fail: 10, unknown: 4 }
*/
SELECT
  d.ACCOUNT_ID,
  d.REGION,
  d.ACCOUNT_ID AS RESOURCE_ID,
  d.ARN AS RESOURCE_ARN,
  IFF(COALESCE(d.IS_ENABLED, FALSE), 'pass', 'fail') AS STATUS,
  IFF(COALESCE(d.IS_ENABLED, FALSE), 'Security Hub is on.', 'Security Hub is off.') AS REASON,
  OBJECT_CONSTRUCT('since', d.SUBSCRIBED_AT, 'standards', d.STANDARDS) AS EVIDENCE
FROM AWS_SECURITYHUB_HUBS d
