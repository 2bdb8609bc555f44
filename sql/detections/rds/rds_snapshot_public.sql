/*
title: No database snapshot is public
severity: critical
per: resource
resource_type: AWS::RDS::DBSnapshot
reads: [rds.cluster_snapshots, rds.snapshots]
needs: [Attributes]
why: Everybody may restore a public snapshot, and has the whole database.
remedy: Take “all” out of the accounts that may restore it; look for copies that were made meanwhile.
controls:
  fsbp: [RDS.1]
  attack: [T1530]
tests: { pass: 37, fail: 1, unknown: 4 }
*/
WITH copies AS (
  SELECT ACCOUNT_ID, REGION, RESOURCE_ID, ARN, NAME, IS_PUBLIC, ENCRYPTED FROM AWS_RDS_SNAPSHOTS
  UNION ALL
  SELECT ACCOUNT_ID, REGION, RESOURCE_ID, ARN, NAME, IS_PUBLIC, ENCRYPTED FROM AWS_RDS_CLUSTER_SNAPSHOTS
)
SELECT
  s.ACCOUNT_ID,
  s.REGION,
  s.RESOURCE_ID,
  s.ARN AS RESOURCE_ARN,
  IFF(COALESCE(s.IS_PUBLIC, FALSE), 'fail', 'pass') AS STATUS,
  IFF(COALESCE(s.IS_PUBLIC, FALSE), 'Every AWS account may restore the snapshot.', 'Only named accounts may restore the snapshot.') AS REASON,
  OBJECT_CONSTRUCT('name', s.NAME, 'encrypted', s.ENCRYPTED) AS EVIDENCE
FROM copies s
