/*
title: Nobody but administrators may do everything with keys
severity: medium
per: resource
resource_type: AWS::IAM::Policy
reads: [iam.authorization_details]
why: Whoever may do everything with keys reads what they encrypt, and makes it unreadable for good by deleting them.
remedy: Name the actions that are needed, and keep those that delete and disable to a role of their own.
completed_by: [users_and_roles, permitted]
controls:
  attack: [T1078, T1648, T1098]
tests: { pass: 567, fail: 12, unknown: 3 }
*/
SELECT ACCOUNT_ID, PRINCIPAL_ARN, 'A policy allows every action of KMS.' AS SAYS, POLICY_NAME AS MEANS, GROUP_NAME, RESOURCE, CONDITIONS, NOT_EVALUATED
FROM AWS_IAM_PERMISSIONS
WHERE RESOURCE = '*' AND EXCEPT_RESOURCES IS NULL
  AND CASE WHEN EXCEPT_ACTIONS IS NULL THEN ACTION LIKE '_%*' AND STARTSWITH('kms:', RTRIM(ACTION, '*'))
    -- All but some is everything of it, where none of those begins like it.
    ELSE NOT REGEXP_LIKE(TO_JSON(EXCEPT_ACTIONS), '.*"((k(m(s)?)?)?[*?]|kms:).*') END
