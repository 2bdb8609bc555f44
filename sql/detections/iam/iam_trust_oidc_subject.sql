/*
title: Roles for GitHub, GitLab and the like name a subject
severity: critical
per: resource
resource_type: AWS::IAM::Role
reads: [iam.authorization_details, organizations.accounts]
why: A provider such as GitHub signs tokens for everybody’s repositories; a role that asks for no subject, or for one that begins with a wildcard, takes them all.
remedy: Ask for the repository and branch by a condition on the subject of the token.
tests: { pass: 66, fail: 3, unknown: 3 }
*/
WITH trusted AS (
  SELECT ACCOUNT_ID, REGION, ROLE_ARN, PRINCIPAL,
    ARRAY_SIZE(SUBJECTS) > 0 AND NOT REGEXP_LIKE(ARRAY_TO_STRING(SUBJECTS, ' '), '(.* )?([a-z_]+:)?[*?].*') AS ASKS_SUBJECT
  FROM AWS_IAM_TRUST
  WHERE TRUSTS = 'oidc' AND PRINCIPAL NOT IN ('accounts.google.com', 'cognito-identity.amazonaws.com', 'graph.facebook.com', 'www.amazon.com')
)
SELECT
  t.ACCOUNT_ID,
  t.REGION,
  t.ROLE_ARN AS RESOURCE_ID,
  t.ROLE_ARN AS RESOURCE_ARN,
  IFF(BOOLAND_AGG(t.ASKS_SUBJECT), 'pass', 'fail') AS STATUS,
  IFF(BOOLAND_AGG(t.ASKS_SUBJECT), 'The role asks for a subject.', 'Every token of the provider may take the role.') AS REASON,
  OBJECT_CONSTRUCT('providers', ARRAY_UNIQUE_AGG(t.PRINCIPAL)) AS EVIDENCE
FROM trusted t
GROUP BY t.ACCOUNT_ID, t.REGION, t.ROLE_ARN
