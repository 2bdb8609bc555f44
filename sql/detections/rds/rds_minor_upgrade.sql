/*
title: Databases take minor upgrades
severity: low
per: resource
resource_type: AWS::RDS::DBInstance
reads: [rds.instances]
why: Minor versions mend what attackers know of the one before.
remedy: Turn automatic minor version upgrades on.
controls:
  cis-7.0: ['3.2.2']
  cis-6.0: ['3.2.2']
  cis-5.0: ['2.2.2']
  cis-3.0: ['2.3.2']
  fsbp: [RDS.13]
  attack: [T1190]
tests: { pass: 41, fail: 7, unknown: 4 }
*/
WITH databases AS (
  SELECT ACCOUNT_ID, REGION, RESOURCE_ID, ARN, NAME, ENGINE, COALESCE(AUTO_MINOR_UPGRADE, FALSE) AS HOLDS
  FROM AWS_RDS_INSTANCES
)
SELECT
  d.ACCOUNT_ID,
  d.REGION,
  d.RESOURCE_ID,
  d.ARN AS RESOURCE_ARN,
  IFF(d.HOLDS, 'pass', 'fail') AS STATUS,
  IFF(d.HOLDS, 'Minor versions come by themselves.', 'Minor versions wait for somebody.') AS REASON,
  OBJECT_CONSTRUCT('name', d.NAME, 'engine', d.ENGINE) AS EVIDENCE
FROM databases d
