/*
title: Databases stand in several zones
severity: low
per: resource
resource_type: AWS::RDS::DBInstance
reads: [rds.clusters, rds.instances]
why: Where one zone fails, a database that stands in it alone is gone until somebody restores it.
remedy: Turn Multi-AZ on, or add a reader in another zone.
controls:
  cis-7.0: ['3.2.4']
  fsbp: [RDS.5, RDS.15]
tests: { pass: 14, fail: 24, unknown: 4 }
*/
WITH databases AS (
  SELECT ACCOUNT_ID, REGION, RESOURCE_ID, ARN, NAME, ENGINE, COALESCE(MULTI_AZ, FALSE) AS HOLDS
  FROM AWS_RDS_INSTANCES
  WHERE CLUSTER_NAME IS NULL
  UNION ALL
  SELECT ACCOUNT_ID, REGION, RESOURCE_ID, ARN, NAME, ENGINE, COALESCE(MULTI_AZ, FALSE) AS HOLDS
  FROM AWS_RDS_CLUSTERS
)
SELECT
  d.ACCOUNT_ID,
  d.REGION,
  d.RESOURCE_ID,
  d.ARN AS RESOURCE_ARN,
  IFF(d.HOLDS, 'pass', 'fail') AS STATUS,
  IFF(d.HOLDS, 'It stands in several zones.', 'It stands in one zone.') AS REASON,
  OBJECT_CONSTRUCT('name', d.NAME, 'engine', d.ENGINE) AS EVIDENCE
FROM databases d
