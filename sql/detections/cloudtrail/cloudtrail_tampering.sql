/*
title: Nobody stopped, deleted or narrowed a trail (24 h)
severity: critical
per: region
resource_type: AWS::CloudTrail::Trail
reads: [cloudtrail.events]
fresh_within_hours: 26
why: Whoever wants to go unseen first stops, deletes or narrows the trail.
remedy: Find out who it was and why, and put the trail back.
parameters:
  hours: { default: 24, doc: "Hours that it looks back." }
tests: { pass: 20, fail: 1, unknown: 4 }
*/
SELECT
  u.ACCOUNT_ID,
  u.REGION,
  u.ACCOUNT_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(COUNT(e.EVENT_ID) > 0, 'fail', 'pass') AS STATUS,
  IFF(COUNT(e.EVENT_ID) > 0, COUNT(e.EVENT_ID) || ' changes to trails in the last hours.', 'Nobody changed a trail in the last hours.') AS REASON,
  OBJECT_CONSTRUCT('events', ARRAY_AGG(e.EVENT_ID), 'last', MAX(e.EVENT_TIME), 'by', ARRAY_AGG(DISTINCT e.IDENTITY_ARN)) AS EVIDENCE
FROM DETECTION_UNITS u
LEFT JOIN AWS_CLOUDTRAIL_EVENTS e
  ON e.ACCOUNT_ID = u.ACCOUNT_ID AND e.REGION = u.REGION
  AND e.EVENT_TIME >= DATEADD(HOUR, -$hours, CURRENT_TIMESTAMP())
  AND e.EVENT_SOURCE = 'cloudtrail.amazonaws.com' AND e.ERROR_CODE IS NULL
  AND e.EVENT_NAME IN ('StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors', 'RemoveTags', 'DeleteEventDataStore', 'StopEventDataStoreIngestion')
WHERE u.COLLECTOR = 'cloudtrail.events' AND u.STATE = 'seen'
GROUP BY u.ACCOUNT_ID, u.REGION
