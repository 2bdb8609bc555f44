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
  SELECT s.ACCOUNT_ID, s.REGION, s.RESOURCE_ID
  FROM AWS_EC2_VPC_ENDPOINTS_STATEMENTS s
  WHERE s.IS_EVERYBODY
    AND (s.NOT_ACTIONS IS NOT NULL OR ARRAYS_OVERLAP(s.ACTIONS, ARRAY_CONSTRUCT('*', '*:*')))
    AND (s.STATEMENT:NotResource IS NOT NULL OR ARRAY_CONTAINS('*'::VARIANT, s.RESOURCES))
    AND NOT s.IS_NARROWED
    -- Whose resources are reached through an endpoint narrows it as well; of a policy of the resource itself it says nothing.
    AND NOT COALESCE(REGEXP_LIKE(LOWER(TO_JSON(s.CONDITION)), '.*"(foranyvalue:)?string(equals|equalsignorecase|like)":\\{([^{}]*,)?"aws:resource(account|orgid|orgpaths)":\\[?"(o-[0-9a-z]{10}|[0-9]{12}).*'), FALSE)
  GROUP BY s.ACCOUNT_ID, s.REGION, s.RESOURCE_ID
)
SELECT
  e.ACCOUNT_ID,
  e.REGION,
  e.VPC_ENDPOINT_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || e.REGION || ':' || e.OWNER_ID || ':vpc-endpoint/' || e.VPC_ENDPOINT_ID AS RESOURCE_ARN,
  IFF(x.RESOURCE_ID IS NULL, 'pass', 'fail') AS STATUS,
  IFF(x.RESOURCE_ID IS NULL, 'The policy of the endpoint does not allow everybody everything.', 'The policy of the endpoint allows everybody everything.') AS REASON,
  OBJECT_CONSTRUCT('service', e.SERVICE_NAME, 'vpc', e.VPC_ID) AS EVIDENCE
FROM AWS_EC2_VPC_ENDPOINTS e
LEFT JOIN everything x ON x.ACCOUNT_ID = e.ACCOUNT_ID AND x.REGION = e.REGION AND x.RESOURCE_ID = e.RESOURCE_ID
WHERE e.POLICY_DOCUMENT IS NOT NULL
