/*
title: Sharing images with everybody is blocked
severity: medium
per: region
resource_type: AWS::EC2::ImageBlockPublicAccess
reads: [ec2.image_block_public_access]
why: One wrong click makes an image public, unless the region forbids it.
remedy: Block public access of images in each region, best by a declarative policy of the organization.
tests: { pass: 14, fail: 7, unknown: 4 }
*/
SELECT
  b.ACCOUNT_ID,
  b.REGION,
  b.ACCOUNT_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(b.STATE = 'block-new-sharing', 'pass', 'fail') AS STATUS,
  'Public access of images is ' || b.STATE || '.' AS REASON,
  OBJECT_CONSTRUCT('state', b.STATE, 'managed_by', b.MANAGED_BY) AS EVIDENCE
FROM AWS_EC2_IMAGE_BLOCK_PUBLIC_ACCESS b
