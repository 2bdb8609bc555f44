/*
title: No user is an administrator
severity: high
per: resource
resource_type: AWS::IAM::User
reads: [iam.authorization_details]
why: A user's password and keys last until somebody takes them away; whoever finds those of an administrator has the account.
remedy: Let administrators come through Identity Center, and take the policy from the user or its group.
completed_by: [users, permitted]
controls:
  attack: [T1078, T1098]
tests: { pass: 127, fail: 34, unknown: 3 }
*/
SELECT ACCOUNT_ID, PRINCIPAL_ARN, 'The user may do everything in the account.' AS SAYS, POLICY_NAME AS MEANS, GROUP_NAME, RESOURCE, CONDITIONS, NOT_EVALUATED
FROM AWS_IAM_PERMISSIONS
WHERE PRINCIPAL_TYPE = 'user' AND ACTION IN ('*', '*:*') AND EXCEPT_ACTIONS IS NULL AND RESOURCE = '*' AND EXCEPT_RESOURCES IS NULL
