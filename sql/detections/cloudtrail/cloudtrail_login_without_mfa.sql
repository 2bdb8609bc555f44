/*
title: No console sign-in without MFA (24 h)
severity: high
per: region
resource_type: AWS::CloudTrail::Trail
reads: [cloudtrail.events]
fresh_within_hours: 26
why: A sign-in without MFA may be anybody’s who knows the password.
remedy: Ask the person, end the session, and give the user MFA.
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
  IFF(COUNT(e.EVENT_ID) > 0, COUNT(e.EVENT_ID) || ' sign-ins without MFA in the last hours.', 'Nobody signed in without MFA in the last hours.') AS REASON,
  OBJECT_CONSTRUCT('events', ARRAY_AGG(e.EVENT_ID), 'last', MAX(e.EVENT_TIME), 'by', ARRAY_AGG(DISTINCT e.IDENTITY_ARN)) AS EVIDENCE
FROM DETECTION_UNITS u
LEFT JOIN AWS_CLOUDTRAIL_EVENTS e
  ON e.ACCOUNT_ID = u.ACCOUNT_ID AND e.REGION = u.REGION
  AND e.EVENT_TIME >= DATEADD(HOUR, -$hours, CURRENT_TIMESTAMP())
  AND e.EVENT_NAME = 'ConsoleLogin' AND e.ERROR_CODE IS NULL AND e.IDENTITY_TYPE IN ('IAMUser', 'Root')
  AND NOT COALESCE(e.MFA_AUTHENTICATED, FALSE)
WHERE u.COLLECTOR = 'cloudtrail.events' AND u.STATE = 'seen'
GROUP BY u.ACCOUNT_ID, u.REGION
