/*
title: Buckets block public access
severity: high
per: resource
resource_type: AWS::S3::Bucket
reads: [s3.account_public_access_block, s3.buckets]
needs: [PublicAccessBlock]
why: A bucket that blocks public access stays private when somebody writes a policy or an ACL that is too wide.
remedy: Turn all four settings of Block Public Access on, for the bucket, its account or, by an S3 policy, the organization.
controls:
  cis-7.0: ['3.1.4']
  cis-6.0: ['3.1.4']
  cis-5.0: ['2.1.4']
  cis-3.0: ['2.1.4']
  fsbp: [S3.8]
  attack: [T1530]
tests: { pass: 31, fail: 7, unknown: 4 }
*/
WITH judged AS (
  SELECT p.ACCOUNT_ID, p.REGION, b.ARN, b.NAME, p.BUCKET_BLOCKS, p.ACCOUNT_BLOCKS, p.ORGANIZATION_BLOCKS,
    p.BLOCKS_PUBLIC_ACLS AND p.IGNORES_PUBLIC_ACLS AND p.BLOCKS_PUBLIC_POLICY AND p.RESTRICTS_PUBLIC_BUCKETS AS BLOCKS
  FROM AWS_S3_PUBLIC_ACCESS p
  JOIN AWS_S3_BUCKETS b ON b.ACCOUNT_ID = p.ACCOUNT_ID AND b.REGION = p.REGION AND b.RESOURCE_ID = p.RESOURCE_ID
)
SELECT
  j.ACCOUNT_ID,
  j.REGION,
  j.ARN AS RESOURCE_ID,
  j.ARN AS RESOURCE_ARN,
  CASE WHEN j.BLOCKS THEN 'pass' WHEN NOT j.BLOCKS THEN 'fail' END AS STATUS,
  CASE WHEN j.BUCKET_BLOCKS THEN 'The bucket blocks public access.' WHEN j.ACCOUNT_BLOCKS THEN 'The account blocks public access for it.'
    WHEN j.ORGANIZATION_BLOCKS THEN 'The organization blocks public access for it.' WHEN j.BLOCKS THEN 'Bucket and account together block public access.'
    WHEN NOT j.BLOCKS THEN 'Neither bucket nor account nor organization blocks public access whole.'
    ELSE 'whether the organization blocks public access is not known' END AS REASON,
  OBJECT_CONSTRUCT('name', j.NAME, 'bucket', j.BUCKET_BLOCKS, 'account', j.ACCOUNT_BLOCKS, 'organization', j.ORGANIZATION_BLOCKS) AS EVIDENCE
FROM judged j
