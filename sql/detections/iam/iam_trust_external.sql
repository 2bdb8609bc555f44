/*
title: Roles trust only accounts of the organization or of a list
severity: high
per: resource
resource_type: AWS::IAM::Role
reads: [iam.authorization_details, organizations.accounts]
why: An account outside the organization that may take a role acts in yours, by rules and people that are not yours.
remedy: Take the account out of the trust policy, or put it on the list of allowed accounts.
parameters:
  allowed_accounts: { default: [], doc: "Accounts outside the organization that roles may trust." }
tests: { pass: 361, fail: 79, unknown: 3 }
*/
WITH strangers AS (
  SELECT ACCOUNT_ID, ROLE_ARN, ARRAY_UNIQUE_AGG(PRINCIPAL_ACCOUNT_ID) AS ACCOUNTS
  FROM AWS_IAM_TRUST
  WHERE TRUSTS = 'foreign account' AND NOT ARRAY_CONTAINS(PRINCIPAL_ACCOUNT_ID::VARIANT, $allowed_accounts)
  GROUP BY ACCOUNT_ID, ROLE_ARN
)
SELECT
  r.ACCOUNT_ID,
  r.REGION,
  r.ARN AS RESOURCE_ID,
  r.ARN AS RESOURCE_ARN,
  IFF(x.ROLE_ARN IS NULL, 'pass', 'fail') AS STATUS,
  IFF(x.ROLE_ARN IS NULL, 'The role trusts no account outside the organization by name.', 'The role trusts accounts outside the organization.') AS REASON,
  OBJECT_CONSTRUCT('accounts', x.ACCOUNTS) AS EVIDENCE
FROM AWS_IAM_ROLES r
LEFT JOIN strangers x ON x.ACCOUNT_ID = r.ACCOUNT_ID AND x.ROLE_ARN = r.ARN
