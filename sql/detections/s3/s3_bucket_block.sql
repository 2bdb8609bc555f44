/*
title: Buckets block public access
severity: high
per: resource
resource_type: AWS::S3::Bucket
reads: [s3.account_public_access_block, s3.buckets]
needs: [PublicAccessBlock]
why: A bucket that blocks public access stays private when somebody writes a policy or an ACL that is too wide.
remedy: Turn all four settings of Block Public Access on, for the bucket or for its account.
controls:
  cis-7.0: ['3.1.4']
  cis-6.0: ['3.1.4']
  cis-5.0: ['2.1.4']
  cis-3.0: ['2.1.4']
  fsbp: [S3.8]
  attack: [T1530]
tests: { pass: 33, fail: 5, unknown: 4 }
*/
WITH accounts AS (
  SELECT ACCOUNT_ID, BOOLAND_AGG(BLOCKS_PUBLIC_ACLS AND IGNORES_PUBLIC_ACLS AND BLOCKS_PUBLIC_POLICY AND RESTRICTS_PUBLIC_BUCKETS) AS BLOCKS
  FROM AWS_S3_ACCOUNT_PUBLIC_ACCESS_BLOCK
  GROUP BY ACCOUNT_ID
), judged AS (
  SELECT b.ACCOUNT_ID, b.REGION, b.ARN, b.NAME, a.BLOCKS AS BLOCKS_ACCOUNT,
    b.BLOCKS_PUBLIC_ACLS AND b.IGNORES_PUBLIC_ACLS AND b.BLOCKS_PUBLIC_POLICY AND b.RESTRICTS_PUBLIC_BUCKETS AS BLOCKS
  FROM AWS_S3_BUCKETS b
  LEFT JOIN accounts a ON a.ACCOUNT_ID = b.ACCOUNT_ID
)
SELECT
  j.ACCOUNT_ID,
  j.REGION,
  j.ARN AS RESOURCE_ID,
  j.ARN AS RESOURCE_ARN,
  IFF(j.BLOCKS OR j.BLOCKS_ACCOUNT, 'pass', 'fail') AS STATUS,
  CASE WHEN j.BLOCKS THEN 'The bucket blocks public access.' WHEN j.BLOCKS_ACCOUNT THEN 'The account blocks public access for it.' ELSE 'Neither bucket nor account blocks public access whole.' END AS REASON,
  OBJECT_CONSTRUCT('name', j.NAME, 'bucket', j.BLOCKS, 'account', j.BLOCKS_ACCOUNT) AS EVIDENCE
FROM judged j
