/*
title: No access from outside that an analyzer has found is left open
severity: high
per: region
resource_type: AWS::AccessAnalyzer::Analyzer
reads: [accessanalyzer.analyzers, accessanalyzer.findings]
why: Somebody outside gets at the resource, and nobody has said that it is meant.
remedy: Narrow the policy of the resource, or archive the finding where the access is meant.
tests: { pass: 3, fail: 4, unknown: 18 }
*/
WITH seen AS (
  SELECT ACCOUNT_ID, REGION FROM DETECTION_UNITS WHERE COLLECTOR = 'accessanalyzer.findings' AND STATE = 'seen'
), analyzers AS (
  -- One of the organization tells nothing of others where its own findings are not seen.
  SELECT a.ACCOUNT_ID, a.REGION, a.ARN, a.TYPE
  FROM AWS_ACCESSANALYZER_ANALYZERS a
  JOIN seen s ON s.ACCOUNT_ID = a.ACCOUNT_ID AND s.REGION = a.REGION
  WHERE a.STATUS = 'ACTIVE' AND a.TYPE IN ('ACCOUNT', 'ORGANIZATION')
), open_access AS (
  SELECT ACCOUNT_ID, REGION, COUNT(*) AS FINDINGS, ARRAY_UNIQUE_AGG(RESOURCE_ARN) AS RESOURCES
  FROM AWS_ACCESSANALYZER_FINDINGS
  WHERE STATUS = 'ACTIVE' AND ANALYZER_TYPE IN ('ACCOUNT', 'ORGANIZATION')
  GROUP BY ACCOUNT_ID, REGION
), covered AS (
  SELECT u.ACCOUNT_ID, u.REGION, MIN(COALESCE(a.ARN, o.ARN)) AS ANALYZER
  FROM seen u
  LEFT JOIN analyzers a ON a.ACCOUNT_ID = u.ACCOUNT_ID AND a.REGION = u.REGION
  LEFT JOIN analyzers o ON o.TYPE = 'ORGANIZATION' AND o.REGION = u.REGION
  GROUP BY u.ACCOUNT_ID, u.REGION
)
SELECT
  c.ACCOUNT_ID,
  c.REGION,
  c.ACCOUNT_ID AS RESOURCE_ID,
  c.ANALYZER AS RESOURCE_ARN,
  CASE WHEN f.FINDINGS > 0 THEN 'fail' WHEN c.ANALYZER IS NOT NULL THEN 'pass' END AS STATUS,
  CASE WHEN f.FINDINGS > 0 THEN f.FINDINGS || ' active findings tell of access from outside, or of resources that could not be analyzed.'
    WHEN c.ANALYZER IS NOT NULL THEN 'No finding is active.' ELSE 'no active analyzer of external access covers the region' END AS REASON,
  OBJECT_CONSTRUCT('analyzer', c.ANALYZER, 'resources', f.RESOURCES) AS EVIDENCE
FROM covered c
LEFT JOIN open_access f ON f.ACCOUNT_ID = c.ACCOUNT_ID AND f.REGION = c.REGION
