/*
title: An alarm tells of changes of Config
severity: low
per: account
resource_type: AWS::CloudWatch::Alarm
reads: [cloudtrail.trails, cloudwatch.alarms, logs.metric_filters]
why: Without the recorder nobody knows what was changed.
remedy: Let a trail of all regions write to a log group, count these events there by a metric filter, and set an alarm with an action on the count.
completed_by: [alarms]
controls:
  cis-7.0: ['5.9']
  cis-6.0: ['5.9']
  cis-5.0: ['4.9']
  cis-3.0: ['4.9']
tests: { pass: 1, fail: 9, unknown: 4 }
*/
SELECT a.ACCOUNT_ID, a.IS_ORGANIZATION, a.ALARM_NAME
FROM AWS_CLOUDTRAIL_ALARMS a
WHERE a.PATTERN LIKE '%config.amazonaws.com%'
  AND a.PATTERN LIKE '%stopconfigurationrecorder%'
  AND a.PATTERN LIKE '%deletedeliverychannel%'
  AND a.PATTERN LIKE '%putdeliverychannel%'
  AND a.PATTERN LIKE '%putconfigurationrecorder%'
