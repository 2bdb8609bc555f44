/*
title: Transit gateways accept no attachment unasked
severity: medium
per: resource
resource_type: AWS::EC2::TransitGateway
reads: [ec2.transit_gateways]
why: Whoever the gateway is shared with then joins its network without being asked.
remedy: Turn the automatic acceptance of shared attachments off.
controls:
  fsbp: [EC2.23]
tests: { pass: 3, fail: 2, unknown: 4 }
*/
SELECT
  t.ACCOUNT_ID,
  t.REGION,
  t.TRANSIT_GATEWAY_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || t.REGION || ':' || t.OWNER_ID || ':transit-gateway/' || t.TRANSIT_GATEWAY_ID AS RESOURCE_ARN,
  IFF(t.AUTO_ACCEPT_SHARED_ATTACHMENTS = 'enable', 'fail', 'pass') AS STATUS,
  IFF(t.AUTO_ACCEPT_SHARED_ATTACHMENTS = 'enable', 'The gateway accepts shared attachments unasked.', 'The gateway asks before it accepts an attachment.') AS REASON,
  OBJECT_CONSTRUCT('name', t.NAME) AS EVIDENCE
FROM AWS_EC2_TRANSIT_GATEWAYS t
WHERE t.OWNER_ID = t.ACCOUNT_ID AND t.STATE NOT IN ('deleted', 'deleting')
