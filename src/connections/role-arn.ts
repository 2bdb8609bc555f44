import { PARTITIONS, type Partition } from '../partition.ts';

/** The parts of `arn:<partition>:iam::<accountId>:role/<path><name>`; `path` is empty or ends in `/`. */
export interface RoleArn {
  readonly partition: Partition;
  readonly accountId: string;
  readonly path: string;
  readonly name: string;
}

const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;
const ROLE_PATH = /^(?:[!-.0-~]+\/)*$/;

/** Takes a role ARN apart, or returns the sentence that says what is wrong with it. */
export function parseRoleArn(text: string): RoleArn | string {
  const example = 'a role ARN looks like arn:aws:iam::123456789012:role/AuditRole';
  const [prefix, partition = '', service, region, accountId = '', ...rest] = text.split(':');
  if (prefix !== 'arn') return `"${text}" is not an ARN; ${example}`;
  if (!isPartition(partition)) {
    return `"${text}" has the partition "${partition}"; known are ${PARTITIONS.join(', ')}`;
  }
  const resource = rest.join(':');
  if (service === 'sts' && resource.startsWith('assumed-role/')) {
    const name = resource.split('/')[1] ?? 'NAME';
    return `"${text}" is the ARN of a session, not of its role; write arn:${partition}:iam::${accountId}:role/${name}`;
  }
  if (service !== 'iam' || region !== '' || !resource.startsWith('role/')) {
    return `"${text}" is not the ARN of a role; ${example}`;
  }
  if (!isAccountId(accountId))
    return `"${text}" has the account id "${accountId}"; an account id has 12 digits`;
  const cut = resource.lastIndexOf('/') + 1;
  const path = resource.slice('role/'.length, cut);
  const name = resource.slice(cut);
  if (!isRolePath(path) || !ROLE_NAME.test(name)) {
    return `"${text}" has the role name "${path}${name}"; a name has 1 to 64 of the characters A-Z a-z 0-9 + = , . @ _ -`;
  }
  return { partition, accountId, path, name };
}

/** Whether the text is a role's name, with its path before it where it has one: `AuditRole`, `security/AuditRole`. */
export function isRoleName(text: string): boolean {
  const cut = text.lastIndexOf('/') + 1;
  return isRolePath(text.slice(0, cut)) && ROLE_NAME.test(text.slice(cut));
}

/** Whether the text is an AWS account id: 12 digits, leading zeros included. */
export function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text);
}

function isRolePath(path: string): boolean {
  return path.length <= 510 && ROLE_PATH.test(path);
}

function isPartition(text: string): text is Partition {
  return PARTITIONS.some((partition) => partition === text);
}
