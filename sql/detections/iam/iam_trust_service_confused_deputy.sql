/*
title: Roles that services may take name a source account or ARN
severity: low
per: resource
resource_type: AWS::IAM::Role
reads: [iam.authorization_details, organizations.accounts]
why: A service works for every customer; a role that does not say for whom may be used by it for a stranger.
remedy: Ask for aws:SourceAccount or aws:SourceArn by a condition of the trust policy.
parameters:
  exempt_services: { default: ['ec2.amazonaws.com'], doc: "Services that send no source, or that take roles of their own account only." }
controls:
  attack: [T1078]
tests: { pass: 1, fail: 143, unknown: 3 }
*/
WITH trusted AS (
  SELECT ACCOUNT_ID, REGION, ROLE_ARN, PRINCIPAL,
    ARRAYS_OVERLAP(CONDITION_KEYS, ARRAY_CONSTRUCT('aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid', 'aws:sourceorgpaths')) AS ASKS_SOURCE
  FROM AWS_IAM_TRUST
  WHERE TRUSTS = 'service' AND NOT STARTSWITH(PATH, '/aws-service-role/') AND NOT ARRAY_CONTAINS(PRINCIPAL::VARIANT, $exempt_services)
)
SELECT
  t.ACCOUNT_ID,
  t.REGION,
  t.ROLE_ARN AS RESOURCE_ID,
  t.ROLE_ARN AS RESOURCE_ARN,
  IFF(BOOLAND_AGG(t.ASKS_SOURCE), 'pass', 'fail') AS STATUS,
  IFF(BOOLAND_AGG(t.ASKS_SOURCE), 'Every service is asked for whom it works.', 'A service may take the role for whomever it works.') AS REASON,
  OBJECT_CONSTRUCT('services', ARRAY_UNIQUE_AGG(t.PRINCIPAL)) AS EVIDENCE
FROM trusted t
GROUP BY t.ACCOUNT_ID, t.REGION, t.ROLE_ARN
