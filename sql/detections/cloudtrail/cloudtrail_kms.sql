/*
title: Trails are encrypted with a customer key
severity: medium
per: resource
resource_type: AWS::CloudTrail::Trail
reads: [cloudtrail.trails]
why: A key of your own decides who may read the log besides the policy of the bucket.
remedy: Name a KMS key in the trail.
controls:
  cis-7.0: ['4.5']
  cis-6.0: ['4.5']
  cis-5.0: ['3.5']
  cis-3.0: ['3.5']
  fsbp: [CloudTrail.2]
tests: { pass: 7, fail: 5, unknown: 4 }
*/
SELECT
  t.ACCOUNT_ID,
  t.REGION,
  t.TRAIL_ARN AS RESOURCE_ID,
  t.TRAIL_ARN AS RESOURCE_ARN,
  IFF(t.KMS_KEY_ID IS NOT NULL, 'pass', 'fail') AS STATUS,
  IFF(t.KMS_KEY_ID IS NOT NULL, 'Log files are encrypted with a customer key.', 'Log files are not encrypted with a customer key.') AS REASON,
  OBJECT_CONSTRUCT('name', t.NAME, 'key', t.KMS_KEY_ID) AS EVIDENCE
FROM AWS_CLOUDTRAIL_TRAILS t
