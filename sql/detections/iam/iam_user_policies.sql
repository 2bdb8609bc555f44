/*
title: Users have permissions through groups only
severity: low
per: resource
resource_type: AWS::IAM::User
reads: [iam.authorization_details]
why: Permissions that hang on single users are forgotten when the person changes the team.
remedy: Move the policies to a group, or the user to Identity Center.
controls:
  cis-7.0: ['2.13']
  cis-6.0: ['2.14']
  cis-5.0: ['1.14']
  cis-3.0: ['1.15']
tests: { pass: 14, fail: 147, unknown: 3 }
*/
SELECT
  u.ACCOUNT_ID,
  u.REGION,
  u.ARN AS RESOURCE_ID,
  u.ARN AS RESOURCE_ARN,
  IFF(COALESCE(ARRAY_SIZE(u.ATTACHED_POLICIES), 0) + COALESCE(ARRAY_SIZE(u.INLINE_POLICIES), 0) > 0, 'fail', 'pass') AS STATUS,
  'The user has ' || COALESCE(ARRAY_SIZE(u.ATTACHED_POLICIES), 0) || ' attached and ' || COALESCE(ARRAY_SIZE(u.INLINE_POLICIES), 0) || ' inline policies of its own.' AS REASON,
  OBJECT_CONSTRUCT('attached', u.ATTACHED_POLICIES, 'groups', u.GROUP_NAMES) AS EVIDENCE
FROM AWS_IAM_USERS u
