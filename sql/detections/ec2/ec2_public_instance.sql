/*
title: No instance with a role is reachable from the internet
severity: high
per: resource
resource_type: AWS::EC2::Instance
reads: [ec2.instances, ec2.route_tables, ec2.security_group_rules]
why: An instance that everybody can reach and that has a role is one exploit away from the role.
remedy: Move the instance to a private subnet behind a load balancer, or narrow its groups.
tests: { pass: 387, fail: 68, unknown: 6 }
*/
WITH open_groups AS (
  SELECT ACCOUNT_ID, REGION, GROUP_ID
  FROM AWS_EC2_SECURITY_GROUP_RULES
  WHERE NOT IS_EGRESS AND (CIDR_IPV4 = '0.0.0.0/0' OR CIDR_IPV6 = '::/0')
  GROUP BY ACCOUNT_ID, REGION, GROUP_ID
), open_instances AS (
  SELECT i.ACCOUNT_ID, i.REGION, i.INSTANCE_ID, ARRAY_AGG(DISTINCT o.GROUP_ID) AS GROUPS
  FROM AWS_EC2_INSTANCES i, LATERAL FLATTEN(input => i.SECURITY_GROUPS) g, open_groups o
  WHERE o.ACCOUNT_ID = i.ACCOUNT_ID AND o.REGION = i.REGION AND o.GROUP_ID = COALESCE(g.VALUE:GroupId::STRING, g.VALUE::STRING)
  GROUP BY i.ACCOUNT_ID, i.REGION, i.INSTANCE_ID
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
)
SELECT
  i.ACCOUNT_ID,
  i.REGION,
  i.INSTANCE_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || i.REGION || ':' || i.ACCOUNT_ID || ':instance/' || i.INSTANCE_ID AS RESOURCE_ARN,
  IFF(i.PUBLIC_IP IS NOT NULL AND o.INSTANCE_ID IS NOT NULL AND COALESCE(s.LEADS_OUT, m.LEADS_OUT, FALSE), 'fail', 'pass') AS STATUS,
  CASE
    WHEN i.PUBLIC_IP IS NULL THEN 'The instance has no public address.'
    WHEN o.INSTANCE_ID IS NULL THEN 'No group lets everybody in.'
    WHEN NOT COALESCE(s.LEADS_OUT, m.LEADS_OUT, FALSE) THEN 'No route leads from its subnet to an internet gateway.'
    ELSE 'Everybody can reach the instance at ' || i.PUBLIC_IP || '.'
  END AS REASON,
  OBJECT_CONSTRUCT('role', i.INSTANCE_PROFILE_ARN, 'public_ip', i.PUBLIC_IP, 'groups', o.GROUPS) AS EVIDENCE
FROM AWS_EC2_INSTANCES i
LEFT JOIN open_instances o ON o.ACCOUNT_ID = i.ACCOUNT_ID AND o.REGION = i.REGION AND o.INSTANCE_ID = i.INSTANCE_ID
LEFT JOIN subnets s ON s.ACCOUNT_ID = i.ACCOUNT_ID AND s.REGION = i.REGION AND s.SUBNET_ID = i.SUBNET_ID
LEFT JOIN mains m ON m.ACCOUNT_ID = i.ACCOUNT_ID AND m.REGION = i.REGION AND m.VPC_ID = i.VPC_ID
WHERE i.INSTANCE_PROFILE_ARN IS NOT NULL AND i.STATE NOT IN ('terminated', 'shutting-down')
