/*
title: Subnets give no public address unasked
severity: medium
per: resource
resource_type: AWS::EC2::Subnet
reads: [ec2.subnets]
why: What is launched into such a subnet is on the internet without anybody having asked for it.
remedy: Turn the automatic public address of the subnet off, and ask for one where it is needed.
controls:
  fsbp: [EC2.15]
tests: { pass: 98, fail: 188, unknown: 4 }
*/
SELECT
  s.ACCOUNT_ID,
  s.REGION,
  s.SUBNET_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || s.REGION || ':' || s.OWNER_ID || ':subnet/' || s.SUBNET_ID AS RESOURCE_ARN,
  IFF(s.MAPS_PUBLIC_IP, 'fail', 'pass') AS STATUS,
  IFF(s.MAPS_PUBLIC_IP, 'The subnet gives a public address unasked.', 'The subnet gives no public address unasked.') AS REASON,
  OBJECT_CONSTRUCT('name', s.NAME, 'vpc', s.VPC_ID) AS EVIDENCE
FROM AWS_EC2_SUBNETS s
