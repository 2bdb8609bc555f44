/*
title: Every VPC has flow logs
severity: medium
per: resource
resource_type: AWS::EC2::VPC
reads: [ec2.flow_logs, ec2.vpcs]
why: Without flow logs nobody can say what a machine talked to before it was found.
remedy: Make a flow log of the VPC to S3 or CloudWatch.
controls:
  cis-7.0: ['4.7']
  cis-6.0: ['4.7']
  cis-5.0: ['3.7']
  cis-3.0: ['3.7']
  fsbp: [EC2.6]
tests: { pass: 23, fail: 36, unknown: 4 }
*/
SELECT
  v.ACCOUNT_ID,
  v.REGION,
  v.VPC_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || v.REGION || ':' || v.OWNER_ID || ':vpc/' || v.VPC_ID AS RESOURCE_ARN,
  IFF(COUNT(f.FLOW_LOG_ID) > 0, 'pass', 'fail') AS STATUS,
  IFF(COUNT(f.FLOW_LOG_ID) > 0, 'The VPC has an active flow log.', 'The VPC has no active flow log.') AS REASON,
  OBJECT_CONSTRUCT('name', ANY_VALUE(v.NAME), 'flow_logs', ARRAY_AGG(f.FLOW_LOG_ID)) AS EVIDENCE
FROM AWS_EC2_VPCS v
LEFT JOIN AWS_EC2_FLOW_LOGS f
  ON f.ACCOUNT_ID = v.ACCOUNT_ID AND f.REGION = v.REGION AND f.RESOURCE_ID_LOGGED = v.VPC_ID AND f.STATUS = 'ACTIVE'
WHERE v.OWNER_ID = v.ACCOUNT_ID
GROUP BY v.ACCOUNT_ID, v.REGION, v.VPC_ID, v.OWNER_ID
