/*
title: The root user was not used for 90 days
severity: high
per: account
resource_type: AWS::IAM::User
reads: [iam.credential_report]
why: Work as the root user cannot be narrowed by policies and cannot be traced to a person.
remedy: Find out who used it from CloudTrail, and give that task to a role.
parameters:
  days: { default: 90, doc: "Days within which the root user must not have been used." }
controls:
  cis-7.0: ['2.7']
  cis-6.0: ['2.6']
  cis-5.0: ['1.6']
  cis-3.0: ['1.7']
  attack: [T1078, T1098]
tests: { pass: 10, fail: 1, unknown: 3 }
*/
SELECT
  r.ACCOUNT_ID,
  r.REGION,
  r.ACCOUNT_ID AS RESOURCE_ID,
  r.ARN AS RESOURCE_ARN,
  IFF(COALESCE(GREATEST(
    COALESCE(r.PASSWORD_LAST_USED_AT, '1970-01-01'::TIMESTAMP_LTZ),
    COALESCE(r.ACCESS_KEY_1_LAST_USED_AT, '1970-01-01'::TIMESTAMP_LTZ),
    COALESCE(r.ACCESS_KEY_2_LAST_USED_AT, '1970-01-01'::TIMESTAMP_LTZ)
  ) >= DATEADD(DAY, -$days, CURRENT_TIMESTAMP()), FALSE), 'fail', 'pass') AS STATUS,
  COALESCE('The root user last signed in on ' || TO_VARCHAR(r.PASSWORD_LAST_USED_AT, 'YYYY-MM-DD') || '.', 'The root user never signed in with its password.') AS REASON,
  OBJECT_CONSTRUCT(
    'password_last_used', r.PASSWORD_LAST_USED_AT,
    'key_1_last_used', r.ACCESS_KEY_1_LAST_USED_AT,
    'key_2_last_used', r.ACCESS_KEY_2_LAST_USED_AT
  ) AS EVIDENCE
FROM AWS_IAM_CREDENTIAL_REPORT r
WHERE r.USER_NAME = '<root_account>'
