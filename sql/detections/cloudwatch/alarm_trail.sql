/*
title: An alarm tells of changes of trails
severity: low
per: account
resource_type: AWS::CloudWatch::Alarm
reads: [cloudtrail.trails, cloudwatch.alarms, logs.metric_filters]
why: Whoever wants to go unseen stops the trail first.
remedy: Let a trail of all regions write to a log group, count these events there by a metric filter, and set an alarm with an action on the count.
completed_by: [alarms]
controls:
  cis-7.0: ['5.5']
  cis-6.0: ['5.5']
  cis-5.0: ['4.5']
  cis-3.0: ['4.5']
tests: { pass: 1, fail: 9, unknown: 4 }
*/
SELECT a.ACCOUNT_ID, a.IS_ORGANIZATION, a.ALARM_NAME
FROM AWS_CLOUDTRAIL_ALARMS a
WHERE a.PATTERN LIKE '%createtrail%'
  AND a.PATTERN LIKE '%updatetrail%'
  AND a.PATTERN LIKE '%deletetrail%'
  AND a.PATTERN LIKE '%startlogging%'
  AND a.PATTERN LIKE '%stoplogging%'
