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

/** SQL of such a member whole: an object of lists, whether one was written, or only a star. */
export function listedPrincipals(member: string): string {
  const others = ['CanonicalUser', 'Federated', 'Service'].map(
    (kind) => `${literal(kind)}, TO_ARRAY(${member}:${kind})`,
  );
  return `IFF(${member} IS NULL, NULL, OBJECT_CONSTRUCT('AWS', ${awsPrincipals(member)}, ${others.join(', ')}))`;
}
