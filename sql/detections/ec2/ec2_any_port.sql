/*
title: No group opens every port to the internet
severity: critical
per: resource
resource_type: AWS::EC2::SecurityGroup
reads: [ec2.security_groups, ec2.security_group_rules]
why: A group that lets everybody in everywhere is none.
remedy: Open single ports, and only to the addresses that need them.
controls:
  cis-7.0: ['6.3', '6.4']
  cis-6.0: ['6.3', '6.4']
  cis-5.0: ['5.3', '5.4']
  cis-3.0: ['5.2', '5.3']
  attack: [T1199, T1048, T1499]
tests: { pass: 242, fail: 2, unknown: 4 }
*/
SELECT
  g.ACCOUNT_ID,
  g.REGION,
  g.GROUP_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || g.REGION || ':' || g.OWNER_ID || ':security-group/' || g.GROUP_ID AS RESOURCE_ARN,
  IFF(COUNT(r.RULE_ID) > 0, 'fail', 'pass') AS STATUS,
  IFF(COUNT(r.RULE_ID) > 0, 'Rules let every address reach every port.', 'No rule lets every address reach every port.') AS REASON,
  OBJECT_CONSTRUCT('name', ANY_VALUE(g.GROUP_NAME), 'rules', ARRAY_AGG(r.RULE_ID)) AS EVIDENCE
FROM AWS_EC2_SECURITY_GROUPS g
LEFT JOIN AWS_EC2_SECURITY_GROUP_RULES r
  ON r.ACCOUNT_ID = g.ACCOUNT_ID AND r.REGION = g.REGION AND r.GROUP_ID = g.GROUP_ID
  AND NOT r.IS_EGRESS
  AND (r.CIDR_IPV4 = '0.0.0.0/0' OR r.CIDR_IPV6 = '::/0')
  AND (r.IP_PROTOCOL = '-1' OR (r.IP_PROTOCOL IN ('tcp', 'udp') AND r.FROM_PORT <= 1 AND r.TO_PORT >= 65535))
GROUP BY g.ACCOUNT_ID, g.REGION, g.GROUP_ID, g.OWNER_ID
