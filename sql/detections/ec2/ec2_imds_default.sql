/*
title: New instances ask for IMDSv2 by default
severity: medium
per: region
resource_type: AWS::EC2::InstanceMetadataDefaults
reads: [ec2.instance_metadata_defaults]
why: What is launched without saying so gets the default of the region.
remedy: "Set the default of the region: ModifyInstanceMetadataDefaults with HttpTokens required."
tests: { pass: 14, fail: 7, unknown: 4 }
*/
SELECT
  d.ACCOUNT_ID,
  d.REGION,
  d.ACCOUNT_ID AS RESOURCE_ID,
  NULL AS RESOURCE_ARN,
  IFF(COALESCE(d.HTTP_TOKENS, 'no-preference') = 'required', 'pass', 'fail') AS STATUS,
  'The default for HttpTokens is ' || COALESCE(d.HTTP_TOKENS, 'not set') || '.' AS REASON,
  OBJECT_CONSTRUCT('http_tokens', d.HTTP_TOKENS, 'managed_by', d.MANAGED_BY) AS EVIDENCE
FROM AWS_EC2_INSTANCE_METADATA_DEFAULTS d
