/*
title: No group opens CIFS to the internet
severity: high
per: resource
resource_type: AWS::EC2::SecurityGroup
reads: [ec2.security_groups, ec2.security_group_rules]
why: File shares of Windows are what worms look for first.
remedy: Let only the networks in that use the share.
controls:
  cis-7.0: ['6.1.2']
  cis-6.0: ['6.1.2']
  cis-5.0: ['5.1.2']
tests: { pass: 240, fail: 4, unknown: 4 }
*/
SELECT
  g.ACCOUNT_ID,
  g.REGION,
  g.GROUP_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || g.REGION || ':' || g.OWNER_ID || ':security-group/' || g.GROUP_ID AS RESOURCE_ARN,
  IFF(COUNT(r.RULE_ID) > 0, 'fail', 'pass') AS STATUS,
  IFF(COUNT(r.RULE_ID) > 0, 'Rules let every address reach port 445.', 'No rule lets every address reach port 445.') AS REASON,
  OBJECT_CONSTRUCT('name', ANY_VALUE(g.GROUP_NAME), 'rules', ARRAY_AGG(r.RULE_ID)) AS EVIDENCE
FROM AWS_EC2_SECURITY_GROUPS g
LEFT JOIN AWS_EC2_SECURITY_GROUP_RULES r
  ON r.ACCOUNT_ID = g.ACCOUNT_ID AND r.REGION = g.REGION AND r.GROUP_ID = g.GROUP_ID
  AND NOT r.IS_EGRESS
  AND (r.CIDR_IPV4 = '0.0.0.0/0' OR r.CIDR_IPV6 = '::/0')
  AND (r.IP_PROTOCOL = '-1' OR (r.IP_PROTOCOL = 'tcp' AND (445 BETWEEN r.FROM_PORT AND r.TO_PORT)))
GROUP BY g.ACCOUNT_ID, g.REGION, g.GROUP_ID, g.OWNER_ID
