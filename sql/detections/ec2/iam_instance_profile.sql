/*
title: Instances use roles
severity: medium
per: resource
resource_type: AWS::EC2::Instance
reads: [ec2.instances]
why: An instance without a role gets its rights from keys that lie on its disk.
remedy: Give the instance an instance profile, and delete the keys that it uses.
controls:
  cis-7.0: ['2.16']
  cis-6.0: ['2.17']
  cis-5.0: ['1.17']
  cis-3.0: ['1.18']
tests: { pass: 455, fail: 257, unknown: 6 }
*/
SELECT
  i.ACCOUNT_ID,
  i.REGION,
  i.INSTANCE_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || i.REGION || ':' || i.ACCOUNT_ID || ':instance/' || i.INSTANCE_ID AS RESOURCE_ARN,
  IFF(i.INSTANCE_PROFILE_ARN IS NULL, 'fail', 'pass') AS STATUS,
  IFF(i.INSTANCE_PROFILE_ARN IS NULL, 'The instance has no role.', 'The instance has a role.') AS REASON,
  OBJECT_CONSTRUCT('name', i.NAME, 'state', i.STATE, 'instance_profile', i.INSTANCE_PROFILE_ARN) AS EVIDENCE
FROM AWS_EC2_INSTANCES i
WHERE i.STATE NOT IN ('terminated', 'shutting-down')
