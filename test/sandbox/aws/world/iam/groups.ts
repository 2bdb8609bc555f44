import type { IamGroup, ManagedPolicy } from '../../contract.ts';
import { type Blueprint, iamArn, quantity, randomOf } from '../blueprint.ts';
import { iamId } from '../identifiers.ts';
import { newest, oldest } from '../times.ts';
import { awsManagedPolicyArn } from './aws-managed-policies.ts';
import { permissionDocument } from './policy-documents.ts';

const names = ['admins', 'developers', 'auditors', 'billing', 'operators', 'contractors', 'support', 'data'];
const usual = ['PowerUserAccess', 'ReadOnlyAccess', 'SecurityAudit', 'Billing', 'AmazonS3FullAccess'];

export function generateGroups(blueprint: Blueprint, policies: readonly ManagedPolicy[]): IamGroup[] {
  const count = quantity(blueprint, randomOf(blueprint, 'groups'), {
    small: [1, 3],
    medium: [2, 6],
    large: [8, 15],
  });
  return Array.from({ length: count }, (_, index) => {
    const random = randomOf(blueprint, 'group', index);
    const name = names[index] ?? `team-${index}`;
    const path = index > 3 ? '/teams/' : '/';
    return {
      GroupName: name,
      GroupId: iamId(random, 'AGPA'),
      Arn: iamArn(blueprint, 'group', path, name),
      Path: path,
      CreateDate: random.date(oldest, newest),
      inlinePolicies: random.chance(0.3)
        ? [{ PolicyName: `${name}-extra`, Document: permissionDocument(blueprint, random) }]
        : [],
      attachedPolicyArns: [
        awsManagedPolicyArn(blueprint.partition, index === 0 ? 'AdministratorAccess' : random.pick(usual)),
        ...random.sample(policies, random.integer(0, 2)).map(({ Arn }) => Arn),
      ],
    };
  });
}
