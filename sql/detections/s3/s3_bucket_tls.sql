/*
title: Bucket policies refuse HTTP
severity: medium
per: resource
resource_type: AWS::S3::Bucket
reads: [s3.buckets]
needs: [Policy]
why: Without the refusal a client that speaks plain HTTP sends objects and credentials in the clear.
remedy: Add a statement to the policy that denies s3:* to everybody where aws:SecureTransport is false.
controls:
  cis-7.0: ['3.1.1']
  cis-6.0: ['3.1.1']
  cis-5.0: ['2.1.1']
  cis-3.0: ['2.1.1']
  fsbp: [S3.5]
  attack: [T1040]
tests: { pass: 21, fail: 17, unknown: 4 }
*/
WITH refusing AS (
  SELECT s.ACCOUNT_ID, s.REGION, s.RESOURCE_ID
  FROM AWS_S3_BUCKETS_STATEMENTS s
  WHERE s.EFFECT = 'Deny'
    AND ARRAY_CONTAINS('*'::VARIANT, s.AWS_PRINCIPALS)
    AND ARRAYS_OVERLAP(s.ACTIONS, ARRAY_CONSTRUCT('s3:*', '*'))
    AND REGEXP_LIKE(LOWER(TO_JSON(s.CONDITION)), '\\{"bool":\\{"aws:securetransport":\\[?"?false"?\\]?\\}\\}')
  GROUP BY s.ACCOUNT_ID, s.REGION, s.RESOURCE_ID
)
SELECT
  b.ACCOUNT_ID,
  b.REGION,
  b.ARN AS RESOURCE_ID,
  b.ARN AS RESOURCE_ARN,
  IFF(r.RESOURCE_ID IS NULL, 'fail', 'pass') AS STATUS,
  IFF(r.RESOURCE_ID IS NULL, 'No statement of the policy denies plain HTTP to everybody.', 'The policy denies plain HTTP to everybody.') AS REASON,
  OBJECT_CONSTRUCT('name', b.NAME, 'has_policy', b.POLICY IS NOT NULL) AS EVIDENCE
FROM AWS_S3_BUCKETS b
LEFT JOIN refusing r ON r.ACCOUNT_ID = b.ACCOUNT_ID AND r.REGION = b.REGION AND r.RESOURCE_ID = b.ARN
