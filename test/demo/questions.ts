/** A question a security engineer asks, and the SQL that answers it. */
export interface Question {
  readonly text: string;
  readonly sql: string;
}

export const QUESTIONS: readonly Question[] = [
  {
    text: 'Which security groups let the whole internet reach SSH?',
    sql: `SELECT g.ACCOUNT_ID, g.REGION, g.GROUP_ID, g.GROUP_NAME
FROM AWS_EC2_SECURITY_GROUPS g,
  LATERAL FLATTEN(input => g.INGRESS) rule,
  LATERAL FLATTEN(input => rule.value:IpRanges) ip_range
WHERE ip_range.value:CidrIp::STRING = '0.0.0.0/0'
  AND (rule.value:IpProtocol::STRING = '-1'
    OR 22 BETWEEN rule.value:FromPort::NUMBER AND rule.value:ToPort::NUMBER)
ORDER BY g.ACCOUNT_ID, g.GROUP_ID`,
  },
  {
    text: 'Which people can sign in to the console without a second factor?',
    sql: `SELECT ACCOUNT_ID, USER_NAME, PASSWORD_LAST_USED_AT
FROM AWS_IAM_CREDENTIAL_REPORT
WHERE PASSWORD_ENABLED AND NOT MFA_ACTIVE
ORDER BY ACCOUNT_ID, USER_NAME`,
  },
  {
    text: 'Who made access keys or stopped logging lately, and did the session begin with a second factor?',
    sql: `SELECT ACCOUNT_ID, EVENT_TIME, EVENT_NAME, IDENTITY_ARN, SOURCE_IP, MFA_AUTHENTICATED, ERROR_CODE
FROM AWS_CLOUDTRAIL_EVENTS
WHERE EVENT_NAME IN ('CreateAccessKey', 'StopLogging')
ORDER BY EVENT_TIME DESC`,
  },
  {
    text: 'What changed between the two inventories?',
    sql: `SELECT 'accounts' AS WHAT, CHANGE, RESOURCE_ID AS ACCOUNT_ID, COUNT(*) AS RESOURCES, MIN(RESOURCE_ID) AS FOR_INSTANCE
FROM AWS_ACCOUNTS_CHANGES GROUP BY CHANGE, RESOURCE_ID
UNION ALL
SELECT 'instances', CHANGE, ACCOUNT_ID, COUNT(*), MIN(RESOURCE_ID)
FROM AWS_EC2_INSTANCES_CHANGES GROUP BY CHANGE, ACCOUNT_ID
UNION ALL
SELECT 'security groups', CHANGE, ACCOUNT_ID, COUNT(*), MIN(RESOURCE_ID)
FROM AWS_EC2_SECURITY_GROUPS_CHANGES GROUP BY CHANGE, ACCOUNT_ID
ORDER BY WHAT, CHANGE, ACCOUNT_ID`,
  },
];
