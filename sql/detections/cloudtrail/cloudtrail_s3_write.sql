/*
title: S3 object writes are logged
severity: medium
per: account
resource_type: AWS::CloudTrail::Trail
reads: [cloudtrail.trails]
why: Without write events nobody can say which objects were overwritten or deleted, and by whom.
remedy: Log data events of S3 objects for writes, with a trail of the organization.
controls:
  cis-7.0: ['4.8']
  cis-6.0: ['4.8']
  cis-5.0: ['3.8']
  cis-3.0: ['3.8']
tests: { pass: 1, fail: 9, unknown: 4 }
*/
WITH selectors AS (
  SELECT t.ACCOUNT_ID, t.REGION, t.TRAIL_ARN, s.VALUE AS SELECTOR
  FROM AWS_CLOUDTRAIL_TRAILS t, LATERAL FLATTEN(input => t.EVENT_SELECTORS) s
), fields AS (
  SELECT t.ACCOUNT_ID, t.REGION, t.TRAIL_ARN, s.INDEX AS SELECTOR,
    MAX(IFF(f.VALUE:Field::STRING = 'eventCategory', f.VALUE:Equals[0]::STRING, NULL)) AS CATEGORY,
    MAX(IFF(f.VALUE:Field::STRING = 'resources.type', f.VALUE:Equals[0]::STRING, NULL)) AS RESOURCE_TYPE,
    MAX(IFF(f.VALUE:Field::STRING = 'readOnly', f.VALUE:Equals[0]::STRING, NULL)) AS READ_ONLY,
    COUNT_IF(f.VALUE:Field::STRING NOT IN ('eventCategory', 'resources.type', 'readOnly')) AS NARROWED
  FROM AWS_CLOUDTRAIL_TRAILS t,
    LATERAL FLATTEN(input => t.ADVANCED_EVENT_SELECTORS) s,
    LATERAL FLATTEN(input => s.VALUE:FieldSelectors) f
  GROUP BY t.ACCOUNT_ID, t.REGION, t.TRAIL_ARN, s.INDEX
), complete AS (
  SELECT s.ACCOUNT_ID, s.REGION, s.TRAIL_ARN
  FROM selectors s,
    LATERAL FLATTEN(input => s.SELECTOR:DataResources) d,
    LATERAL FLATTEN(input => d.VALUE:Values) v
  WHERE d.VALUE:Type::STRING = 'AWS::S3::Object' AND s.SELECTOR:ReadWriteType::STRING IN ('All', 'WriteOnly')
    AND REGEXP_LIKE(v.VALUE::STRING, 'arn:aws[a-z-]*:s3(:::)?')
  UNION
  SELECT ACCOUNT_ID, REGION, TRAIL_ARN FROM fields
  WHERE CATEGORY = 'Data' AND RESOURCE_TYPE = 'AWS::S3::Object' AND COALESCE(READ_ONLY, 'false') = 'false' AND NARROWED = 0
), good AS (
  SELECT t.ACCOUNT_ID, t.IS_ORGANIZATION, t.TRAIL_ARN
  FROM AWS_CLOUDTRAIL_TRAILS t
  JOIN complete c ON c.ACCOUNT_ID = t.ACCOUNT_ID AND c.REGION = t.REGION AND c.TRAIL_ARN = t.TRAIL_ARN
  WHERE t.IS_LOGGING AND t.IS_MULTI_REGION
)
SELECT
  u.ACCOUNT_ID,
  'global' AS REGION,
  u.ACCOUNT_ID AS RESOURCE_ID,
  MIN(COALESCE(o.TRAIL_ARN, g.TRAIL_ARN)) AS RESOURCE_ARN,
  IFF(MIN(COALESCE(o.TRAIL_ARN, g.TRAIL_ARN)) IS NULL, 'fail', 'pass') AS STATUS,
  CASE
    WHEN MIN(o.TRAIL_ARN) IS NOT NULL THEN 'A trail of the account logs writes to all S3 objects.'
    WHEN MIN(g.TRAIL_ARN) IS NOT NULL THEN 'A trail of the organization logs writes to all S3 objects.'
    ELSE 'No trail of all regions that logs now logs writes to all S3 objects.'
  END AS REASON,
  OBJECT_CONSTRUCT('trail', MIN(COALESCE(o.TRAIL_ARN, g.TRAIL_ARN))) AS EVIDENCE
FROM DETECTION_UNITS u
LEFT JOIN good o ON o.ACCOUNT_ID = u.ACCOUNT_ID
LEFT JOIN good g ON g.IS_ORGANIZATION
WHERE u.COLLECTOR = 'cloudtrail.trails' AND u.STATE = 'seen'
GROUP BY u.ACCOUNT_ID
