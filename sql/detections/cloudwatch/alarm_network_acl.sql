/*
title: An alarm tells of changes of network ACLs
severity: low
per: account
resource_type: AWS::CloudWatch::Alarm
reads: [cloudtrail.trails, cloudwatch.alarms, logs.metric_filters]
why: A changed ACL opens whole subnets.
remedy: Let a trail of all regions write to a log group, count these events there by a metric filter, and set an alarm with an action on the count.
completed_by: [alarms]
controls:
  cis-7.0: ['5.11']
  cis-6.0: ['5.11']
  cis-5.0: ['4.11']
  cis-3.0: ['4.11']
tests: { pass: 1, fail: 9, unknown: 4 }
*/
SELECT a.ACCOUNT_ID, a.IS_ORGANIZATION, a.ALARM_NAME
FROM AWS_CLOUDTRAIL_ALARMS a
WHERE a.PATTERN LIKE '%createnetworkacl%'
  AND a.PATTERN LIKE '%createnetworkaclentry%'
  AND a.PATTERN LIKE '%deletenetworkacl%'
  AND a.PATTERN LIKE '%deletenetworkaclentry%'
  AND a.PATTERN LIKE '%replacenetworkaclentry%'
  AND a.PATTERN LIKE '%replacenetworkaclassociation%'
