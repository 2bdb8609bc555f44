/*
title: No group opens SSH or RDP to the IPv6 internet
severity: critical
per: resource
resource_type: AWS::EC2::SecurityGroup
reads: [ec2.managed_prefix_lists, ec2.security_groups, ec2.security_group_rules]
why: IPv6 addresses are found by their names and by what they talk to, and are forgotten by rules that were written for IPv4.
remedy: Narrow the rule to the addresses that need it, or remove it.
parameters:
  trusted_lists: { default: [], doc: "Ids of prefix lists whose entries are not read, and that let in only addresses that you know." }
controls:
  cis-7.0: ['6.4']
  cis-6.0: ['6.4']
  cis-5.0: ['5.4']
  cis-3.0: ['5.3']
  fsbp: [EC2.13]
  attack: [T1199, T1048, T1499]
tests: { pass: 241, fail: 7, unknown: 5 }
*/
WITH reaching AS (
  SELECT r.ACCOUNT_ID, r.REGION, r.GROUP_ID, r.RULE_ID, r.EVERYBODY, r.PREFIX_LIST_ID
  FROM AWS_EC2_OPEN_RULES r
  WHERE r.FAMILY = 'IPv6'
    AND (r.IP_PROTOCOL = '-1' OR (r.IP_PROTOCOL = 'tcp' AND (22 BETWEEN r.FROM_PORT AND r.TO_PORT OR 3389 BETWEEN r.FROM_PORT AND r.TO_PORT)))
    AND (r.EVERYBODY IS NOT NULL OR NOT ARRAY_CONTAINS(r.PREFIX_LIST_ID::VARIANT, $trusted_lists))
)
SELECT
  g.ACCOUNT_ID,
  g.REGION,
  g.GROUP_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || g.REGION || ':' || g.OWNER_ID || ':security-group/' || g.GROUP_ID AS RESOURCE_ARN,
  CASE WHEN COUNT(r.EVERYBODY) > 0 THEN 'fail' WHEN COUNT(r.RULE_ID) = 0 THEN 'pass' END AS STATUS,
  CASE WHEN COUNT(r.EVERYBODY) > 0 THEN 'Rules let every IPv6 address reach port 22 or 3389.' WHEN COUNT(r.RULE_ID) = 0 THEN 'No rule lets every IPv6 address reach port 22 or 3389.'
    ELSE 'the addresses of the prefix list ' || MIN(r.PREFIX_LIST_ID) || ' are not read; name it in the parameter trusted_lists where it lets in only whom you know' END AS REASON,
  OBJECT_CONSTRUCT('name', ANY_VALUE(g.GROUP_NAME), 'rules', ARRAY_AGG(DISTINCT r.RULE_ID)) AS EVIDENCE
FROM AWS_EC2_SECURITY_GROUPS g
LEFT JOIN reaching r ON r.ACCOUNT_ID = g.ACCOUNT_ID AND r.REGION = g.REGION AND r.GROUP_ID = g.GROUP_ID
GROUP BY g.ACCOUNT_ID, g.REGION, g.GROUP_ID, g.OWNER_ID
