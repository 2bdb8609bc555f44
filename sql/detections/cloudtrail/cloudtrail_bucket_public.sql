/*
title: The trail's bucket is not public
severity: critical
per: resource
resource_type: AWS::CloudTrail::Trail
reads: [cloudtrail.trails, s3.account_public_access_block, s3.buckets]
why: Log files tell everybody what there is, who works with it and from where.
remedy: Block public access of the bucket and of its account. Of a bucket that is in no account that is read nothing is known.
controls:
  fsbp: [CloudTrail.6]
tests: { pass: 2, fail: 1, unknown: 13 }
*/
WITH buckets AS (
  SELECT NAME, BOOLOR_AGG(PUBLIC_BY_POLICY OR PUBLIC_BY_ACL) AS IS_PUBLIC
  FROM AWS_S3_PUBLIC_ACCESS
  GROUP BY NAME
)
SELECT
  t.ACCOUNT_ID,
  t.REGION,
  t.TRAIL_ARN AS RESOURCE_ID,
  t.TRAIL_ARN AS RESOURCE_ARN,
  CASE WHEN b.IS_PUBLIC THEN 'fail' WHEN NOT b.IS_PUBLIC THEN 'pass' END AS STATUS,
  CASE WHEN b.IS_PUBLIC THEN 'The bucket of the trail is public.' WHEN NOT b.IS_PUBLIC THEN 'The bucket of the trail is not public.'
    WHEN b.NAME IS NULL THEN 'the bucket of the trail is in no account that is read' ELSE 'whether the bucket of the trail is public is not known' END AS REASON,
  OBJECT_CONSTRUCT('name', t.NAME, 'bucket', t.S3_BUCKET) AS EVIDENCE
FROM AWS_CLOUDTRAIL_TRAILS t
LEFT JOIN buckets b ON b.NAME = t.S3_BUCKET
