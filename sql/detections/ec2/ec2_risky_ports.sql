/*
title: No group opens database, cache or file ports to the internet
severity: high
per: resource
resource_type: AWS::EC2::SecurityGroup
reads: [ec2.security_groups, ec2.security_group_rules]
why: Databases, caches and file services are meant for neighbours, and many of them ask for no password.
remedy: Let only the groups of the applications in.
controls:
  fsbp: [EC2.19]
tests: { pass: 241, fail: 3, unknown: 4 }
*/
SELECT
  g.ACCOUNT_ID,
  g.REGION,
  g.GROUP_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || g.REGION || ':' || g.OWNER_ID || ':security-group/' || g.GROUP_ID AS RESOURCE_ARN,
  IFF(COUNT(r.RULE_ID) > 0, 'fail', 'pass') AS STATUS,
  IFF(COUNT(r.RULE_ID) > 0, 'Rules let every address reach a port of a database, cache or file service.', 'No rule lets every address reach a port of a database, cache or file service.') AS REASON,
  OBJECT_CONSTRUCT('name', ANY_VALUE(g.GROUP_NAME), 'rules', ARRAY_AGG(r.RULE_ID)) AS EVIDENCE
FROM AWS_EC2_SECURITY_GROUPS g
LEFT JOIN AWS_EC2_SECURITY_GROUP_RULES r
  ON r.ACCOUNT_ID = g.ACCOUNT_ID AND r.REGION = g.REGION AND r.GROUP_ID = g.GROUP_ID
  AND NOT r.IS_EGRESS
  AND (r.CIDR_IPV4 = '0.0.0.0/0' OR r.CIDR_IPV6 = '::/0')
  AND (r.IP_PROTOCOL = '-1' OR (r.IP_PROTOCOL = 'tcp' AND (1433 BETWEEN r.FROM_PORT AND r.TO_PORT OR 1521 BETWEEN r.FROM_PORT AND r.TO_PORT OR 2049 BETWEEN r.FROM_PORT AND r.TO_PORT OR 2375 BETWEEN r.FROM_PORT AND r.TO_PORT OR 2376 BETWEEN r.FROM_PORT AND r.TO_PORT OR 3306 BETWEEN r.FROM_PORT AND r.TO_PORT OR 5432 BETWEEN r.FROM_PORT AND r.TO_PORT OR 5601 BETWEEN r.FROM_PORT AND r.TO_PORT OR 5984 BETWEEN r.FROM_PORT AND r.TO_PORT OR 6379 BETWEEN r.FROM_PORT AND r.TO_PORT OR 9042 BETWEEN r.FROM_PORT AND r.TO_PORT OR 9092 BETWEEN r.FROM_PORT AND r.TO_PORT OR 9200 BETWEEN r.FROM_PORT AND r.TO_PORT OR 9300 BETWEEN r.FROM_PORT AND r.TO_PORT OR 11211 BETWEEN r.FROM_PORT AND r.TO_PORT OR 27017 BETWEEN r.FROM_PORT AND r.TO_PORT)))
GROUP BY g.ACCOUNT_ID, g.REGION, g.GROUP_ID, g.OWNER_ID
