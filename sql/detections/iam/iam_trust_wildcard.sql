/*
title: No trust policy lets everybody in
severity: critical
per: resource
resource_type: AWS::IAM::Role
reads: [iam.authorization_details, organizations.accounts]
why: A role that trusts everybody can be taken from any account of AWS; an external id alone is no secret.
remedy: Name the principals, or ask for the organization by aws:PrincipalOrgID.
tests: { pass: 435, fail: 5, unknown: 3 }
*/
WITH open_roles AS (
  SELECT ACCOUNT_ID, ROLE_ARN, ARRAY_AGG(STATEMENT_INDEX) AS STATEMENTS
  FROM AWS_IAM_TRUST
  WHERE TRUSTS = 'everybody' AND NOT ARRAYS_OVERLAP(CONDITION_KEYS, ARRAY_CONSTRUCT('aws:principalaccount', 'aws:principalarn', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:sourceip', 'aws:sourcevpc', 'aws:sourcevpce', 'aws:userid'))
  GROUP BY ACCOUNT_ID, ROLE_ARN
)
SELECT
  r.ACCOUNT_ID,
  r.REGION,
  r.ARN AS RESOURCE_ID,
  r.ARN AS RESOURCE_ARN,
  IFF(o.ROLE_ARN IS NULL, 'pass', 'fail') AS STATUS,
  IFF(o.ROLE_ARN IS NULL, 'The trust policy lets in certain principals only.', 'The trust policy lets everybody in.') AS REASON,
  OBJECT_CONSTRUCT('statements', o.STATEMENTS) AS EVIDENCE
FROM AWS_IAM_ROLES r
LEFT JOIN open_roles o ON o.ACCOUNT_ID = r.ACCOUNT_ID AND o.ROLE_ARN = r.ARN
