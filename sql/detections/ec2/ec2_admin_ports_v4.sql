/*
title: No group opens SSH or RDP to the IPv4 internet
severity: critical
per: resource
resource_type: AWS::EC2::SecurityGroup
reads: [ec2.security_groups, ec2.security_group_rules]
why: Whoever scans the internet finds an open SSH or RDP port within minutes and tries passwords and exploits on it.
remedy: Narrow the rule to the addresses that need it, or remove it and use Session Manager or EC2 Instance Connect.
controls:
  cis-7.0: ['6.3']
  cis-6.0: ['6.3']
  cis-5.0: ['5.3']
  cis-3.0: ['5.2']
  fsbp: [EC2.13, EC2.14]
  attack: [T1199, T1048, T1499]
tests: { pass: 239, fail: 5, unknown: 4 }
*/
SELECT
  g.ACCOUNT_ID,
  g.REGION,
  g.GROUP_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || g.REGION || ':' || g.OWNER_ID || ':security-group/' || g.GROUP_ID AS RESOURCE_ARN,
  IFF(COUNT(r.RULE_ID) > 0, 'fail', 'pass') AS STATUS,
  IFF(COUNT(r.RULE_ID) > 0, 'Rules let every IPv4 address reach port 22 or 3389.', 'No rule lets every IPv4 address reach port 22 or 3389.') AS REASON,
  OBJECT_CONSTRUCT('name', ANY_VALUE(g.GROUP_NAME), 'rules', ARRAY_AGG(r.RULE_ID)) AS EVIDENCE
FROM AWS_EC2_SECURITY_GROUPS g
LEFT JOIN AWS_EC2_SECURITY_GROUP_RULES r
  ON r.ACCOUNT_ID = g.ACCOUNT_ID AND r.REGION = g.REGION AND r.GROUP_ID = g.GROUP_ID
  AND NOT r.IS_EGRESS
  AND r.CIDR_IPV4 = '0.0.0.0/0'
  AND (r.IP_PROTOCOL = '-1' OR (r.IP_PROTOCOL = 'tcp' AND (22 BETWEEN r.FROM_PORT AND r.TO_PORT OR 3389 BETWEEN r.FROM_PORT AND r.TO_PORT)))
GROUP BY g.ACCOUNT_ID, g.REGION, g.GROUP_ID, g.OWNER_ID
