/*
title: No image is public
severity: critical
per: resource
resource_type: AWS::EC2::Image
reads: [ec2.images]
why: Everybody can launch a public image and read what is on its disks.
remedy: Make the image private, and block public access of images in the region.
tests: { pass: 38, fail: 2, unknown: 4 }
*/
SELECT
  i.ACCOUNT_ID,
  i.REGION,
  i.IMAGE_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || i.REGION || '::image/' || i.IMAGE_ID AS RESOURCE_ARN,
  IFF(i.IS_PUBLIC, 'fail', 'pass') AS STATUS,
  IFF(i.IS_PUBLIC, 'Everybody may launch the image.', 'The image is not public.') AS REASON,
  OBJECT_CONSTRUCT('name', i.NAME, 'created', i.CREATION_DATE) AS EVIDENCE
FROM AWS_EC2_IMAGES i
WHERE i.OWNER_ID = i.ACCOUNT_ID
