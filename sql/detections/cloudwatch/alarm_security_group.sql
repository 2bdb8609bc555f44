/*
title: An alarm tells of changes of security groups
severity: low
per: account
resource_type: AWS::CloudWatch::Alarm
reads: [cloudtrail.trails, cloudwatch.alarms, logs.metric_filters]
why: One rule opens a server to the world.
remedy: Let a trail of all regions write to a log group, count these events there by a metric filter, and set an alarm with an action on the count.
completed_by: [alarms]
controls:
  cis-7.0: ['5.10']
  cis-6.0: ['5.10']
  cis-5.0: ['4.10']
  cis-3.0: ['4.10']
tests: { pass: 1, fail: 9, unknown: 4 }
*/
SELECT a.ACCOUNT_ID, a.IS_ORGANIZATION, a.ALARM_NAME
FROM AWS_CLOUDTRAIL_ALARMS a
WHERE a.PATTERN LIKE '%authorizesecuritygroupingress%'
  AND a.PATTERN LIKE '%authorizesecuritygroupegress%'
  AND a.PATTERN LIKE '%revokesecuritygroupingress%'
  AND a.PATTERN LIKE '%revokesecuritygroupegress%'
  AND a.PATTERN LIKE '%createsecuritygroup%'
  AND a.PATTERN LIKE '%deletesecuritygroup%'
