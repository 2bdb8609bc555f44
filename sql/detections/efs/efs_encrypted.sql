/*
title: File systems are encrypted
severity: medium
per: resource
resource_type: AWS::EFS::FileSystem
reads: [efs.file_systems]
why: Whoever gets at the storage or a backup of an unencrypted file system reads all files.
remedy: Make an encrypted file system and copy the files. Encryption cannot be turned on afterwards.
controls:
  cis-7.0: ['3.3.1']
  cis-6.0: ['3.3.1']
  cis-5.0: ['2.3.1']
  cis-3.0: ['2.4.1']
  fsbp: [EFS.1]
  attack: [T1530]
tests: { pass: 13, fail: 5, unknown: 4 }
*/
SELECT
  f.ACCOUNT_ID,
  f.REGION,
  f.RESOURCE_ID,
  f.ARN AS RESOURCE_ARN,
  IFF(COALESCE(f.ENCRYPTED, FALSE), 'pass', 'fail') AS STATUS,
  IFF(COALESCE(f.ENCRYPTED, FALSE), 'The file system is encrypted.', 'The file system is not encrypted.') AS REASON,
  OBJECT_CONSTRUCT('name', f.NAME, 'key', f.KMS_KEY_ARN) AS EVIDENCE
FROM AWS_EFS_FILE_SYSTEMS f
