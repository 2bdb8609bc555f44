/*
title: No key is about to be deleted
severity: high
per: resource
resource_type: AWS::KMS::Key
reads: [kms.keys]
needs: [Metadata]
why: What a deleted key has encrypted is lost for good.
remedy: "Cancel the deletion unless you know that nothing needs the key: aws kms cancel-key-deletion."
controls:
  fsbp: [KMS.3]
tests: { pass: 34, fail: 5, unknown: 4 }
*/
SELECT
  k.ACCOUNT_ID,
  k.REGION,
  k.RESOURCE_ID,
  k.ARN AS RESOURCE_ARN,
  IFF(k.STATE IN ('PendingDeletion', 'PendingReplicaDeletion'), 'fail', 'pass') AS STATUS,
  IFF(k.STATE IN ('PendingDeletion', 'PendingReplicaDeletion'), 'The key is about to be deleted.', 'The key is not about to be deleted.') AS REASON,
  OBJECT_CONSTRUCT('aliases', k.ALIASES, 'state', k.STATE, 'deletion_date', k.DELETION_DATE) AS EVIDENCE
FROM AWS_KMS_KEYS k
WHERE k.MANAGER = 'CUSTOMER'
