/*
title: Listeners use TLS with a current policy
severity: medium
per: resource
resource_type: AWS::ElasticLoadBalancingV2::Listener
reads: [elb.load_balancers, elbv2.listeners]
why: What is sent without TLS, or with an old version of it, can be read and changed on the way.
remedy: Give the listener TLS with a policy of TLS 1.2 or 1.3, and let HTTP redirect to it.
controls:
  fsbp: [ELB.1]
  attack: [T1040]
tests: { pass: 12, fail: 49, unknown: 4 }
*/
WITH listeners AS (
  SELECT
    ACCOUNT_ID,
    REGION,
    ARN AS LISTENER_ID,
    ARN,
    PROTOCOL,
    SSL_POLICY,
    CASE
      WHEN PROTOCOL IN ('HTTPS', 'TLS') THEN COALESCE(REGEXP_LIKE(SSL_POLICY, 'ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2).*'), FALSE)
      ELSE DEFAULT_ACTIONS[0]['Type']::STRING = 'redirect' AND DEFAULT_ACTIONS[0]['RedirectConfig']['Protocol']::STRING = 'HTTPS'
    END AS IS_GOOD
  FROM AWS_ELBV2_LISTENERS
  WHERE PROTOCOL IN ('HTTP', 'HTTPS', 'TLS')
  UNION ALL
  SELECT
    b.ACCOUNT_ID,
    b.REGION,
    b.NAME || ':' || l.VALUE:Listener:LoadBalancerPort::STRING,
    'arn:aws:elasticloadbalancing:' || b.REGION || ':' || b.ACCOUNT_ID || ':loadbalancer/' || b.NAME,
    l.VALUE:Listener:Protocol::STRING,
    NULL,
    l.VALUE:Listener:Protocol::STRING IN ('HTTPS', 'SSL')
  FROM AWS_ELB_LOAD_BALANCERS b, LATERAL FLATTEN(input => b.LISTENERS) l
  WHERE l.VALUE:Listener:Protocol::STRING IN ('HTTP', 'HTTPS', 'SSL')
)
SELECT
  l.ACCOUNT_ID,
  l.REGION,
  l.LISTENER_ID AS RESOURCE_ID,
  l.ARN AS RESOURCE_ARN,
  IFF(COALESCE(l.IS_GOOD, FALSE), 'pass', 'fail') AS STATUS,
  'The listener speaks ' || l.PROTOCOL || COALESCE(' with the policy ' || l.SSL_POLICY, '') || '.' AS REASON,
  OBJECT_CONSTRUCT('protocol', l.PROTOCOL, 'policy', l.SSL_POLICY) AS EVIDENCE
FROM listeners l
