/*
title: The account blocks public buckets
severity: high
per: account
resource_type: AWS::S3::AccountPublicAccessBlock
reads: [s3.account_public_access_block]
why: One switch keeps every bucket of the account private, those of tomorrow included, whatever its policy says.
remedy: Turn all four settings of Block Public Access on for the account, after you have moved what is meant to be public behind CloudFront.
controls:
  cis-7.0: ['3.1.4']
  cis-6.0: ['3.1.4']
  cis-5.0: ['2.1.4']
  cis-3.0: ['2.1.4']
  fsbp: [S3.1]
  attack: [T1530]
tests: { pass: 4, fail: 7, unknown: 3 }
*/
SELECT
  b.ACCOUNT_ID,
  'global' AS REGION,
  b.ACCOUNT_ID AS RESOURCE_ID,
  'arn:' || COALESCE(a.PARTITION, 'aws') || ':s3::' || b.ACCOUNT_ID || ':account' AS RESOURCE_ARN,
  IFF(b.BLOCKS_PUBLIC_ACLS AND b.IGNORES_PUBLIC_ACLS AND b.BLOCKS_PUBLIC_POLICY AND b.RESTRICTS_PUBLIC_BUCKETS, 'pass', 'fail') AS STATUS,
  IFF(b.BLOCKS_PUBLIC_ACLS AND b.IGNORES_PUBLIC_ACLS AND b.BLOCKS_PUBLIC_POLICY AND b.RESTRICTS_PUBLIC_BUCKETS, 'All four settings of Block Public Access are on for the account.', 'A setting of Block Public Access is off for the account.') AS REASON,
  OBJECT_CONSTRUCT('blocks_public_acls', b.BLOCKS_PUBLIC_ACLS, 'ignores_public_acls', b.IGNORES_PUBLIC_ACLS, 'blocks_public_policy', b.BLOCKS_PUBLIC_POLICY, 'restricts_public_buckets', b.RESTRICTS_PUBLIC_BUCKETS) AS EVIDENCE
FROM AWS_S3_ACCOUNT_PUBLIC_ACCESS_BLOCK b
LEFT JOIN DETECTION_ACCOUNTS a ON a.ACCOUNT_ID = b.ACCOUNT_ID
