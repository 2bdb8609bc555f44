/*
title: The organization has all features enabled
severity: medium
per: organization
resource_type: AWS::Organizations::Organization
reads: [organizations.organization]
why: An organization with consolidated billing only has no guardrails at all.
remedy: Enable all features in the management account; invited accounts have to agree.
tests: { pass: 1, fail: 0, unknown: 0 }
*/
SELECT
  o.ACCOUNT_ID,
  o.REGION,
  o.ACCOUNT_ID AS RESOURCE_ID,
  o.ARN AS RESOURCE_ARN,
  IFF(o.FEATURE_SET = 'ALL', 'pass', 'fail') AS STATUS,
  'The feature set of the organization is ' || o.FEATURE_SET || '.' AS REASON,
  OBJECT_CONSTRUCT('organization', o.ORGANIZATION_ID) AS EVIDENCE
FROM AWS_ORGANIZATIONS o
