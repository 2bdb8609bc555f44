/*
title: No password or key is unused for 45 days
severity: medium
per: resource
resource_type: AWS::IAM::User
reads: [iam.credential_report]
why: Credentials that nobody uses are missed by nobody when they are stolen.
remedy: Delete the password or deactivate the key; delete the user when nothing is left.
parameters:
  days: { default: 45, doc: "Days after which a password or key counts as unused." }
controls:
  cis-7.0: ['2.11']
  cis-6.0: ['2.11']
  cis-5.0: ['1.11']
  cis-3.0: ['1.12']
  fsbp: [IAM.8, IAM.22, IAM.26]
  attack: [T1078, T1550, T1110]
tests: { pass: 10, fail: 124, unknown: 3 }
*/
SELECT
  r.ACCOUNT_ID,
  r.REGION,
  r.ARN AS RESOURCE_ID,
  r.ARN AS RESOURCE_ARN,
  IFF(r.PASSWORD_UNUSED OR r.KEY_1_UNUSED OR r.KEY_2_UNUSED, 'fail', 'pass') AS STATUS,
  CASE
    WHEN r.PASSWORD_UNUSED THEN 'The password was not used for too long.'
    WHEN r.KEY_1_UNUSED OR r.KEY_2_UNUSED THEN 'An access key was not used for too long.'
    ELSE 'Password and keys are in use.'
  END AS REASON,
  OBJECT_CONSTRUCT('user', r.USER_NAME, 'password', r.PASSWORD_UNUSED, 'key_1', r.KEY_1_UNUSED, 'key_2', r.KEY_2_UNUSED) AS EVIDENCE
FROM (
  SELECT
    ACCOUNT_ID,
    REGION,
    ARN,
    USER_NAME,
    COALESCE(PASSWORD_ENABLED AND COALESCE(PASSWORD_LAST_USED_AT, PASSWORD_LAST_CHANGED_AT, USER_CREATED_AT) < DATEADD(DAY, -$days, CURRENT_TIMESTAMP()), FALSE) AS PASSWORD_UNUSED,
    COALESCE(ACCESS_KEY_1_ACTIVE AND COALESCE(ACCESS_KEY_1_LAST_USED_AT, ACCESS_KEY_1_ROTATED_AT, USER_CREATED_AT) < DATEADD(DAY, -$days, CURRENT_TIMESTAMP()), FALSE) AS KEY_1_UNUSED,
    COALESCE(ACCESS_KEY_2_ACTIVE AND COALESCE(ACCESS_KEY_2_LAST_USED_AT, ACCESS_KEY_2_ROTATED_AT, USER_CREATED_AT) < DATEADD(DAY, -$days, CURRENT_TIMESTAMP()), FALSE) AS KEY_2_UNUSED
  FROM AWS_IAM_CREDENTIAL_REPORT
  WHERE USER_NAME <> '<root_account>' AND (PASSWORD_ENABLED OR ACCESS_KEY_1_ACTIVE OR ACCESS_KEY_2_ACTIVE)
) r
