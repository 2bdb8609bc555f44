/*
title: No policy of your own allows taking every role
severity: high
per: resource
resource_type: AWS::IAM::Policy
reads: [iam.authorization_details]
why: Whoever may take every role has the sum of what all of them may do, in every account whose roles trust this one.
remedy: Name the roles that are to be taken as the resource of sts:AssumeRole.
completed_by: [users_and_roles, permitted]
controls:
  attack: [T1078, T1098, T1606]
tests: { pass: 578, fail: 1, unknown: 3 }
*/
SELECT ACCOUNT_ID, PRINCIPAL_ARN, 'A policy of your own allows taking every role.' AS SAYS, POLICY_NAME AS MEANS, GROUP_NAME, RESOURCE, CONDITIONS, NOT_EVALUATED
FROM AWS_IAM_PERMISSIONS
WHERE COALESCE(POLICY_ARN, '') NOT LIKE '%:iam::aws:policy/%'
  AND CASE WHEN EXCEPT_ACTIONS IS NULL THEN ACTION = 'sts:assumerole' OR (ACTION LIKE '_%*' AND STARTSWITH('sts:assumerole', RTRIM(ACTION, '*')))
    -- All but some is this, too, where none of those is it.
    ELSE NOT REGEXP_LIKE(TO_JSON(EXCEPT_ACTIONS), '.*"(sts:assumerole|\\*:\\*|(s(t(s(:(a(s(s(u(m(e(r(o(l(e)?)?)?)?)?)?)?)?)?)?)?)?)?)?\\*)".*') END
  AND (RESOURCE IN ('*', 'arn:*') OR REGEXP_LIKE(RESOURCE, 'arn:(\\*|aws[a-z-]*):iam::(\\*|[0-9]{12}):(\\*|role/\\*)'))
