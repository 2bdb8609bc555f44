/*
title: No function's policy or URL is open to everybody
severity: critical
per: resource
resource_type: AWS::Lambda::Function
reads: [lambda.functions]
needs: [Policy, Urls]
why: Whoever finds the function runs it, with the rights of its role and on your bill.
remedy: Name accounts or services with aws:SourceArn in the policy, and set the URL to AWS_IAM.
controls:
  cis-7.0: ['2.21']
  fsbp: [Lambda.1]
  attack: [T1190]
tests: { pass: 33, fail: 6, unknown: 4 }
*/
WITH open_functions AS (
  SELECT s.ACCOUNT_ID, s.REGION, s.RESOURCE_ID, ARRAY_AGG(s.SID) AS SIDS
  FROM AWS_LAMBDA_FUNCTIONS_STATEMENTS s
  WHERE s.IS_EVERYBODY AND NOT s.IS_NARROWED
  GROUP BY s.ACCOUNT_ID, s.REGION, s.RESOURCE_ID
)
SELECT
  f.ACCOUNT_ID,
  f.REGION,
  f.RESOURCE_ID,
  f.ARN AS RESOURCE_ARN,
  IFF(o.RESOURCE_ID IS NULL, 'pass', 'fail') AS STATUS,
  CASE WHEN o.RESOURCE_ID IS NULL THEN 'The policy lets nobody unknown call the function.' WHEN f.URL_AUTH_TYPE = 'NONE' THEN 'The URL of the function and its policy let everybody call it.' ELSE 'The policy lets everybody call the function.' END AS REASON,
  OBJECT_CONSTRUCT('name', f.NAME, 'role', f.ROLE_ARN, 'url_auth_type', f.URL_AUTH_TYPE, 'statements', o.SIDS) AS EVIDENCE
FROM AWS_LAMBDA_FUNCTIONS f
LEFT JOIN open_functions o ON o.ACCOUNT_ID = f.ACCOUNT_ID AND o.REGION = f.REGION AND o.RESOURCE_ID = f.RESOURCE_ID
