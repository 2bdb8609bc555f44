/*
title: Volumes are encrypted
severity: medium
per: resource
resource_type: AWS::EC2::Volume
reads: [ec2.volumes]
why: Snapshots of a plain volume can be shared and read anywhere.
remedy: Copy a snapshot of the volume with encryption, and make a new volume from it.
controls:
  cis-6.0: ['6.1.1']
  cis-5.0: ['5.1.1']
  cis-3.0: ['2.2.1']
  fsbp: [EC2.3]
  attack: [T1119]
tests: { pass: 906, fail: 393, unknown: 4 }
*/
SELECT
  v.ACCOUNT_ID,
  v.REGION,
  v.VOLUME_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || v.REGION || ':' || v.ACCOUNT_ID || ':volume/' || v.VOLUME_ID AS RESOURCE_ARN,
  IFF(v.ENCRYPTED, 'pass', 'fail') AS STATUS,
  IFF(v.ENCRYPTED, 'The volume is encrypted.', 'The volume is not encrypted.') AS REASON,
  OBJECT_CONSTRUCT('name', v.NAME, 'instance', v.INSTANCE_ID, 'key', v.KMS_KEY_ID) AS EVIDENCE
FROM AWS_EC2_VOLUMES v
