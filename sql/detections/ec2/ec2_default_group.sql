/*
title: Default security groups allow nothing
severity: medium
per: resource
resource_type: AWS::EC2::SecurityGroup
reads: [ec2.security_groups]
why: What is launched without a group gets the default group, and should then reach nothing.
remedy: Remove all rules from the default group, and give what uses it a group of its own.
controls:
  cis-7.0: ['6.5']
  cis-6.0: ['6.5']
  cis-5.0: ['5.5']
  cis-3.0: ['5.4']
  fsbp: [EC2.2]
tests: { pass: 2, fail: 57, unknown: 4 }
*/
SELECT
  g.ACCOUNT_ID,
  g.REGION,
  g.GROUP_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || g.REGION || ':' || g.OWNER_ID || ':security-group/' || g.GROUP_ID AS RESOURCE_ARN,
  IFF(COALESCE(ARRAY_SIZE(g.INGRESS), 0) + COALESCE(ARRAY_SIZE(g.EGRESS), 0) > 0, 'fail', 'pass') AS STATUS,
  'The default group has ' || COALESCE(ARRAY_SIZE(g.INGRESS), 0) || ' rules for what comes in and ' || COALESCE(ARRAY_SIZE(g.EGRESS), 0) || ' for what goes out.' AS REASON,
  OBJECT_CONSTRUCT('vpc', g.VPC_ID) AS EVIDENCE
FROM AWS_EC2_SECURITY_GROUPS g
WHERE g.GROUP_NAME = 'default'
