/*
title: Buckets ask for MFA to delete versions
severity: low
per: resource
resource_type: AWS::S3::Bucket
reads: [s3.buckets]
needs: [Versioning]
why: Whoever steals credentials cannot delete what is kept, unless they also have the device.
remedy: "Turn MFA Delete on with the root user’s device: only the root user can."
controls:
  cis-7.0: ['3.1.2']
  cis-6.0: ['3.1.2']
  cis-5.0: ['2.1.2']
  cis-3.0: ['2.1.2']
  fsbp: [S3.20]
  attack: [T1485]
tests: { pass: 8, fail: 30, unknown: 4 }
*/
SELECT
  b.ACCOUNT_ID,
  b.REGION,
  b.ARN AS RESOURCE_ID,
  b.ARN AS RESOURCE_ARN,
  IFF(COALESCE(b.MFA_DELETE, FALSE), 'pass', 'fail') AS STATUS,
  IFF(COALESCE(b.MFA_DELETE, FALSE), 'Deleting a version asks for MFA.', 'Deleting a version does not ask for MFA.') AS REASON,
  OBJECT_CONSTRUCT('name', b.NAME, 'versioning', b.VERSIONING) AS EVIDENCE
FROM AWS_S3_BUCKETS b
