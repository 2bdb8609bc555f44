/*
title: Roles that trust foreign accounts ask for an external id
severity: high
per: resource
resource_type: AWS::IAM::Role
reads: [iam.authorization_details, organizations.accounts]
why: A vendor that serves many customers can be tricked into using your role for another of them, unless the role asks for an id that is yours alone.
remedy: Ask for the external id that the vendor gave you, by a condition of the trust policy.
tests: { pass: 49, fail: 30, unknown: 3 }
*/
SELECT
  t.ACCOUNT_ID,
  t.REGION,
  t.ROLE_ARN AS RESOURCE_ID,
  t.ROLE_ARN AS RESOURCE_ARN,
  IFF(BOOLAND_AGG(t.ASKS_EXTERNAL_ID), 'pass', 'fail') AS STATUS,
  IFF(BOOLAND_AGG(t.ASKS_EXTERNAL_ID), 'Every foreign account is asked for an external id.', 'A foreign account may take the role without an external id.') AS REASON,
  OBJECT_CONSTRUCT('accounts', ARRAY_UNIQUE_AGG(t.PRINCIPAL_ACCOUNT_ID)) AS EVIDENCE
FROM AWS_IAM_TRUST t
WHERE t.TRUSTS = 'foreign account'
GROUP BY t.ACCOUNT_ID, t.REGION, t.ROLE_ARN
