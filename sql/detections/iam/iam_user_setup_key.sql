/*
title: No access key was made with a console user
severity: low
per: resource
resource_type: AWS::IAM::User
reads: [iam.credential_report]
why: A key that came with the console user was never asked for, and often nobody knows that it exists.
remedy: Delete the key; make one when a program needs it, or better give the program a role.
parameters:
  seconds: { default: 60, doc: "Seconds between user and key that still count as together." }
controls:
  cis-6.0: ['2.10']
  cis-5.0: ['1.1']
  cis-3.0: ['1.11']
  attack: [T1078, T1550]
tests: { pass: 86, fail: 1, unknown: 3 }
*/
SELECT
  r.ACCOUNT_ID,
  r.REGION,
  r.ARN AS RESOURCE_ID,
  r.ARN AS RESOURCE_ARN,
  IFF(COALESCE(r.ACCESS_KEY_1_ACTIVE AND ABS(DATEDIFF(SECOND, r.USER_CREATED_AT, r.ACCESS_KEY_1_ROTATED_AT)) <= $seconds, FALSE), 'fail', 'pass') AS STATUS,
  IFF(COALESCE(r.ACCESS_KEY_1_ACTIVE AND ABS(DATEDIFF(SECOND, r.USER_CREATED_AT, r.ACCESS_KEY_1_ROTATED_AT)) <= $seconds, FALSE), 'An active key was made together with the console user.', 'No key was made together with the console user.') AS REASON,
  OBJECT_CONSTRUCT('user', r.USER_NAME, 'created', r.USER_CREATED_AT, 'key_made', r.ACCESS_KEY_1_ROTATED_AT) AS EVIDENCE
FROM AWS_IAM_CREDENTIAL_REPORT r
WHERE r.PASSWORD_ENABLED AND r.USER_NAME <> '<root_account>'
