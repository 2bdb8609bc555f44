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
  LATERAL FLATTEN(input => rule.value:IpRanges) block
WHERE block.value:CidrIp::STRING = '0.0.0.0/0'
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
    text: 'What changed between the two inventories?',
    sql: `SELECT 'instance' AS WHAT, CHANGE, ACCOUNT_ID, RESOURCE_ID FROM AWS_EC2_INSTANCES_CHANGES WHERE CONNECTION = 'AWS_INVENTORY_DEMO_CONNECTION' AND REGION = 'us-east-1'
  AND ACCOUNT_ID = (SELECT MIN(ACCOUNT_ID) FROM AWS_EC2_SECURITY_GROUPS_CHANGES WHERE CHANGE = 'MODIFIED')
UNION ALL
SELECT 'security group', CHANGE, ACCOUNT_ID, RESOURCE_ID FROM AWS_EC2_SECURITY_GROUPS_CHANGES WHERE CHANGE = 'MODIFIED'
UNION ALL
SELECT 'account', CHANGE, RESOURCE_ID, RAW:State::STRING FROM AWS_ACCOUNTS_CHANGES
ORDER BY 1, 2`,
  },
];
