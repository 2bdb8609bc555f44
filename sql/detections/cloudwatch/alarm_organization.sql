/*
title: An alarm tells of changes of the organization
severity: low
per: account
resource_type: AWS::CloudWatch::Alarm
reads: [cloudtrail.trails, cloudwatch.alarms, logs.metric_filters]
why: Whoever moves an account out of its unit takes its guardrails away.
remedy: Let a trail of all regions write to a log group, count these events there by a metric filter, and set an alarm with an action on the count.
controls:
  cis-7.0: ['5.15']
  cis-6.0: ['5.15']
  cis-5.0: ['4.15']
  cis-3.0: ['4.15']
tests: { pass: 1, fail: 9, unknown: 4 }
*/
WITH counted AS (
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
)
SELECT
  u.ACCOUNT_ID,
  'global' AS REGION,
  u.ACCOUNT_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(COUNT(c.ALARM_NAME) > 0, 'pass', 'fail') AS STATUS,
  IFF(COUNT(c.ALARM_NAME) > 0, 'An alarm with an action counts these events.', 'No alarm with an action counts these events.') AS REASON,
  OBJECT_CONSTRUCT('alarms', ARRAY_UNIQUE_AGG(c.ALARM_NAME)) AS EVIDENCE
FROM DETECTION_UNITS u
LEFT JOIN counted c ON c.ACCOUNT_ID = u.ACCOUNT_ID OR c.IS_ORGANIZATION
WHERE u.COLLECTOR = 'cloudtrail.trails' AND u.STATE = 'seen'
GROUP BY u.ACCOUNT_ID
