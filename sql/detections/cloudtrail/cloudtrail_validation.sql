/*
title: Trails validate their log files
severity: medium
per: resource
resource_type: AWS::CloudTrail::Trail
reads: [cloudtrail.trails]
why: Without digests nobody can prove that a log file was not changed or removed.
remedy: Turn log file validation on.
controls:
  cis-7.0: ['4.2']
  cis-6.0: ['4.2']
  cis-5.0: ['3.2']
  cis-3.0: ['3.2']
  fsbp: [CloudTrail.4]
tests: { pass: 7, fail: 5, unknown: 4 }
*/
SELECT
  t.ACCOUNT_ID,
  t.REGION,
  t.TRAIL_ARN AS RESOURCE_ID,
  t.TRAIL_ARN AS RESOURCE_ARN,
  IFF(COALESCE(t.LOG_FILE_VALIDATION, FALSE), 'pass', 'fail') AS STATUS,
  IFF(COALESCE(t.LOG_FILE_VALIDATION, FALSE), 'Log files are digested.', 'Log files are not digested.') AS REASON,
  OBJECT_CONSTRUCT('name', t.NAME) AS EVIDENCE
FROM AWS_CLOUDTRAIL_TRAILS t
