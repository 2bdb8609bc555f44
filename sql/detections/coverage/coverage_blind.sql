/*
title: Every account and region in scope can be read
severity: high
per: resource
resource_type: AWS::Organizations::Account
reads: []
why: What cannot be read is neither safe nor unsafe, and every other detection is unknown there.
remedy: Run snowcensus status for the reason in AWS's own words; mend the role, its trust policy or the service control policy.
tests: { pass: 30, fail: 10, unknown: 0 }
*/
SELECT
  u.ACCOUNT_ID,
  u.REGION,
  u.ACCOUNT_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(COUNT(b.COLLECTOR) > 0, 'fail', 'pass') AS STATUS,
  COALESCE(MIN(b.REASON), 'All that was to be read could be read.') AS REASON,
  OBJECT_CONSTRUCT('blind', ARRAY_AGG(b.COLLECTOR) WITHIN GROUP (ORDER BY b.COLLECTOR), 'since', MIN(b.SINCE)) AS EVIDENCE
FROM (SELECT ACCOUNT_ID, REGION FROM DETECTION_UNITS WHERE STATE <> 'out' GROUP BY ACCOUNT_ID, REGION) u
LEFT JOIN (SELECT ACCOUNT_ID, REGION, COLLECTOR, REASON, SINCE FROM DETECTION_UNITS WHERE STATE IN ('blind', 'told')) b
  -- What an administrator told of an account that lets nobody in is not all that was to be read.
  ON b.ACCOUNT_ID = u.ACCOUNT_ID AND (b.REGION = u.REGION OR b.REGION = '*')
GROUP BY u.ACCOUNT_ID, u.REGION
