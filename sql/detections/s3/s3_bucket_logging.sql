/*
title: Buckets log access
severity: low
per: resource
resource_type: AWS::S3::Bucket
reads: [s3.buckets]
needs: [Logging]
why: Without a log nobody can say which objects a stolen credential has read.
remedy: Turn server access logging on, to a bucket of its own, or log object events by a trail.
controls:
  fsbp: [S3.9]
tests: { pass: 12, fail: 26, unknown: 4 }
*/
SELECT
  b.ACCOUNT_ID,
  b.REGION,
  b.ARN AS RESOURCE_ID,
  b.ARN AS RESOURCE_ARN,
  IFF(COALESCE(b.LOGS_ACCESS, FALSE), 'pass', 'fail') AS STATUS,
  IFF(COALESCE(b.LOGS_ACCESS, FALSE), 'Access is logged.', 'Access is not logged.') AS REASON,
  OBJECT_CONSTRUCT('name', b.NAME, 'logging_bucket', b.LOGGING_BUCKET) AS EVIDENCE
FROM AWS_S3_BUCKETS b
