/*
title: Every region in use has an external access analyzer
severity: medium
per: region
resource_type: AWS::AccessAnalyzer::Analyzer
reads: [accessanalyzer.analyzers]
why: An analyzer of external access tells of each resource that a policy opens to strangers, as soon as it happens.
remedy: Make an analyzer of the organization in each region, in the delegated administrator of Access Analyzer.
controls:
  cis-7.0: ['2.18']
  cis-6.0: ['2.19']
  cis-5.0: ['1.19']
  cis-3.0: ['1.20']
tests: { pass: 7, fail: 14, unknown: 4 }
*/
WITH analyzers AS (
  SELECT ACCOUNT_ID, REGION, ARN, TYPE FROM AWS_ACCESSANALYZER_ANALYZERS WHERE STATUS = 'ACTIVE' AND TYPE IN ('ACCOUNT', 'ORGANIZATION')
)
SELECT
  u.ACCOUNT_ID,
  u.REGION,
  u.ACCOUNT_ID AS RESOURCE_ID,
  MIN(COALESCE(a.ARN, o.ARN)) AS RESOURCE_ARN,
  IFF(MIN(COALESCE(a.ARN, o.ARN)) IS NULL, 'fail', 'pass') AS STATUS,
  CASE
    WHEN MIN(a.ARN) IS NOT NULL THEN 'The account has an active analyzer of external access.'
    WHEN MIN(o.ARN) IS NOT NULL THEN 'An analyzer of the organization covers the region.'
    ELSE 'No active analyzer of external access covers the region.'
  END AS REASON,
  OBJECT_CONSTRUCT('analyzer', MIN(COALESCE(a.ARN, o.ARN))) AS EVIDENCE
FROM DETECTION_UNITS u
LEFT JOIN analyzers a ON a.ACCOUNT_ID = u.ACCOUNT_ID AND a.REGION = u.REGION
LEFT JOIN analyzers o ON o.TYPE = 'ORGANIZATION' AND o.REGION = u.REGION
WHERE u.COLLECTOR = 'accessanalyzer.analyzers' AND u.STATE = 'seen'
GROUP BY u.ACCOUNT_ID, u.REGION
