/*
title: Roles were used within 90 days
severity: medium
per: resource
resource_type: AWS::IAM::Role
reads: [iam.authorization_details]
why: A role that nobody uses still lets in whoever its trust policy names.
remedy: Delete the role, or take its policies away first to see whether anything breaks.
parameters:
  days: { default: 90, doc: "Days after which a role counts as unused." }
tests: { pass: 165, fail: 253, unknown: 3 }
*/
SELECT
  r.ACCOUNT_ID,
  r.REGION,
  r.ARN AS RESOURCE_ID,
  r.ARN AS RESOURCE_ARN,
  IFF(COALESCE(r.LAST_USED_AT, r.CREATE_DATE) < DATEADD(DAY, -$days, CURRENT_TIMESTAMP()), 'fail', 'pass') AS STATUS,
  COALESCE('The role was last used on ' || TO_VARCHAR(r.LAST_USED_AT, 'YYYY-MM-DD') || '.', 'The role was never used since ' || TO_VARCHAR(r.CREATE_DATE, 'YYYY-MM-DD') || ', as far as AWS remembers.') AS REASON,
  OBJECT_CONSTRUCT('last_used', r.LAST_USED_AT, 'created', r.CREATE_DATE) AS EVIDENCE
FROM AWS_IAM_ROLES r
WHERE NOT STARTSWITH(r.PATH, '/aws-service-role/')
