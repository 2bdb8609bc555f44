/*
title: An alarm tells of changes of gateways
severity: low
per: account
resource_type: AWS::CloudWatch::Alarm
reads: [cloudtrail.trails, cloudwatch.alarms, logs.metric_filters]
why: A gateway is a way out of the network, and in.
remedy: Let a trail of all regions write to a log group, count these events there by a metric filter, and set an alarm with an action on the count.
completed_by: [alarms]
controls:
  cis-7.0: ['5.12']
  cis-6.0: ['5.12']
  cis-5.0: ['4.12']
  cis-3.0: ['4.12']
tests: { pass: 1, fail: 9, unknown: 4 }
*/
SELECT a.ACCOUNT_ID, a.IS_ORGANIZATION, a.ALARM_NAME
FROM AWS_CLOUDTRAIL_ALARMS a
WHERE a.PATTERN LIKE '%createcustomergateway%'
  AND a.PATTERN LIKE '%deletecustomergateway%'
  AND a.PATTERN LIKE '%attachinternetgateway%'
  AND a.PATTERN LIKE '%createinternetgateway%'
  AND a.PATTERN LIKE '%deleteinternetgateway%'
  AND a.PATTERN LIKE '%detachinternetgateway%'
