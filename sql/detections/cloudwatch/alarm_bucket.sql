/*
title: An alarm tells of changes of bucket policies
severity: low
per: account
resource_type: AWS::CloudWatch::Alarm
reads: [cloudtrail.trails, cloudwatch.alarms, logs.metric_filters]
why: A changed policy makes a bucket public within a second.
remedy: Let a trail of all regions write to a log group, count these events there by a metric filter, and set an alarm with an action on the count.
completed_by: [alarms]
controls:
  cis-7.0: ['5.8']
  cis-6.0: ['5.8']
  cis-5.0: ['4.8']
  cis-3.0: ['4.8']
tests: { pass: 1, fail: 9, unknown: 4 }
*/
SELECT a.ACCOUNT_ID, a.IS_ORGANIZATION, a.ALARM_NAME
FROM AWS_CLOUDTRAIL_ALARMS a
WHERE a.PATTERN LIKE '%s3.amazonaws.com%'
  AND a.PATTERN LIKE '%putbucketacl%'
  AND a.PATTERN LIKE '%putbucketpolicy%'
  AND a.PATTERN LIKE '%putbucketcors%'
  AND a.PATTERN LIKE '%putbucketlifecycle%'
  AND a.PATTERN LIKE '%putbucketreplication%'
  AND a.PATTERN LIKE '%deletebucketpolicy%'
  AND a.PATTERN LIKE '%deletebucketcors%'
  AND a.PATTERN LIKE '%deletebucketlifecycle%'
  AND a.PATTERN LIKE '%deletebucketreplication%'
