import type { InstanceProfile } from '../../contract.ts';
import { type Blueprint, iamArn, randomOf } from '../blueprint.ts';
import { iamId } from '../identifiers.ts';

/** Roles that exist in every account for instances to wear. */
export const instanceRoles = ['web-server', 'batch-worker'] as const;

/** The profile of an instance role; IAM and every region of the account name the same one. */
export function instanceProfile(
  blueprint: Blueprint,
  roleName: (typeof instanceRoles)[number],
): InstanceProfile {
  return {
    InstanceProfileName: roleName,
    InstanceProfileId: iamId(randomOf(blueprint, 'instance-profile', roleName), 'AIPA'),
    Arn: iamArn(blueprint, 'instance-profile', '/', roleName),
    Path: '/',
    CreateDate: new Date('2021-02-11T09:15:00Z'),
  };
}
