/*
title: Databases are encrypted
severity: high
per: resource
resource_type: AWS::RDS::DBInstance
reads: [rds.clusters, rds.instances]
why: Storage, backups and replicas of an unencrypted database are readable by whoever gets at them.
remedy: "Copy a snapshot with encryption and restore it: a database cannot be encrypted afterwards."
controls:
  cis-7.0: ['3.2.1']
  cis-6.0: ['3.2.1']
  cis-5.0: ['2.2.1']
  cis-3.0: ['2.3.1']
  fsbp: [RDS.3, RDS.27]
  attack: [T1119, T1530]
tests: { pass: 39, fail: 19, unknown: 4 }
*/
WITH databases AS (
  SELECT ACCOUNT_ID, REGION, RESOURCE_ID, ARN, NAME, ENGINE, COALESCE(STORAGE_ENCRYPTED, FALSE) AS HOLDS
  FROM AWS_RDS_INSTANCES
  UNION ALL
  SELECT ACCOUNT_ID, REGION, RESOURCE_ID, ARN, NAME, ENGINE, COALESCE(STORAGE_ENCRYPTED, FALSE) AS HOLDS
  FROM AWS_RDS_CLUSTERS
)
SELECT
  d.ACCOUNT_ID,
  d.REGION,
  d.RESOURCE_ID,
  d.ARN AS RESOURCE_ARN,
  IFF(d.HOLDS, 'pass', 'fail') AS STATUS,
  IFF(d.HOLDS, 'The storage is encrypted.', 'The storage is not encrypted.') AS REASON,
  OBJECT_CONSTRUCT('name', d.NAME, 'engine', d.ENGINE) AS EVIDENCE
FROM databases d
