/*
title: Buckets keep versions
severity: medium
per: resource
resource_type: AWS::S3::Bucket
reads: [s3.buckets]
needs: [Versioning]
why: What is overwritten or deleted by mistake, or by ransomware, comes back from its version.
remedy: Turn versioning on, with a lifecycle rule that ends old versions.
controls:
  fsbp: [S3.14]
  attack: [T1485, T1486]
tests: { pass: 26, fail: 12, unknown: 4 }
*/
SELECT
  b.ACCOUNT_ID,
  b.REGION,
  b.ARN AS RESOURCE_ID,
  b.ARN AS RESOURCE_ARN,
  IFF(b.VERSIONING = 'Enabled', 'pass', 'fail') AS STATUS,
  IFF(b.VERSIONING = 'Enabled', 'Versions are kept.', 'Versions are not kept.') AS REASON,
  OBJECT_CONSTRUCT('name', b.NAME, 'versioning', b.VERSIONING) AS EVIDENCE
FROM AWS_S3_BUCKETS b
