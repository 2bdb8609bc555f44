import { literal } from '../snowflake/identifiers.ts';

/** SQL of the ARN of an attached policy; rows that an older program landed have the name that IAM has for it. */
export function attachedArn(policy: string): string {
  return `COALESCE(${policy}:Arn, ${policy}:PolicyArn)::STRING`;
}

/** SQL of its name, likewise. */
export function attachedName(policy: string): string {
  return `COALESCE(${policy}:Name, ${policy}:PolicyName)::STRING`;
}

/** SQL of a list of a policy in lower case, one text or many; NULL where the policy has none. */
export function lowered(list: string): string {
  return `TO_ARRAY(PARSE_JSON(LOWER(TO_JSON(TO_ARRAY(${list})))))`;
}

/** SQL of the accounts, users and roles that a member such as Principal names, everybody included, as a list. */
export function awsPrincipals(member: string): string {
  return `IFF(TYPEOF(${member}) = 'OBJECT', TO_ARRAY(${member}:AWS), TO_ARRAY(${member}))`;
}

/** Pattern of the condition keys of a caller: principal, account, organization, network, or resource that is called for. */
const CALLER_KEYS = "'aws:(principal|source|userid).*|kms:calleraccount|s3:dataaccesspoint.*'";

/** Pattern of a value with a whole account, organization, network or principal in it. */
const CERTAIN = "'.*([0-9]{12}|o-[a-z0-9]{10}|vpce?-[0-9a-f]{8}|A(IDA|ROA)[A-Z0-9]{12}).*'";

/**
 * Pattern of a network so wide that it is everybody: above /8, as S3 has it. Half of all addresses is one, so two halves
 * hide nothing. Multicast lets nobody of the internet in.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export const BROAD_IPV4 = '([0-9]|[1-9][0-9]|1[0-9][0-9]|2[01][0-9]|22[0-3])[.][0-9.]+/[0-7]';

/** Pattern of the same of IPv6: above /32, and not of local addresses. */
export const BROAD_IPV6 = '[0-9a-eA-E]?[0-9a-fA-F]{0,3}:[0-9a-fA-F:.]*/([0-9]|[12][0-9]|3[01])';

/** SQL of whether a condition leaves everything open where it asks for the value of the key, which is in lower case. */
export function leavesOpen(key: string, value: string): string {
  const text = `${value}::STRING`;
  return (
    `(REGEXP_LIKE(${text}, '(arn:)?[*?:]*[*?][*?:]*') OR LOWER(${text}) = 'false'\n` +
    `      OR (REGEXP_LIKE(${key}, ${CALLER_KEYS}) AND REGEXP_LIKE(${text}, '.*[*?].*') AND NOT REGEXP_LIKE(${text}, ${CERTAIN}))\n` +
    `      OR (${key} = 'aws:sourceip' AND REGEXP_LIKE(${text}, ${literal(`${BROAD_IPV4}|${BROAD_IPV6}`)})))`
  );
}
