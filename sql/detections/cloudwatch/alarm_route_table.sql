/*
title: An alarm tells of changes of route tables
severity: low
per: account
resource_type: AWS::CloudWatch::Alarm
reads: [cloudtrail.trails, cloudwatch.alarms, logs.metric_filters]
why: A route leads traffic past what watches it.
remedy: Let a trail of all regions write to a log group, count these events there by a metric filter, and set an alarm with an action on the count.
completed_by: [alarms]
controls:
  cis-7.0: ['5.13']
  cis-6.0: ['5.13']
  cis-5.0: ['4.13']
  cis-3.0: ['4.13']
tests: { pass: 1, fail: 9, unknown: 4 }
*/
SELECT a.ACCOUNT_ID, a.IS_ORGANIZATION, a.ALARM_NAME
FROM AWS_CLOUDTRAIL_ALARMS a
WHERE a.PATTERN LIKE '%createroute%'
  AND a.PATTERN LIKE '%createroutetable%'
  AND a.PATTERN LIKE '%replaceroute%'
  AND a.PATTERN LIKE '%replaceroutetableassociation%'
  AND a.PATTERN LIKE '%deleteroutetable%'
  AND a.PATTERN LIKE '%deleteroute%'
  AND a.PATTERN LIKE '%disassociateroutetable%'
