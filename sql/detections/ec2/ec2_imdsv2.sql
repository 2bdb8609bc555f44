/*
title: Instances ask for IMDSv2
severity: high
per: resource
resource_type: AWS::EC2::Instance
reads: [ec2.instances]
why: A request that an application is tricked into reads the credentials of the role from version 1 of the metadata service.
remedy: Set HttpTokens to required, after a look at MetadataNoToken in CloudWatch.
controls:
  cis-7.0: ['6.7']
  cis-6.0: ['6.7']
  cis-5.0: ['5.7']
  cis-3.0: ['5.6']
  fsbp: [EC2.8]
  attack: [T1552]
tests: { pass: 485, fail: 227, unknown: 6 }
*/
SELECT
  i.ACCOUNT_ID,
  i.REGION,
  i.INSTANCE_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || i.REGION || ':' || i.ACCOUNT_ID || ':instance/' || i.INSTANCE_ID AS RESOURCE_ARN,
  IFF(i.HTTP_TOKENS = 'required' OR i.RAW:MetadataOptions:HttpEndpoint::STRING = 'disabled', 'pass', 'fail') AS STATUS,
  CASE WHEN i.RAW:MetadataOptions:HttpEndpoint::STRING = 'disabled' THEN 'The instance has no metadata service.' WHEN i.HTTP_TOKENS = 'required' THEN 'The instance asks for a token.' ELSE 'The instance answers without a token.' END AS REASON,
  OBJECT_CONSTRUCT('name', i.NAME, 'http_tokens', i.HTTP_TOKENS) AS EVIDENCE
FROM AWS_EC2_INSTANCES i
WHERE i.STATE NOT IN ('terminated', 'shutting-down')
