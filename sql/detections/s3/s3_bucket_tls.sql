/*
title: Bucket policies refuse HTTP
severity: medium
per: resource
resource_type: AWS::S3::Bucket
reads: [s3.buckets]
needs: [Policy]
why: Without the refusal a client that speaks plain HTTP sends objects and credentials in the clear.
remedy: Add a statement to the policy that denies s3:* on the bucket and on its objects (the ARN, and the ARN with /*) to everybody where aws:SecureTransport is false.
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
  SELECT s.ACCOUNT_ID, s.REGION, s.RESOURCE_ID, p.VALUE::STRING AS NAMED,
    REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(p.VALUE::STRING, '!', '!!'), '%', '!%'), '_', '!_'), '*', '%'), '?', '_') AS PATTERN
  FROM AWS_S3_BUCKETS_STATEMENTS s, LATERAL FLATTEN(input => s.RESOURCES) p
  WHERE s.EFFECT = 'Deny'
    AND ARRAY_CONTAINS('*'::VARIANT, s.AWS_PRINCIPALS)
    AND ARRAYS_OVERLAP(s.ACTIONS, ARRAY_CONSTRUCT('s3:*', '*'))
    AND REGEXP_LIKE(LOWER(TO_JSON(s.CONDITION)), '\\{"bool":\\{"aws:securetransport":\\[?"?false"?\\]?\\}\\}')
), refused AS (
  SELECT
    ACCOUNT_ID,
    REGION,
    RESOURCE_ID,
    BOOLOR_AGG(RESOURCE_ID LIKE PATTERN ESCAPE '!') AS BUCKET,
    -- All objects, and not those of a prefix.
    BOOLOR_AGG(ENDSWITH(NAMED, '*') AND RESOURCE_ID || '/' LIKE PATTERN ESCAPE '!') AS OBJECTS
  FROM refusing
  GROUP BY ACCOUNT_ID, REGION, RESOURCE_ID
)
SELECT
  b.ACCOUNT_ID,
  b.REGION,
  b.ARN AS RESOURCE_ID,
  b.ARN AS RESOURCE_ARN,
  IFF(r.BUCKET AND r.OBJECTS, 'pass', 'fail') AS STATUS,
  CASE
    WHEN r.BUCKET AND r.OBJECTS THEN 'The policy denies plain HTTP to everybody.'
    WHEN r.BUCKET THEN 'The policy denies plain HTTP to everybody for the bucket, and not for all of its objects.'
    WHEN r.OBJECTS THEN 'The policy denies plain HTTP to everybody for all objects, and not for the bucket.'
    WHEN r.RESOURCE_ID IS NOT NULL THEN 'The policy denies plain HTTP to everybody for some objects only.'
    ELSE 'No statement of the policy denies plain HTTP to everybody.'
  END AS REASON,
  OBJECT_CONSTRUCT('name', b.NAME, 'has_policy', b.POLICY IS NOT NULL) AS EVIDENCE
FROM AWS_S3_BUCKETS b
LEFT JOIN refused r ON r.ACCOUNT_ID = b.ACCOUNT_ID AND r.REGION = b.REGION AND r.RESOURCE_ID = b.ARN
