/*
title: ACLs are off
severity: medium
per: resource
resource_type: AWS::S3::Bucket
reads: [s3.buckets]
needs: [OwnershipControls]
why: An ACL gives access past the policy, object by object, where nobody looks.
remedy: Set object ownership to BucketOwnerEnforced after you have moved what the ACLs give into the policy.
controls:
  fsbp: [S3.12]
tests: { pass: 24, fail: 14, unknown: 4 }
*/
SELECT
  b.ACCOUNT_ID,
  b.REGION,
  b.ARN AS RESOURCE_ID,
  b.ARN AS RESOURCE_ARN,
  IFF(COALESCE(b.OBJECT_OWNERSHIP, 'ObjectWriter') = 'BucketOwnerEnforced', 'pass', 'fail') AS STATUS,
  IFF(COALESCE(b.OBJECT_OWNERSHIP, 'ObjectWriter') = 'BucketOwnerEnforced', 'ACLs are off: the owner of the bucket owns every object.', 'ACLs have effect.') AS REASON,
  OBJECT_CONSTRUCT('name', b.NAME, 'ownership', b.OBJECT_OWNERSHIP) AS EVIDENCE
FROM AWS_S3_BUCKETS b
