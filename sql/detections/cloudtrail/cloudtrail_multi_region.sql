/*
title: A multi-region trail logs management events
severity: critical
per: account
resource_type: AWS::CloudTrail::Trail
reads: [cloudtrail.trails]
why: What no trail logs never happened, as far as anybody can prove later.
remedy: Make a trail of the organization for all regions with all management events.
controls:
  cis-7.0: ['4.1']
  cis-6.0: ['4.1']
  cis-5.0: ['3.1']
  cis-3.0: ['3.1']
  fsbp: [CloudTrail.1]
tests: { pass: 10, fail: 0, unknown: 4 }
*/
WITH selectors AS (
  SELECT t.ACCOUNT_ID, t.REGION, t.TRAIL_ARN, s.VALUE AS SELECTOR
  FROM AWS_CLOUDTRAIL_TRAILS t, LATERAL FLATTEN(input => t.EVENT_SELECTORS) s
), fields AS (
  SELECT t.ACCOUNT_ID, t.REGION, t.TRAIL_ARN, s.INDEX AS SELECTOR,
    MAX(IFF(f.VALUE:Field::STRING = 'eventCategory', f.VALUE:Equals[0]::STRING, NULL)) AS CATEGORY,
    MAX(IFF(f.VALUE:Field::STRING = 'readOnly', f.VALUE:Equals[0]::STRING, NULL)) AS READ_ONLY
  FROM AWS_CLOUDTRAIL_TRAILS t,
    LATERAL FLATTEN(input => t.ADVANCED_EVENT_SELECTORS) s,
    LATERAL FLATTEN(input => s.VALUE:FieldSelectors) f
  GROUP BY t.ACCOUNT_ID, t.REGION, t.TRAIL_ARN, s.INDEX
), complete AS (
  SELECT ACCOUNT_ID, REGION, TRAIL_ARN FROM selectors
  WHERE SELECTOR:IncludeManagementEvents::BOOLEAN AND SELECTOR:ReadWriteType::STRING = 'All'
  UNION
  SELECT ACCOUNT_ID, REGION, TRAIL_ARN FROM fields
  WHERE CATEGORY = 'Management' AND READ_ONLY IS NULL
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
    WHEN MIN(o.TRAIL_ARN) IS NOT NULL THEN 'A trail of the account logs all management events.'
    WHEN MIN(g.TRAIL_ARN) IS NOT NULL THEN 'A trail of the organization logs all management events.'
    ELSE 'No trail of all regions that logs now logs all management events.'
  END AS REASON,
  OBJECT_CONSTRUCT('trail', MIN(COALESCE(o.TRAIL_ARN, g.TRAIL_ARN))) AS EVIDENCE
FROM DETECTION_UNITS u
LEFT JOIN good o ON o.ACCOUNT_ID = u.ACCOUNT_ID
LEFT JOIN good g ON g.IS_ORGANIZATION
WHERE u.COLLECTOR = 'cloudtrail.trails' AND u.STATE = 'seen'
GROUP BY u.ACCOUNT_ID
