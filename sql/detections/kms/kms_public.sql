/*
title: No key policy allows everybody
severity: critical
per: resource
resource_type: AWS::KMS::Key
reads: [kms.keys]
needs: [Metadata, Policy]
why: "A key that everybody may use protects nothing: whoever has the ciphertext reads it."
remedy: Name accounts and roles in the key policy, or add a condition such as kms:CallerAccount or aws:PrincipalOrgID.
controls:
  cis-7.0: ['2.21']
  fsbp: [KMS.5]
tests: { pass: 38, fail: 1, unknown: 4 }
*/
WITH open_keys AS (
  SELECT s.ACCOUNT_ID, s.REGION, s.RESOURCE_ID, ARRAY_AGG(s.SID) AS SIDS
  FROM AWS_KMS_KEYS_STATEMENTS s
  WHERE s.IS_EVERYBODY AND NOT s.IS_NARROWED
  GROUP BY s.ACCOUNT_ID, s.REGION, s.RESOURCE_ID
)
SELECT
  k.ACCOUNT_ID,
  k.REGION,
  k.RESOURCE_ID,
  k.ARN AS RESOURCE_ARN,
  IFF(o.RESOURCE_ID IS NULL, 'pass', 'fail') AS STATUS,
  IFF(o.RESOURCE_ID IS NULL, 'The key policy allows nothing to everybody.', 'The key policy allows something to everybody.') AS REASON,
  OBJECT_CONSTRUCT('aliases', k.ALIASES, 'statements', o.SIDS) AS EVIDENCE
FROM AWS_KMS_KEYS k
LEFT JOIN open_keys o ON o.ACCOUNT_ID = k.ACCOUNT_ID AND o.REGION = k.REGION AND o.RESOURCE_ID = k.RESOURCE_ID
WHERE k.MANAGER = 'CUSTOMER'
