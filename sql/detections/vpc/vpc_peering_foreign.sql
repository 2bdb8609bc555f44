/*
title: No peering or transit attachment reaches a foreign account
severity: high
per: resource
resource_type: AWS::EC2::VPCPeeringConnection
reads: [ec2.transit_gateway_attachments, ec2.vpc_peering_connections, organizations.accounts]
why: A network that is joined to that of a stranger is only as safe as the stranger’s.
remedy: Remove the peering or attachment, or put the account on the list of allowed accounts.
parameters:
  allowed_accounts: { default: [], doc: "Accounts outside the organization that networks may be joined with." }
tests: { pass: 16, fail: 13, unknown: 4 }
*/
WITH ours AS (
  SELECT ACCOUNT_ID FROM AWS_ACCOUNTS GROUP BY ACCOUNT_ID
), links AS (
  SELECT ACCOUNT_ID, REGION, VPC_PEERING_CONNECTION_ID AS LINK_ID, 'vpc-peering-connection' AS KIND,
    REQUESTER_ACCOUNT_ID AS ONE_ACCOUNT_ID, ACCEPTER_ACCOUNT_ID AS OTHER_ACCOUNT_ID
  FROM AWS_EC2_VPC_PEERING_CONNECTIONS
  WHERE STATUS IN ('active', 'pending-acceptance', 'provisioning')
  UNION ALL
  SELECT ACCOUNT_ID, REGION, ATTACHMENT_ID, 'transit-gateway-attachment', TRANSIT_GATEWAY_OWNER_ID, ATTACHED_RESOURCE_OWNER_ID
  FROM AWS_EC2_TRANSIT_GATEWAY_ATTACHMENTS
  WHERE STATE IN ('available', 'pending', 'pendingAcceptance', 'modifying')
)
SELECT
  l.ACCOUNT_ID,
  l.REGION,
  l.LINK_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || l.REGION || ':' || l.ACCOUNT_ID || ':' || l.KIND || '/' || l.LINK_ID AS RESOURCE_ARN,
  IFF(
    (a.ACCOUNT_ID IS NULL AND NOT ARRAY_CONTAINS(l.ONE_ACCOUNT_ID::VARIANT, $allowed_accounts))
    OR (b.ACCOUNT_ID IS NULL AND NOT ARRAY_CONTAINS(l.OTHER_ACCOUNT_ID::VARIANT, $allowed_accounts)),
    'fail', 'pass'
  ) AS STATUS,
  'It joins networks of ' || l.ONE_ACCOUNT_ID || ' and ' || l.OTHER_ACCOUNT_ID || '.' AS REASON,
  OBJECT_CONSTRUCT('accounts', ARRAY_CONSTRUCT(l.ONE_ACCOUNT_ID, l.OTHER_ACCOUNT_ID)) AS EVIDENCE
FROM links l
LEFT JOIN ours a ON a.ACCOUNT_ID = l.ONE_ACCOUNT_ID
LEFT JOIN ours b ON b.ACCOUNT_ID = l.OTHER_ACCOUNT_ID
