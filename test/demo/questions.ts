/** A question that a security engineer asks, and the SQL that answers it: a subject and a detail of each row. */
export interface Question {
  readonly text: string;
  readonly sql: string;
}

export const QUESTIONS: readonly Question[] = [
  {
    text: 'Security groups that let the whole internet reach SSH',
    sql: `SELECT DISTINCT g.ACCOUNT_ID, g.GROUP_ID AS SUBJECT, g.GROUP_NAME || ' in ' || g.REGION AS DETAIL
FROM AWS_EC2_SECURITY_GROUPS g,
  LATERAL FLATTEN(input => g.INGRESS) rule,
  LATERAL FLATTEN(input => ARRAY_CAT(
    COALESCE(rule.value:IpRanges::ARRAY, ARRAY_CONSTRUCT()),
    COALESCE(rule.value:Ipv6Ranges::ARRAY, ARRAY_CONSTRUCT()))) source
WHERE (source.value:CidrIp::STRING = '0.0.0.0/0' OR source.value:CidrIpv6::STRING = '::/0')
  AND (rule.value:IpProtocol::STRING = '-1' OR (rule.value:IpProtocol::STRING = 'tcp'
    AND 22 BETWEEN rule.value:FromPort::NUMBER AND rule.value:ToPort::NUMBER))
ORDER BY 1, 2`,
  },
  {
    text: 'People who sign in to the console without a second factor',
    sql: `SELECT ACCOUNT_ID, USER_NAME AS SUBJECT,
  COALESCE('last on ' || TO_VARCHAR(PASSWORD_LAST_USED_AT, 'YYYY-MM-DD'), 'never yet') AS DETAIL
FROM AWS_IAM_CREDENTIAL_REPORT
WHERE PASSWORD_ENABLED AND NOT MFA_ACTIVE
ORDER BY PASSWORD_LAST_USED_AT DESC NULLS LAST, 1, 2`,
  },
  {
    text: 'Access keys made lately in a session without a second factor',
    sql: `SELECT ACCOUNT_ID, SPLIT_PART(IDENTITY_ARN, '/', -1) AS SUBJECT,
  'from ' || COALESCE(SOURCE_IP, 'an unknown address') AS DETAIL
FROM AWS_CLOUDTRAIL_EVENTS
WHERE EVENT_NAME = 'CreateAccessKey' AND ERROR_CODE IS NULL AND NOT MFA_AUTHENTICATED
ORDER BY EVENT_TIME DESC`,
  },
];
