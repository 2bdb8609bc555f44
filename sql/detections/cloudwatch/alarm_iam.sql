/*
title: An alarm tells of changes of IAM policies
severity: low
per: account
resource_type: AWS::CloudWatch::Alarm
reads: [cloudtrail.trails, cloudwatch.alarms, logs.metric_filters]
why: Who widens a policy makes a way back in.
remedy: Let a trail of all regions write to a log group, count these events there by a metric filter, and set an alarm with an action on the count.
completed_by: [alarms]
controls:
  cis-7.0: ['5.4']
  cis-6.0: ['5.4']
  cis-5.0: ['4.4']
  cis-3.0: ['4.4']
tests: { pass: 1, fail: 9, unknown: 4 }
*/
SELECT a.ACCOUNT_ID, a.IS_ORGANIZATION, a.ALARM_NAME
FROM AWS_CLOUDTRAIL_ALARMS a
WHERE a.PATTERN LIKE '%deletegrouppolicy%'
  AND a.PATTERN LIKE '%deleterolepolicy%'
  AND a.PATTERN LIKE '%deleteuserpolicy%'
  AND a.PATTERN LIKE '%putgrouppolicy%'
  AND a.PATTERN LIKE '%putrolepolicy%'
  AND a.PATTERN LIKE '%putuserpolicy%'
  AND a.PATTERN LIKE '%createpolicy%'
  AND a.PATTERN LIKE '%deletepolicy%'
  AND a.PATTERN LIKE '%createpolicyversion%'
  AND a.PATTERN LIKE '%deletepolicyversion%'
  AND a.PATTERN LIKE '%attachrolepolicy%'
  AND a.PATTERN LIKE '%detachrolepolicy%'
  AND a.PATTERN LIKE '%attachuserpolicy%'
  AND a.PATTERN LIKE '%detachuserpolicy%'
  AND a.PATTERN LIKE '%attachgrouppolicy%'
  AND a.PATTERN LIKE '%detachgrouppolicy%'
