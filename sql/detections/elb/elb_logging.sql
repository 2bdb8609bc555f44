/*
title: Application and network load balancers log access
severity: medium
per: resource
resource_type: AWS::ElasticLoadBalancingV2::LoadBalancer
reads: [elbv2.load_balancers]
needs: [Attributes]
why: Who asked for what, from where, is told by the access log alone once something has happened.
remedy: Turn the access logs of the load balancer on, to a bucket that only those who investigate may read.
controls:
  fsbp: [ELB.5]
tests: { pass: 14, fail: 12, unknown: 4 }
*/
SELECT
  b.ACCOUNT_ID,
  b.REGION,
  b.ARN AS RESOURCE_ID,
  b.ARN AS RESOURCE_ARN,
  IFF(b.ACCESS_LOGS, 'pass', 'fail') AS STATUS,
  IFF(b.ACCESS_LOGS, 'The load balancer logs access.', 'The load balancer does not log access.') AS REASON,
  OBJECT_CONSTRUCT('name', b.NAME, 'type', b.TYPE, 'scheme', b.SCHEME, 'bucket', b.ACCESS_LOGS_BUCKET) AS EVIDENCE
FROM AWS_ELBV2_LOAD_BALANCERS b
WHERE b.TYPE IN ('application', 'network')
