/*
title: The trail's bucket logs its own access
severity: medium
per: resource
resource_type: AWS::CloudTrail::Trail
reads: [cloudtrail.trails, s3.buckets]
why: Who read or removed log files is told by the access log of their bucket alone.
remedy: Turn server access logging on for the bucket of the trail. Of a bucket that is in no account that is read nothing is known.
controls:
  cis-7.0: ['4.4']
  cis-6.0: ['4.4']
  cis-5.0: ['3.4']
  cis-3.0: ['3.4']
  fsbp: [CloudTrail.7]
tests: { pass: 1, fail: 2, unknown: 13 }
*/
WITH logging AS (
  SELECT NAME, BOOLOR_AGG(LOGS_ACCESS) AS LOGS_ACCESS
  FROM AWS_S3_BUCKETS
  GROUP BY NAME
)
SELECT
  t.ACCOUNT_ID,
  t.REGION,
  t.TRAIL_ARN AS RESOURCE_ID,
  t.TRAIL_ARN AS RESOURCE_ARN,
  IFF(b.LOGS_ACCESS, 'pass', IFF(b.LOGS_ACCESS = FALSE, 'fail', NULL)) AS STATUS,
  CASE WHEN b.LOGS_ACCESS THEN 'The bucket of the trail logs its access.' WHEN b.NAME IS NULL THEN 'The bucket of the trail is in no account that is read.' ELSE 'The bucket of the trail does not log its access.' END AS REASON,
  OBJECT_CONSTRUCT('name', t.NAME, 'bucket', t.RAW:S3BucketName::STRING) AS EVIDENCE
FROM AWS_CLOUDTRAIL_TRAILS t
LEFT JOIN logging b ON b.NAME = t.RAW:S3BucketName::STRING
