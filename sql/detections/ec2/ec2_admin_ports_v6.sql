/*
title: No group opens SSH or RDP to the IPv6 internet
severity: critical
per: resource
resource_type: AWS::EC2::SecurityGroup
reads: [ec2.security_groups, ec2.security_group_rules]
why: IPv6 addresses are found by their names and by what they talk to, and are forgotten by rules that were written for IPv4.
remedy: Narrow the rule to the addresses that need it, or remove it.
controls:
  cis-7.0: ['6.4']
  cis-6.0: ['6.4']
  cis-5.0: ['5.4']
  cis-3.0: ['5.3']
  fsbp: [EC2.13]
  attack: [T1199, T1048, T1499]
tests: { pass: 238, fail: 6, unknown: 4 }
*/
SELECT
  g.ACCOUNT_ID,
  g.REGION,
  g.GROUP_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || g.REGION || ':' || g.OWNER_ID || ':security-group/' || g.GROUP_ID AS RESOURCE_ARN,
  IFF(COUNT(r.RULE_ID) > 0, 'fail', 'pass') AS STATUS,
  IFF(COUNT(r.RULE_ID) > 0, 'Rules let every IPv6 address reach port 22 or 3389.', 'No rule lets every IPv6 address reach port 22 or 3389.') AS REASON,
  OBJECT_CONSTRUCT('name', ANY_VALUE(g.GROUP_NAME), 'rules', ARRAY_AGG(r.RULE_ID)) AS EVIDENCE
FROM AWS_EC2_SECURITY_GROUPS g
LEFT JOIN AWS_EC2_SECURITY_GROUP_RULES r
  ON r.ACCOUNT_ID = g.ACCOUNT_ID AND r.REGION = g.REGION AND r.GROUP_ID = g.GROUP_ID
  AND NOT r.IS_EGRESS
  AND r.CIDR_IPV6 = '::/0'
  AND (r.IP_PROTOCOL = '-1' OR (r.IP_PROTOCOL = 'tcp' AND (22 BETWEEN r.FROM_PORT AND r.TO_PORT OR 3389 BETWEEN r.FROM_PORT AND r.TO_PORT)))
GROUP BY g.ACCOUNT_ID, g.REGION, g.GROUP_ID, g.OWNER_ID
