/*
title: An alarm tells of changes of the organization
severity: low
per: account
resource_type: AWS::CloudWatch::Alarm
reads: [cloudtrail.trails, cloudwatch.alarms, logs.metric_filters]
why: Whoever moves an account out of its unit takes its guardrails away.
remedy: Let a trail of all regions write to a log group, count these events there by a metric filter, and set an alarm with an action on the count.
completed_by: [alarms]
controls:
  cis-7.0: ['5.15']
  cis-6.0: ['5.15']
  cis-5.0: ['4.15']
  cis-3.0: ['4.15']
tests: { pass: 1, fail: 9, unknown: 4 }
*/
SELECT a.ACCOUNT_ID, a.IS_ORGANIZATION, a.ALARM_NAME
FROM AWS_CLOUDTRAIL_ALARMS a
WHERE a.PATTERN LIKE '%organizations.amazonaws.com%'
  AND a.PATTERN LIKE '%accepthandshake%'
  AND a.PATTERN LIKE '%attachpolicy%'
  AND a.PATTERN LIKE '%createaccount%'
  AND a.PATTERN LIKE '%createorganizationalunit%'
  AND a.PATTERN LIKE '%createpolicy%'
  AND a.PATTERN LIKE '%declinehandshake%'
  AND a.PATTERN LIKE '%deleteorganization%'
  AND a.PATTERN LIKE '%deleteorganizationalunit%'
  AND a.PATTERN LIKE '%deletepolicy%'
  AND a.PATTERN LIKE '%detachpolicy%'
  AND a.PATTERN LIKE '%disablepolicytype%'
  AND a.PATTERN LIKE '%enablepolicytype%'
  AND a.PATTERN LIKE '%inviteaccounttoorganization%'
  AND a.PATTERN LIKE '%leaveorganization%'
  AND a.PATTERN LIKE '%moveaccount%'
  AND a.PATTERN LIKE '%removeaccountfromorganization%'
  AND a.PATTERN LIKE '%updatepolicy%'
  AND a.PATTERN LIKE '%updateorganizationalunit%'
