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
tests: { pass: 36, fail: 2, unknown: 4 }
*/
WITH open_acls AS (
  SELECT b.ACCOUNT_ID, b.REGION, b.ARN, ARRAY_UNIQUE_AGG(g.VALUE:Permission::STRING) AS PERMISSIONS
  FROM AWS_S3_BUCKETS b, LATERAL FLATTEN(input => b.GRANTS) g
  WHERE REGEXP_LIKE(g.VALUE:Grantee:URI::STRING, '.*/global/(AllUsers|AuthenticatedUsers)')
  GROUP BY b.ACCOUNT_ID, b.REGION, b.ARN
), judged AS (
  SELECT p.ACCOUNT_ID, p.REGION, b.ARN, b.NAME, o.PERMISSIONS, p.PUBLIC_BY_POLICY, p.PUBLIC_BY_ACL,
    p.PUBLIC_BY_POLICY OR p.PUBLIC_BY_ACL AS IS_PUBLIC
  FROM AWS_S3_PUBLIC_ACCESS p
  JOIN AWS_S3_BUCKETS b ON b.ACCOUNT_ID = p.ACCOUNT_ID AND b.REGION = p.REGION AND b.RESOURCE_ID = p.RESOURCE_ID
  LEFT JOIN open_acls o ON o.ACCOUNT_ID = b.ACCOUNT_ID AND o.REGION = b.REGION AND o.ARN = b.ARN
)
SELECT
  j.ACCOUNT_ID,
  j.REGION,
  j.ARN AS RESOURCE_ID,
  j.ARN AS RESOURCE_ARN,
  CASE WHEN j.IS_PUBLIC THEN 'fail' WHEN NOT j.IS_PUBLIC THEN 'pass' END AS STATUS,
  CASE WHEN j.PUBLIC_BY_POLICY THEN 'The policy lets everybody in, and nothing blocks that.' WHEN j.PUBLIC_BY_ACL THEN 'The ACL lets everybody in, and nothing blocks that.'
    WHEN NOT j.IS_PUBLIC THEN 'Neither policy nor ACL lets everybody in.' ELSE 'whether the organization holds the public off is not known' END AS REASON,
  OBJECT_CONSTRUCT('name', j.NAME, 'by_policy', j.PUBLIC_BY_POLICY, 'by_acl', j.PUBLIC_BY_ACL, 'acl_permissions', j.PERMISSIONS) AS EVIDENCE
FROM judged j
