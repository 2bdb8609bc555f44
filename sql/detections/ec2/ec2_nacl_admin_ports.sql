/*
title: No NACL lets the internet reach SSH or RDP
severity: medium
per: resource
resource_type: AWS::EC2::NetworkAcl
reads: [ec2.network_acls]
why: A network ACL is the second fence behind the groups; one that lets everybody reach SSH or RDP is none.
remedy: Deny ports 22 and 3389 from everywhere by a rule with a lower number, or narrow the rule that allows them.
controls:
  cis-7.0: ['6.2']
  cis-6.0: ['6.2']
  cis-5.0: ['5.2']
  cis-3.0: ['5.1']
  fsbp: [EC2.21]
  attack: [T1199, T1048, T1499]
tests: { pass: 1, fail: 58, unknown: 4 }
*/
WITH entries AS (
  SELECT
    n.ACCOUNT_ID,
    n.REGION,
    n.NETWORK_ACL_ID,
    e.VALUE:RuleNumber::NUMBER AS RULE_NUMBER,
    e.VALUE:RuleAction::STRING AS RULE_ACTION,
    COALESCE(e.VALUE:CidrBlock::STRING, e.VALUE:Ipv6CidrBlock::STRING) AS CIDR,
    p.VALUE::NUMBER AS PORT
  FROM AWS_EC2_NETWORK_ACLS n,
    LATERAL FLATTEN(input => n.ENTRIES) e,
    LATERAL FLATTEN(input => ARRAY_CONSTRUCT(22, 3389)) p
  WHERE NOT e.VALUE:Egress::BOOLEAN
    -- As AWS_EC2_OPEN_RULES has it, what is wider than /8 (of IPv6, /32) is everybody.
    AND REGEXP_LIKE(
      COALESCE(e.VALUE:CidrBlock::STRING, e.VALUE:Ipv6CidrBlock::STRING),
      '([0-9]|[1-9][0-9]|1[0-9][0-9]|2[01][0-9]|22[0-3])[.][0-9.]+/[0-7]|[0-9a-eA-E]?[0-9a-fA-F]{0,3}:[0-9a-fA-F:.]*/([0-9]|[12][0-9]|3[01])'
    )
    AND (
      e.VALUE:Protocol::STRING = '-1'
      OR (e.VALUE:Protocol::STRING = '6' AND p.VALUE::NUMBER BETWEEN e.VALUE:PortRange:From::NUMBER AND e.VALUE:PortRange:To::NUMBER)
    )
), deciding AS (
  SELECT ACCOUNT_ID, REGION, NETWORK_ACL_ID, PORT, CIDR, RULE_NUMBER, RULE_ACTION
  FROM entries
  QUALIFY ROW_NUMBER() OVER (PARTITION BY ACCOUNT_ID, REGION, NETWORK_ACL_ID, PORT, CIDR ORDER BY RULE_NUMBER) = 1
    -- Nobody comes in by half of a family that an earlier rule shuts out whole.
    AND RULE_NUMBER <= MIN(IFF(RULE_ACTION = 'deny' AND ENDSWITH(CIDR, '/0'), RULE_NUMBER, 32767)) OVER (PARTITION BY ACCOUNT_ID, REGION, NETWORK_ACL_ID, PORT, CONTAINS(CIDR, ':'))
)
SELECT
  n.ACCOUNT_ID,
  n.REGION,
  n.NETWORK_ACL_ID AS RESOURCE_ID,
  'arn:aws:ec2:' || n.REGION || ':' || n.OWNER_ID || ':network-acl/' || n.NETWORK_ACL_ID AS RESOURCE_ARN,
  IFF(COUNT(d.PORT) > 0, 'fail', 'pass') AS STATUS,
  IFF(COUNT(d.PORT) > 0, 'The ACL lets the internet reach port 22 or 3389.', 'The ACL lets the internet reach neither port 22 nor 3389.') AS REASON,
  OBJECT_CONSTRUCT('vpc', ANY_VALUE(n.VPC_ID), 'rules', ARRAY_AGG(DISTINCT d.RULE_NUMBER)) AS EVIDENCE
FROM AWS_EC2_NETWORK_ACLS n
LEFT JOIN deciding d
  ON d.ACCOUNT_ID = n.ACCOUNT_ID AND d.REGION = n.REGION AND d.NETWORK_ACL_ID = n.NETWORK_ACL_ID AND d.RULE_ACTION = 'allow'
GROUP BY n.ACCOUNT_ID, n.REGION, n.NETWORK_ACL_ID, n.OWNER_ID
