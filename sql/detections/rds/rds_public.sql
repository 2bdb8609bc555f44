/*
title: No database is public
severity: critical
per: resource
resource_type: AWS::RDS::DBInstance
reads: [rds.clusters, rds.instances]
why: A database with a public address is tried by every scanner of the internet; its password is all that is left.
remedy: Turn public accessibility off, and reach it through the VPC.
controls:
  cis-7.0: ['3.2.3']
  cis-6.0: ['3.2.3']
  cis-5.0: ['2.2.3']
  cis-3.0: ['2.3.3']
  fsbp: [RDS.2]
  attack: [T1530]
tests: { pass: 47, fail: 11, unknown: 4 }
*/
WITH databases AS (
  SELECT ACCOUNT_ID, REGION, RESOURCE_ID, ARN, NAME, ENGINE, NOT COALESCE(PUBLICLY_ACCESSIBLE, FALSE) AS HOLDS
  FROM AWS_RDS_INSTANCES
  UNION ALL
  SELECT ACCOUNT_ID, REGION, RESOURCE_ID, ARN, NAME, ENGINE, NOT COALESCE(PUBLICLY_ACCESSIBLE, FALSE) AS HOLDS
  FROM AWS_RDS_CLUSTERS
  WHERE PUBLICLY_ACCESSIBLE IS NOT NULL
)
SELECT
  d.ACCOUNT_ID,
  d.REGION,
  d.RESOURCE_ID,
  d.ARN AS RESOURCE_ARN,
  IFF(d.HOLDS, 'pass', 'fail') AS STATUS,
  IFF(d.HOLDS, 'It has no public address.', 'It has a public address.') AS REASON,
  OBJECT_CONSTRUCT('name', d.NAME, 'engine', d.ENGINE) AS EVIDENCE
FROM databases d
