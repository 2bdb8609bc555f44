/*
title: No instance with a role is reachable from the internet
severity: high
per: resource
resource_type: AWS::EC2::Instance
reads: [ec2.instances, ec2.managed_prefix_lists, ec2.network_interfaces, ec2.route_tables, ec2.security_group_rules]
why: An instance that everybody can reach and that has a role is one exploit away from the role.
remedy: Move the instance to a private subnet behind a load balancer, or narrow its groups.
parameters:
  trusted_lists: { default: [], doc: "Ids of prefix lists whose entries are not read, and that let in only addresses that you know." }
tests: { pass: 387, fail: 51, unknown: 23 }
*/
WITH openings AS (
  SELECT r.ACCOUNT_ID, r.REGION, r.GROUP_ID, r.FAMILY, r.EVERYBODY, IFF(r.EVERYBODY IS NULL, r.PREFIX_LIST_ID, NULL) AS UNREAD_LIST
  FROM AWS_EC2_OPEN_RULES r
  WHERE r.EVERYBODY IS NOT NULL OR NOT ARRAY_CONTAINS(r.PREFIX_LIST_ID::VARIANT, $trusted_lists)
), addresses AS (
  SELECT
    n.ACCOUNT_ID,
    n.REGION,
    n.INSTANCE_ID,
    n.VPC_ID,
    n.SUBNET_ID,
    n.SECURITY_GROUPS,
    'IPv4' AS FAMILY,
    p.VALUE:Association:PublicIp::STRING AS ADDRESS
  FROM AWS_EC2_NETWORK_INTERFACES n, LATERAL FLATTEN(input => n.RAW:PrivateIpAddresses) p
  WHERE p.VALUE:Association:PublicIp IS NOT NULL
  UNION ALL
  SELECT n.ACCOUNT_ID, n.REGION, n.INSTANCE_ID, n.VPC_ID, n.SUBNET_ID, n.SECURITY_GROUPS, 'IPv6', p.VALUE:Ipv6Address::STRING
  FROM AWS_EC2_NETWORK_INTERFACES n, LATERAL FLATTEN(input => n.RAW:Ipv6Addresses) p
), tables AS (
  SELECT
    t.ACCOUNT_ID,
    t.REGION,
    t.VPC_ID,
    a.VALUE:SubnetId::STRING AS SUBNET_ID,
    t.IS_MAIN,
    CONTAINS(TO_JSON(t.ROUTES), '"igw-') AS LEADS_OUT
  FROM AWS_EC2_ROUTE_TABLES t, LATERAL FLATTEN(input => t.ASSOCIATIONS, outer => TRUE) a
), subnets AS (
  SELECT ACCOUNT_ID, REGION, SUBNET_ID, BOOLOR_AGG(LEADS_OUT) AS LEADS_OUT
  FROM tables
  WHERE SUBNET_ID IS NOT NULL
  GROUP BY ACCOUNT_ID, REGION, SUBNET_ID
), mains AS (
  SELECT ACCOUNT_ID, REGION, VPC_ID, BOOLOR_AGG(LEADS_OUT) AS LEADS_OUT
  FROM tables
  WHERE IS_MAIN
  GROUP BY ACCOUNT_ID, REGION, VPC_ID
), routed AS (
  SELECT a.ACCOUNT_ID, a.REGION, a.INSTANCE_ID, a.FAMILY, a.ADDRESS, g.VALUE:GroupId::STRING AS GROUP_ID
  FROM addresses a
  CROSS JOIN LATERAL FLATTEN(input => a.SECURITY_GROUPS) g
  LEFT JOIN subnets s ON s.ACCOUNT_ID = a.ACCOUNT_ID AND s.REGION = a.REGION AND s.SUBNET_ID = a.SUBNET_ID
  LEFT JOIN mains m ON m.ACCOUNT_ID = a.ACCOUNT_ID AND m.REGION = a.REGION AND m.VPC_ID = a.VPC_ID
  WHERE COALESCE(s.LEADS_OUT, m.LEADS_OUT, FALSE)
), reached AS (
  SELECT
    r.ACCOUNT_ID,
    r.REGION,
    r.INSTANCE_ID,
    MIN(IFF(o.EVERYBODY IS NULL, NULL, r.ADDRESS)) AS ADDRESS,
    MIN(o.UNREAD_LIST) AS UNREAD_LIST,
    ARRAY_AGG(DISTINCT o.GROUP_ID) AS GROUPS
  FROM routed r
  LEFT JOIN openings o
    ON o.ACCOUNT_ID = r.ACCOUNT_ID AND o.REGION = r.REGION AND o.GROUP_ID = r.GROUP_ID AND o.FAMILY = r.FAMILY
  GROUP BY r.ACCOUNT_ID, r.REGION, r.INSTANCE_ID
)
SELECT
  i.ACCOUNT_ID,
  i.REGION,
  i.INSTANCE_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || i.REGION || ':' || i.ACCOUNT_ID || ':instance/' || i.INSTANCE_ID AS RESOURCE_ARN,
  CASE WHEN r.ADDRESS IS NOT NULL THEN 'fail' WHEN r.UNREAD_LIST IS NULL THEN 'pass' END AS STATUS,
  CASE
    WHEN r.ADDRESS IS NOT NULL THEN 'Everybody can reach the instance at ' || r.ADDRESS || '.'
    WHEN r.UNREAD_LIST IS NOT NULL THEN 'the addresses of the prefix list ' || r.UNREAD_LIST || ' are not read; name it in the parameter trusted_lists where it lets in only whom you know'
    WHEN r.INSTANCE_ID IS NULL THEN 'The instance has no public address, or none with a route to an internet gateway.'
    ELSE 'No group lets everybody in.'
  END AS REASON,
  OBJECT_CONSTRUCT('role', i.INSTANCE_PROFILE_ARN, 'address', r.ADDRESS, 'groups', r.GROUPS) AS EVIDENCE
FROM AWS_EC2_INSTANCES i
LEFT JOIN reached r ON r.ACCOUNT_ID = i.ACCOUNT_ID AND r.REGION = i.REGION AND r.INSTANCE_ID = i.INSTANCE_ID
WHERE i.INSTANCE_PROFILE_ARN IS NOT NULL AND i.STATE NOT IN ('terminated', 'shutting-down')
