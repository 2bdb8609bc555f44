/*
title: An alarm tells of failed sign-ins
severity: low
per: account
resource_type: AWS::CloudWatch::Alarm
reads: [cloudtrail.trails, cloudwatch.alarms, logs.metric_filters]
why: Many failures are somebody who guesses.
remedy: Let a trail of all regions write to a log group, count these events there by a metric filter, and set an alarm with an action on the count.
completed_by: [alarms]
controls:
  cis-7.0: ['5.6']
  cis-6.0: ['5.6']
  cis-5.0: ['4.6']
  cis-3.0: ['4.6']
tests: { pass: 1, fail: 9, unknown: 4 }
*/
SELECT a.ACCOUNT_ID, a.IS_ORGANIZATION, a.ALARM_NAME
FROM AWS_CLOUDTRAIL_ALARMS a
WHERE a.PATTERN LIKE '%consolelogin%'
  AND a.PATTERN LIKE '%failedauthentication%'
