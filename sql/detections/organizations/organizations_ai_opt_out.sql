/*
title: AI services are opted out
severity: low
per: organization
resource_type: AWS::Organizations::Policy
reads: [organizations.organization, organizations.policies]
why: AWS may keep what its AI services are given to improve them, also in other regions, unless the organization opts out.
remedy: Attach an AI services opt-out policy to the root of the organization.
tests: { pass: 1, fail: 0, unknown: 0 }
*/
SELECT
  o.ACCOUNT_ID,
  o.REGION,
  o.ACCOUNT_ID AS RESOURCE_ID,
  o.ARN AS RESOURCE_ARN,
  IFF(COUNT(t.POLICY_ID) > 0, 'pass', 'fail') AS STATUS,
  IFF(COUNT(t.POLICY_ID) > 0, 'An opt-out policy is attached to the root.', 'No opt-out policy is attached to the root.') AS REASON,
  OBJECT_CONSTRUCT('policies', ARRAY_AGG(t.POLICY_NAME)) AS EVIDENCE
FROM AWS_ORGANIZATIONS o
LEFT JOIN AWS_ORGANIZATIONS_POLICY_TARGETS t
  ON t.ACCOUNT_ID = o.ACCOUNT_ID AND t.POLICY_TYPE = 'AISERVICES_OPT_OUT_POLICY' AND t.TARGET_TYPE = 'ROOT'
GROUP BY o.ACCOUNT_ID, o.REGION, o.ARN
