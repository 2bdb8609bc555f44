/*
title: An alarm tells of changes of Config
severity: low
per: account
resource_type: AWS::CloudWatch::Alarm
reads: [cloudtrail.trails, cloudwatch.alarms, logs.metric_filters]
why: Without the recorder nobody knows what was changed.
remedy: Let a trail of all regions write to a log group, count these events there by a metric filter, and set an alarm with an action on the count.
controls:
  cis-7.0: ['5.9']
  cis-6.0: ['5.9']
  cis-5.0: ['4.9']
  cis-3.0: ['4.9']
tests: { pass: 1, fail: 9, unknown: 4 }
*/
WITH counted AS (
  SELECT a.ACCOUNT_ID, a.IS_ORGANIZATION, a.ALARM_NAME
  FROM AWS_CLOUDTRAIL_ALARMS a
  WHERE a.PATTERN LIKE '%config.amazonaws.com%'
    AND a.PATTERN LIKE '%stopconfigurationrecorder%'
    AND a.PATTERN LIKE '%deletedeliverychannel%'
    AND a.PATTERN LIKE '%putdeliverychannel%'
    AND a.PATTERN LIKE '%putconfigurationrecorder%'
)
SELECT
  u.ACCOUNT_ID,
  'global' AS REGION,
  u.ACCOUNT_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(COUNT(c.ALARM_NAME) > 0, 'pass', 'fail') AS STATUS,
  IFF(COUNT(c.ALARM_NAME) > 0, 'An alarm with an action counts these events.', 'No alarm with an action counts these events.') AS REASON,
  OBJECT_CONSTRUCT('alarms', ARRAY_UNIQUE_AGG(c.ALARM_NAME)) AS EVIDENCE
FROM DETECTION_UNITS u
LEFT JOIN counted c ON c.ACCOUNT_ID = u.ACCOUNT_ID OR c.IS_ORGANIZATION
WHERE u.COLLECTOR = 'cloudtrail.trails' AND u.STATE = 'seen'
GROUP BY u.ACCOUNT_ID
