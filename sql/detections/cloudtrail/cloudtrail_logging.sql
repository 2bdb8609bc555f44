/*
title: No trail has stopped
severity: high
per: resource
resource_type: AWS::CloudTrail::Trail
reads: [cloudtrail.trails]
why: A trail that was stopped looks like a trail in every list.
remedy: Start logging again, and find out from the event StopLogging who stopped it.
tests: { pass: 7, fail: 5, unknown: 4 }
*/
SELECT
  t.ACCOUNT_ID,
  t.REGION,
  t.TRAIL_ARN AS RESOURCE_ID,
  t.TRAIL_ARN AS RESOURCE_ARN,
  IFF(COALESCE(t.IS_LOGGING, FALSE), 'pass', 'fail') AS STATUS,
  IFF(COALESCE(t.IS_LOGGING, FALSE), 'The trail logs.', 'The trail has stopped.') AS REASON,
  OBJECT_CONSTRUCT('name', t.NAME, 'stopped', t.STOPPED_LOGGING_AT, 'error', t.DELIVERY_ERROR) AS EVIDENCE
FROM AWS_CLOUDTRAIL_TRAILS t
