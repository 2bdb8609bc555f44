/*
title: No bucket is public by policy or ACL
severity: critical
per: resource
resource_type: AWS::S3::Bucket
reads: [s3.account_public_access_block, s3.buckets]
needs: [OwnershipControls, PublicAccessBlock, Policy, PolicyStatus, Acl]
why: Whoever knows or guesses the name of a public bucket reads, and perhaps writes, what is in it; names are tried by the million.
remedy: Turn Block Public Access on, or take everybody out of the policy and the ACL; serve what is meant to be public through CloudFront.
controls:
  attack: [T1530]
tests: { pass: 37, fail: 1, unknown: 4 }
*/
WITH accounts AS (
  SELECT ACCOUNT_ID, BOOLAND_AGG(RESTRICTS_PUBLIC_BUCKETS) AS RESTRICTS, BOOLAND_AGG(IGNORES_PUBLIC_ACLS) AS IGNORES
  FROM AWS_S3_ACCOUNT_PUBLIC_ACCESS_BLOCK
  GROUP BY ACCOUNT_ID
), open_acls AS (
  SELECT b.ACCOUNT_ID, b.REGION, b.ARN, ARRAY_UNIQUE_AGG(g.VALUE:Permission::STRING) AS PERMISSIONS
  FROM AWS_S3_BUCKETS b, LATERAL FLATTEN(input => b.GRANTS) g
  WHERE REGEXP_LIKE(g.VALUE:Grantee:URI::STRING, '.*/global/(AllUsers|AuthenticatedUsers)')
  GROUP BY b.ACCOUNT_ID, b.REGION, b.ARN
), judged AS (
  SELECT b.ACCOUNT_ID, b.REGION, b.ARN, b.NAME, o.PERMISSIONS,
    b.POLICY_IS_PUBLIC AND NOT (b.RESTRICTS_PUBLIC_BUCKETS OR COALESCE(a.RESTRICTS, FALSE)) AS BY_POLICY,
    o.ARN IS NOT NULL AND NOT (b.IGNORES_PUBLIC_ACLS OR COALESCE(a.IGNORES, FALSE)) AS BY_ACL
  FROM AWS_S3_BUCKETS b
  LEFT JOIN accounts a ON a.ACCOUNT_ID = b.ACCOUNT_ID
  LEFT JOIN open_acls o ON o.ACCOUNT_ID = b.ACCOUNT_ID AND o.REGION = b.REGION AND o.ARN = b.ARN
)
SELECT
  j.ACCOUNT_ID,
  j.REGION,
  j.ARN AS RESOURCE_ID,
  j.ARN AS RESOURCE_ARN,
  IFF(j.BY_POLICY OR j.BY_ACL, 'fail', 'pass') AS STATUS,
  CASE WHEN j.BY_POLICY THEN 'The policy lets everybody in, and nothing blocks that.' WHEN j.BY_ACL THEN 'The ACL lets everybody in, and nothing blocks that.' ELSE 'Neither policy nor ACL lets everybody in.' END AS REASON,
  OBJECT_CONSTRUCT('name', j.NAME, 'by_policy', j.BY_POLICY, 'by_acl', j.BY_ACL, 'acl_permissions', j.PERMISSIONS) AS EVIDENCE
FROM judged j
