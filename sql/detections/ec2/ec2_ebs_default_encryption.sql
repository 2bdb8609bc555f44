/*
title: New volumes are encrypted by default
severity: medium
per: region
resource_type: AWS::EC2::EBSEncryptionByDefault
reads: [ec2.ebs_encryption_by_default]
why: A volume that nobody thought of encrypting is then encrypted all the same.
remedy: Turn encryption by default on in each region.
controls:
  cis-7.0: ['6.1.1']
  fsbp: [EC2.7]
  attack: [T1119]
tests: { pass: 10, fail: 11, unknown: 4 }
*/
SELECT
  d.ACCOUNT_ID,
  d.REGION,
  d.ACCOUNT_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(d.ENABLED, 'pass', 'fail') AS STATUS,
  IFF(d.ENABLED, 'New volumes are encrypted by default.', 'New volumes are not encrypted by default.') AS REASON,
  OBJECT_CONSTRUCT('enabled', d.ENABLED) AS EVIDENCE
FROM AWS_EC2_EBS_ENCRYPTION_BY_DEFAULT d
