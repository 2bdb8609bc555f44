/*
title: No attached policy allows everything
severity: critical
per: resource
resource_type: AWS::IAM::ManagedPolicy
reads: [iam.authorization_details]
why: Whoever holds a policy that allows everything can take the account over.
remedy: Replace it by policies that name what is needed, and let administrators come through Identity Center.
controls:
  cis-7.0: ['2.14']
  cis-6.0: ['2.15']
  cis-5.0: ['1.15']
  cis-3.0: ['1.16']
  fsbp: [IAM.1]
  attack: [T1078, T1648, T1098]
tests: { pass: 174, fail: 13, unknown: 3 }
*/
WITH documents AS (
  SELECT p.ACCOUNT_ID, p.REGION, p.ARN, p.ATTACHMENT_COUNT, COALESCE(p.DOCUMENT, m.DOCUMENT) AS DOCUMENT
  FROM AWS_IAM_POLICIES p
  LEFT JOIN AWS_IAM_AWS_MANAGED_POLICIES m ON m.ARN = p.ARN
  WHERE p.ATTACHMENT_COUNT > 0
), everything AS (
  SELECT d.ACCOUNT_ID, d.ARN
  FROM documents d, LATERAL FLATTEN(input => TO_ARRAY(d.DOCUMENT:Statement)) s
  WHERE s.VALUE:Effect::STRING = 'Allow'
    AND ARRAYS_OVERLAP(TO_ARRAY(s.VALUE:Action), ARRAY_CONSTRUCT('*', '*:*'))
    AND (s.VALUE:NotResource IS NOT NULL OR ARRAY_CONTAINS('*'::VARIANT, TO_ARRAY(s.VALUE:Resource)))
  GROUP BY d.ACCOUNT_ID, d.ARN
)
SELECT
  d.ACCOUNT_ID,
  d.REGION,
  d.ARN AS RESOURCE_ID,
  d.ARN AS RESOURCE_ARN,
  CASE WHEN d.DOCUMENT IS NULL THEN NULL WHEN e.ARN IS NULL THEN 'pass' ELSE 'fail' END AS STATUS,
  CASE WHEN d.DOCUMENT IS NULL THEN 'the document of the policy is not known' WHEN e.ARN IS NULL THEN 'The policy does not allow everything.' ELSE 'The policy allows every action on every resource, or on all but some.' END AS REASON,
  OBJECT_CONSTRUCT('attachments', d.ATTACHMENT_COUNT) AS EVIDENCE
FROM documents d
LEFT JOIN everything e ON e.ACCOUNT_ID = d.ACCOUNT_ID AND e.ARN = d.ARN
