/*
title: Endpoint policies do not allow everybody everything
severity: medium
per: resource
resource_type: AWS::EC2::VPCEndpoint
reads: [ec2.vpc_endpoints]
why: Through an endpoint that allows everything data leave to buckets and accounts of strangers, past the internet gateway.
remedy: Write a policy for the endpoint that names your organization by aws:PrincipalOrgID and aws:ResourceOrgID.
tests: { pass: 38, fail: 1, unknown: 4 }
*/
WITH everything AS (
  SELECT e.ACCOUNT_ID, e.REGION, e.VPC_ENDPOINT_ID
  FROM AWS_EC2_VPC_ENDPOINTS e, LATERAL FLATTEN(input => TO_ARRAY(e.POLICY_DOCUMENT:Statement)) s
  WHERE s.VALUE:Effect::STRING = 'Allow'
    AND (s.VALUE:NotAction IS NOT NULL OR ARRAYS_OVERLAP(TO_ARRAY(s.VALUE:Action), ARRAY_CONSTRUCT('*', '*:*')))
    AND (s.VALUE:NotResource IS NOT NULL OR ARRAY_CONTAINS('*'::VARIANT, TO_ARRAY(s.VALUE:Resource)))
    AND (s.VALUE:NotPrincipal IS NOT NULL OR s.VALUE:Principal::STRING = '*' OR ARRAY_CONTAINS('*'::VARIANT, TO_ARRAY(s.VALUE:Principal:AWS)))
    AND s.VALUE:Condition IS NULL
  GROUP BY e.ACCOUNT_ID, e.REGION, e.VPC_ENDPOINT_ID
)
SELECT
  e.ACCOUNT_ID,
  e.REGION,
  e.VPC_ENDPOINT_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || e.REGION || ':' || e.OWNER_ID || ':vpc-endpoint/' || e.VPC_ENDPOINT_ID AS RESOURCE_ARN,
  IFF(x.VPC_ENDPOINT_ID IS NULL, 'pass', 'fail') AS STATUS,
  IFF(x.VPC_ENDPOINT_ID IS NULL, 'The policy of the endpoint does not allow everybody everything.', 'The policy of the endpoint allows everybody everything.') AS REASON,
  OBJECT_CONSTRUCT('service', e.SERVICE_NAME, 'vpc', e.VPC_ID) AS EVIDENCE
FROM AWS_EC2_VPC_ENDPOINTS e
LEFT JOIN everything x ON x.ACCOUNT_ID = e.ACCOUNT_ID AND x.REGION = e.REGION AND x.VPC_ENDPOINT_ID = e.VPC_ENDPOINT_ID
WHERE e.POLICY_DOCUMENT IS NOT NULL
