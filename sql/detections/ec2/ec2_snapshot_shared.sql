/*
title: Snapshots are shared only inside the organization
severity: high
per: resource
resource_type: AWS::EC2::Snapshot
reads: [ec2.snapshot_permissions, ec2.snapshots, organizations.accounts]
why: An account outside the organization that may use a snapshot has all that is in it.
remedy: Remove the account from the permissions of the snapshot, or put it on the list of allowed accounts.
parameters:
  allowed_accounts: { default: [], doc: "Accounts outside the organization that snapshots may be shared with." }
tests: { pass: 41, fail: 19, unknown: 4 }
*/
WITH ours AS (
  SELECT ACCOUNT_ID FROM AWS_ACCOUNTS GROUP BY ACCOUNT_ID
)
SELECT
  s.ACCOUNT_ID,
  s.REGION,
  s.SNAPSHOT_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || s.REGION || '::snapshot/' || s.SNAPSHOT_ID AS RESOURCE_ARN,
  IFF(COUNT(p.GRANTEE) > 0, 'fail', 'pass') AS STATUS,
  IFF(COUNT(p.GRANTEE) > 0, 'Accounts outside the organization may use the snapshot.', 'No account outside the organization may use the snapshot.') AS REASON,
  OBJECT_CONSTRUCT('name', ANY_VALUE(s.NAME), 'accounts', ARRAY_AGG(p.GRANTEE)) AS EVIDENCE
FROM AWS_EC2_SNAPSHOTS s
LEFT JOIN (
  SELECT q.ACCOUNT_ID, q.REGION, q.SNAPSHOT_ID, q.GRANTEE
  FROM AWS_EC2_SNAPSHOT_PERMISSIONS q
  LEFT JOIN ours o ON o.ACCOUNT_ID = q.GRANTEE
  WHERE NOT q.IS_PUBLIC AND o.ACCOUNT_ID IS NULL AND NOT ARRAY_CONTAINS(q.GRANTEE::VARIANT, $allowed_accounts)
) p ON p.ACCOUNT_ID = s.ACCOUNT_ID AND p.REGION = s.REGION AND p.SNAPSHOT_ID = s.SNAPSHOT_ID
GROUP BY s.ACCOUNT_ID, s.REGION, s.SNAPSHOT_ID
