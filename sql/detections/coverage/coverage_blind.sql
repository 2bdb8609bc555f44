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
  IFF(COUNT_IF(u.STATE = 'blind') > 0, 'fail', 'pass') AS STATUS,
  IFF(COUNT_IF(u.STATE = 'blind') > 0, MIN(IFF(u.STATE = 'blind', u.REASON, NULL)), 'All that was to be read could be read.') AS REASON,
  OBJECT_CONSTRUCT(
    'blind', ARRAY_AGG(IFF(u.STATE = 'blind', u.COLLECTOR, NULL)) WITHIN GROUP (ORDER BY u.COLLECTOR),
    'since', MIN(IFF(u.STATE = 'blind', u.SINCE, NULL))
  ) AS EVIDENCE
FROM DETECTION_UNITS u
WHERE u.STATE <> 'out'
GROUP BY u.ACCOUNT_ID, u.REGION
