/*
title: An alarm tells of changes of VPCs
severity: low
per: account
resource_type: AWS::CloudWatch::Alarm
reads: [cloudtrail.trails, cloudwatch.alarms, logs.metric_filters]
why: A VPC or peering that nobody planned joins networks that were apart.
remedy: Let a trail of all regions write to a log group, count these events there by a metric filter, and set an alarm with an action on the count.
completed_by: [alarms]
controls:
  cis-7.0: ['5.14']
  cis-6.0: ['5.14']
  cis-5.0: ['4.14']
  cis-3.0: ['4.14']
tests: { pass: 1, fail: 9, unknown: 4 }
*/
SELECT a.ACCOUNT_ID, a.IS_ORGANIZATION, a.ALARM_NAME
FROM AWS_CLOUDTRAIL_ALARMS a
WHERE a.PATTERN LIKE '%createvpc%'
  AND a.PATTERN LIKE '%deletevpc%'
  AND a.PATTERN LIKE '%modifyvpcattribute%'
  AND a.PATTERN LIKE '%acceptvpcpeeringconnection%'
  AND a.PATTERN LIKE '%createvpcpeeringconnection%'
  AND a.PATTERN LIKE '%deletevpcpeeringconnection%'
  AND a.PATTERN LIKE '%rejectvpcpeeringconnection%'
