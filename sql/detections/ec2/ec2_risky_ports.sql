/*
title: No group opens database, cache or file ports to the internet
severity: high
per: resource
resource_type: AWS::EC2::SecurityGroup
reads: [ec2.managed_prefix_lists, ec2.security_groups, ec2.security_group_rules]
why: Databases, caches and file services are meant for neighbours, and many of them ask for no password.
remedy: Let only the groups of the applications in.
parameters:
  trusted_lists: { default: [], doc: "Ids of prefix lists whose entries are not read, and that let in only addresses that you know." }
controls:
  fsbp: [EC2.19]
tests: { pass: 243, fail: 5, unknown: 5 }
*/
WITH reaching AS (
  SELECT r.ACCOUNT_ID, r.REGION, r.GROUP_ID, r.RULE_ID, r.EVERYBODY, r.PREFIX_LIST_ID
  FROM AWS_EC2_OPEN_RULES r
  WHERE (r.IP_PROTOCOL = '-1' OR (r.IP_PROTOCOL = 'tcp' AND (1433 BETWEEN r.FROM_PORT AND r.TO_PORT OR 1521 BETWEEN r.FROM_PORT AND r.TO_PORT OR 2049 BETWEEN r.FROM_PORT AND r.TO_PORT OR 2375 BETWEEN r.FROM_PORT AND r.TO_PORT OR 2376 BETWEEN r.FROM_PORT AND r.TO_PORT OR 3306 BETWEEN r.FROM_PORT AND r.TO_PORT OR 5432 BETWEEN r.FROM_PORT AND r.TO_PORT OR 5601 BETWEEN r.FROM_PORT AND r.TO_PORT OR 5984 BETWEEN r.FROM_PORT AND r.TO_PORT OR 6379 BETWEEN r.FROM_PORT AND r.TO_PORT OR 9042 BETWEEN r.FROM_PORT AND r.TO_PORT OR 9092 BETWEEN r.FROM_PORT AND r.TO_PORT OR 9200 BETWEEN r.FROM_PORT AND r.TO_PORT OR 9300 BETWEEN r.FROM_PORT AND r.TO_PORT OR 11211 BETWEEN r.FROM_PORT AND r.TO_PORT OR 27017 BETWEEN r.FROM_PORT AND r.TO_PORT)))
    AND (r.EVERYBODY IS NOT NULL OR NOT ARRAY_CONTAINS(r.PREFIX_LIST_ID::VARIANT, $trusted_lists))
)
SELECT
  g.ACCOUNT_ID,
  g.REGION,
  g.GROUP_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || g.REGION || ':' || g.OWNER_ID || ':security-group/' || g.GROUP_ID AS RESOURCE_ARN,
  CASE WHEN COUNT(r.EVERYBODY) > 0 THEN 'fail' WHEN COUNT(r.RULE_ID) = 0 THEN 'pass' END AS STATUS,
  CASE WHEN COUNT(r.EVERYBODY) > 0 THEN 'Rules let every address reach a port of a database, cache or file service.' WHEN COUNT(r.RULE_ID) = 0 THEN 'No rule lets every address reach a port of a database, cache or file service.'
    ELSE 'the addresses of the prefix list ' || MIN(r.PREFIX_LIST_ID) || ' are not read; name it in the parameter trusted_lists where it lets in only whom you know' END AS REASON,
  OBJECT_CONSTRUCT('name', ANY_VALUE(g.GROUP_NAME), 'rules', ARRAY_AGG(DISTINCT r.RULE_ID)) AS EVIDENCE
FROM AWS_EC2_SECURITY_GROUPS g
LEFT JOIN reaching r ON r.ACCOUNT_ID = g.ACCOUNT_ID AND r.REGION = g.REGION AND r.GROUP_ID = g.GROUP_ID
GROUP BY g.ACCOUNT_ID, g.REGION, g.GROUP_ID, g.OWNER_ID
