/*
title: Peering routes name no whole VPC
severity: low
per: resource
resource_type: AWS::EC2::RouteTable
reads: [ec2.route_tables, ec2.vpc_peering_connections]
why: A route to a whole peered VPC lets every machine reach every other.
remedy: Route only to the subnets that are needed.
controls:
  cis-7.0: ['6.6']
  cis-6.0: ['6.6']
  cis-5.0: ['5.6']
  cis-3.0: ['5.5']
tests: { pass: 2, fail: 1, unknown: 4 }
*/
WITH routes AS (
  SELECT
    t.ACCOUNT_ID,
    t.REGION,
    t.ROUTE_TABLE_ID,
    t.OWNER_ID,
    r.VALUE:DestinationCidrBlock::STRING AS CIDR,
    r.VALUE:VpcPeeringConnectionId::STRING AS VPC_PEERING_CONNECTION_ID
  FROM AWS_EC2_ROUTE_TABLES t, LATERAL FLATTEN(input => t.ROUTES) r
  WHERE r.VALUE:VpcPeeringConnectionId IS NOT NULL
)
SELECT
  r.ACCOUNT_ID,
  r.REGION,
  r.ROUTE_TABLE_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || r.REGION || ':' || r.OWNER_ID || ':route-table/' || r.ROUTE_TABLE_ID AS RESOURCE_ARN,
  IFF(COUNT_IF(r.CIDR IN (p.REQUESTER_CIDR_BLOCK, p.ACCEPTER_CIDR_BLOCK)) > 0, 'fail', 'pass') AS STATUS,
  IFF(COUNT_IF(r.CIDR IN (p.REQUESTER_CIDR_BLOCK, p.ACCEPTER_CIDR_BLOCK)) > 0, 'A route leads to a whole peered VPC.', 'No route leads to a whole peered VPC.') AS REASON,
  OBJECT_CONSTRUCT('destinations', ARRAY_AGG(DISTINCT r.CIDR), 'peerings', ARRAY_AGG(DISTINCT r.VPC_PEERING_CONNECTION_ID)) AS EVIDENCE
FROM routes r
LEFT JOIN AWS_EC2_VPC_PEERING_CONNECTIONS p
  ON p.ACCOUNT_ID = r.ACCOUNT_ID AND p.REGION = r.REGION AND p.VPC_PEERING_CONNECTION_ID = r.VPC_PEERING_CONNECTION_ID
GROUP BY r.ACCOUNT_ID, r.REGION, r.ROUTE_TABLE_ID, r.OWNER_ID
