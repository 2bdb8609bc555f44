/*
title: Bucket policies name no foreign account
severity: high
per: resource
resource_type: AWS::S3::Bucket
reads: [organizations.accounts, s3.buckets]
needs: [Policy]
why: An account outside the organization that a policy names reads or changes what is in the bucket, by rules that are not yours.
remedy: Take the account out of the policy, or put it on the list of allowed accounts.
parameters:
  allowed_accounts: { default: [], doc: "Accounts outside the organization that bucket policies may name." }
controls:
  fsbp: [S3.6]
tests: { pass: 37, fail: 1, unknown: 4 }
*/
WITH ours AS (
  SELECT ACCOUNT_ID FROM AWS_ACCOUNTS GROUP BY ACCOUNT_ID
), named AS (
  SELECT s.ACCOUNT_ID, s.REGION, s.RESOURCE_ID, REGEXP_SUBSTR(p.VALUE::STRING, '[0-9]{12}') AS PRINCIPAL_ACCOUNT
  FROM AWS_S3_BUCKETS_STATEMENTS s, LATERAL FLATTEN(input => s.AWS_PRINCIPALS) p
  WHERE s.EFFECT = 'Allow'
), strangers AS (
  SELECT n.ACCOUNT_ID, n.REGION, n.RESOURCE_ID, ARRAY_UNIQUE_AGG(n.PRINCIPAL_ACCOUNT) AS ACCOUNTS
  FROM named n
  LEFT JOIN ours o ON o.ACCOUNT_ID = n.PRINCIPAL_ACCOUNT
  WHERE n.PRINCIPAL_ACCOUNT IS NOT NULL AND o.ACCOUNT_ID IS NULL AND NOT ARRAY_CONTAINS(n.PRINCIPAL_ACCOUNT::VARIANT, $allowed_accounts)
  GROUP BY n.ACCOUNT_ID, n.REGION, n.RESOURCE_ID
)
SELECT
  b.ACCOUNT_ID,
  b.REGION,
  b.ARN AS RESOURCE_ID,
  b.ARN AS RESOURCE_ARN,
  IFF(x.RESOURCE_ID IS NULL, 'pass', 'fail') AS STATUS,
  IFF(x.RESOURCE_ID IS NULL, 'The policy allows nothing to an account outside the organization.', 'The policy allows something to an account outside the organization.') AS REASON,
  OBJECT_CONSTRUCT('name', b.NAME, 'accounts', x.ACCOUNTS) AS EVIDENCE
FROM AWS_S3_BUCKETS b
LEFT JOIN strangers x ON x.ACCOUNT_ID = b.ACCOUNT_ID AND x.REGION = b.REGION AND x.RESOURCE_ID = b.ARN
