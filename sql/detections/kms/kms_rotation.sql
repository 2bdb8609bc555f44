/*
title: Customer keys rotate
severity: medium
per: resource
resource_type: AWS::KMS::Key
reads: [kms.keys]
needs: [Metadata, Rotation]
why: A key that rotates limits how much one piece of key material ever protected.
remedy: Turn automatic rotation on; it changes neither the id of the key nor what is encrypted.
controls:
  cis-7.0: ['4.6']
  cis-6.0: ['4.6']
  cis-5.0: ['3.6']
  cis-3.0: ['3.6']
  fsbp: [KMS.4]
tests: { pass: 12, fail: 14, unknown: 4 }
*/
SELECT
  k.ACCOUNT_ID,
  k.REGION,
  k.RESOURCE_ID,
  k.ARN AS RESOURCE_ARN,
  IFF(COALESCE(k.ROTATION_ENABLED, FALSE), 'pass', 'fail') AS STATUS,
  IFF(COALESCE(k.ROTATION_ENABLED, FALSE), 'AWS rotates the key.', 'Nobody rotates the key by itself.') AS REASON,
  OBJECT_CONSTRUCT('aliases', k.ALIASES, 'days', k.ROTATION_DAYS) AS EVIDENCE
FROM AWS_KMS_KEYS k
WHERE k.MANAGER = 'CUSTOMER' AND k.STATE = 'Enabled' AND k.SPEC = 'SYMMETRIC_DEFAULT' AND k.USAGE = 'ENCRYPT_DECRYPT' AND k.ORIGIN = 'AWS_KMS'
  AND (k.MULTI_REGION_TYPE IS NULL OR k.MULTI_REGION_TYPE = 'PRIMARY')
