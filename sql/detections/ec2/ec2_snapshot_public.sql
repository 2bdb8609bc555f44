/*
title: No snapshot is public
severity: critical
per: resource
resource_type: AWS::EC2::Snapshot
reads: [ec2.snapshot_permissions, ec2.snapshots]
why: Everybody with an AWS account can make a volume from a public snapshot and read it.
remedy: Remove the group all from the permissions of the snapshot, and block public access of snapshots in the region.
controls:
  fsbp: [EC2.1]
tests: { pass: 55, fail: 5, unknown: 4 }
*/
SELECT
  s.ACCOUNT_ID,
  s.REGION,
  s.SNAPSHOT_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || s.REGION || '::snapshot/' || s.SNAPSHOT_ID AS RESOURCE_ARN,
  IFF(COUNT_IF(p.IS_PUBLIC) > 0, 'fail', 'pass') AS STATUS,
  IFF(COUNT_IF(p.IS_PUBLIC) > 0, 'Everybody may use the snapshot.', 'The snapshot is not public.') AS REASON,
  OBJECT_CONSTRUCT('name', ANY_VALUE(s.NAME), 'encrypted', ANY_VALUE(s.ENCRYPTED)) AS EVIDENCE
FROM AWS_EC2_SNAPSHOTS s
LEFT JOIN AWS_EC2_SNAPSHOT_PERMISSIONS p ON p.ACCOUNT_ID = s.ACCOUNT_ID AND p.REGION = s.REGION AND p.SNAPSHOT_ID = s.SNAPSHOT_ID
GROUP BY s.ACCOUNT_ID, s.REGION, s.SNAPSHOT_ID
