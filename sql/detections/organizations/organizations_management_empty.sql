/*
title: The management account holds no workloads
severity: medium
per: account
accounts: management
resource_type: AWS::Organizations::Account
reads: [ec2.instances, efs.file_systems, elb.load_balancers, elbv2.load_balancers, lambda.functions, organizations.accounts, rds.clusters, rds.instances]
why: No guardrail binds the management account, so whatever runs there can reach the whole organization.
remedy: Move instances, functions, databases, load balancers and file systems to member accounts. Buckets do not count, because bills and the log of the organization are delivered to some of this account.
parameters:
  expected: { default: [], doc: "What is there to manage the organization: ids of instances and file systems, names of classic load balancers, ARNs of all else." }
controls:
  cis-7.0: ['2.1.3']
tests: { pass: 0, fail: 1, unknown: 0 }
*/
WITH workloads AS (
  SELECT ACCOUNT_ID, INSTANCE_ID AS WORKLOAD_ID FROM AWS_EC2_INSTANCES WHERE STATE NOT IN ('terminated', 'shutting-down')
  UNION ALL
  SELECT ACCOUNT_ID, ARN FROM AWS_LAMBDA_FUNCTIONS
  UNION ALL
  SELECT ACCOUNT_ID, ARN FROM AWS_RDS_INSTANCES
  UNION ALL
  SELECT ACCOUNT_ID, ARN FROM AWS_RDS_CLUSTERS
  UNION ALL
  SELECT ACCOUNT_ID, ARN FROM AWS_ELBV2_LOAD_BALANCERS
  UNION ALL
  SELECT ACCOUNT_ID, NAME FROM AWS_ELB_LOAD_BALANCERS
  UNION ALL
  SELECT ACCOUNT_ID, FILE_SYSTEM_ID FROM AWS_EFS_FILE_SYSTEMS
)
SELECT
  a.ACCOUNT_ID,
  'global' AS REGION,
  a.ACCOUNT_ID AS RESOURCE_ID,
  MIN(a.ARN) AS RESOURCE_ARN,
  IFF(COUNT(w.WORKLOAD_ID) > 0, 'fail', 'pass') AS STATUS,
  'The management account holds ' || COUNT(w.WORKLOAD_ID) || ' instances, functions, databases, load balancers and file systems.' AS REASON,
  OBJECT_CONSTRUCT('workloads', ARRAY_AGG(w.WORKLOAD_ID)) AS EVIDENCE
FROM AWS_ACCOUNTS a
LEFT JOIN workloads w ON w.ACCOUNT_ID = a.ACCOUNT_ID AND NOT ARRAY_CONTAINS(w.WORKLOAD_ID::VARIANT, $expected)
WHERE a.ACCOUNT_ID = a.MANAGEMENT_ACCOUNT_ID
GROUP BY a.ACCOUNT_ID
