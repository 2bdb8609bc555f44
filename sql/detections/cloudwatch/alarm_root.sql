/*
title: An alarm tells of use of the root user
severity: low
per: account
resource_type: AWS::CloudWatch::Alarm
reads: [cloudtrail.trails, cloudwatch.alarms, logs.metric_filters]
why: Nobody needs the root user from day to day, so its use is either planned or an attack.
remedy: Let a trail of all regions write to a log group, count these events there by a metric filter, and set an alarm with an action on the count.
completed_by: [alarms]
controls:
  cis-7.0: ['5.3']
  cis-6.0: ['5.3']
  cis-5.0: ['4.3']
  cis-3.0: ['4.3']
tests: { pass: 2, fail: 8, unknown: 4 }
*/
SELECT a.ACCOUNT_ID, a.IS_ORGANIZATION, a.ALARM_NAME
FROM AWS_CLOUDTRAIL_ALARMS a
WHERE a.PATTERN LIKE '%useridentity.type%'
  AND a.PATTERN LIKE '%root%'
  AND a.PATTERN LIKE '%invokedby%'
  AND a.PATTERN LIKE '%awsserviceevent%'
