/*
title: Sharing snapshots with everybody is blocked
severity: medium
per: region
resource_type: AWS::EC2::SnapshotBlockPublicAccess
reads: [ec2.snapshot_block_public_access]
why: One wrong click makes a snapshot public, unless the region forbids it.
remedy: Block public access of snapshots in each region, best by a declarative policy of the organization.
tests: { pass: 10, fail: 11, unknown: 4 }
*/
SELECT
  b.ACCOUNT_ID,
  b.REGION,
  b.ACCOUNT_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(b.STATE IN ('block-all-sharing', 'block-new-sharing'), 'pass', 'fail') AS STATUS,
  'Public access of snapshots is ' || b.STATE || '.' AS REASON,
  OBJECT_CONSTRUCT('state', b.STATE, 'managed_by', b.MANAGED_BY) AS EVIDENCE
FROM AWS_EC2_SNAPSHOT_BLOCK_PUBLIC_ACCESS b
