/*
title: No inline policy allows everything
severity: critical
per: resource
resource_type: AWS::IAM::Policy
reads: [iam.authorization_details]
why: An inline policy that allows everything shows in no list of policies, and is found by nobody who looks there.
remedy: Replace it by a managed policy that names what is needed.
controls:
  fsbp: [IAM.1]
  attack: [T1078, T1648, T1098]
tests: { pass: 182, fail: 2, unknown: 3 }
*/
WITH principals AS (
  SELECT ACCOUNT_ID, REGION, ARN, INLINE_POLICIES FROM AWS_IAM_USERS
  UNION ALL
  SELECT ACCOUNT_ID, REGION, ARN, INLINE_POLICIES FROM AWS_IAM_GROUPS
  UNION ALL
  SELECT ACCOUNT_ID, REGION, ARN, INLINE_POLICIES FROM AWS_IAM_ROLES
), everything AS (
  SELECT p.ACCOUNT_ID, p.ARN, ARRAY_AGG(DISTINCT i.VALUE:PolicyName::STRING) AS POLICIES
  FROM principals p,
    LATERAL FLATTEN(input => p.INLINE_POLICIES) i,
    LATERAL FLATTEN(input => TO_ARRAY(i.VALUE:PolicyDocument:Statement)) s
  WHERE s.VALUE:Effect::STRING = 'Allow'
    AND ARRAYS_OVERLAP(TO_ARRAY(s.VALUE:Action), ARRAY_CONSTRUCT('*', '*:*'))
    AND (s.VALUE:NotResource IS NOT NULL OR ARRAY_CONTAINS('*'::VARIANT, TO_ARRAY(s.VALUE:Resource)))
  GROUP BY p.ACCOUNT_ID, p.ARN
)
SELECT
  p.ACCOUNT_ID,
  p.REGION,
  p.ARN AS RESOURCE_ID,
  p.ARN AS RESOURCE_ARN,
  IFF(e.ARN IS NULL, 'pass', 'fail') AS STATUS,
  IFF(e.ARN IS NULL, 'No inline policy allows everything.', 'An inline policy allows every action on every resource, or on all but some.') AS REASON,
  OBJECT_CONSTRUCT('policies', e.POLICIES) AS EVIDENCE
FROM principals p
LEFT JOIN everything e ON e.ACCOUNT_ID = p.ACCOUNT_ID AND e.ARN = p.ARN
WHERE ARRAY_SIZE(p.INLINE_POLICIES) > 0
