/*
title: Launch templates ask for IMDSv2
severity: medium
per: resource
resource_type: AWS::EC2::LaunchTemplate
reads: [ec2.launch_templates]
why: Instances of a template that does not ask for IMDSv2 come back insecure after each is mended.
remedy: Make a version of the template with HttpTokens required, and let it be the default.
tests: { pass: 19, fail: 12, unknown: 4 }
*/
SELECT
  t.ACCOUNT_ID,
  t.REGION,
  t.LAUNCH_TEMPLATE_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || t.REGION || ':' || t.ACCOUNT_ID || ':launch-template/' || t.LAUNCH_TEMPLATE_ID AS RESOURCE_ARN,
  IFF(COUNT_IF(COALESCE(t.HTTP_TOKENS, 'optional') <> 'required') > 0, 'fail', 'pass') AS STATUS,
  COUNT_IF(COALESCE(t.HTTP_TOKENS, 'optional') <> 'required') || ' of the versions in use do not ask for a token.' AS REASON,
  OBJECT_CONSTRUCT('name', ANY_VALUE(t.NAME), 'versions', ARRAY_AGG(t.VERSION_NUMBER)) AS EVIDENCE
FROM AWS_EC2_LAUNCH_TEMPLATES t
GROUP BY t.ACCOUNT_ID, t.REGION, t.LAUNCH_TEMPLATE_ID
