import type { IamState, ManagedPolicy, World } from '../../contract.ts';

export interface PolicyUsage {
  readonly attachments: number;
  readonly boundaries: number;
}

/** How often each managed policy is used in the account, by ARN. */
export function policyUsage(iam: IamState): (arn: string) => PolicyUsage {
  const attachments = new Map<string, number>();
  const boundaries = new Map<string, number>();
  const count = (counts: Map<string, number>, arn: string): void => {
    counts.set(arn, (counts.get(arn) ?? 0) + 1);
  };
  for (const entity of [...iam.users.values(), ...iam.roles.values()]) {
    for (const arn of entity.attachedPolicyArns) count(attachments, arn);
    if (entity.permissionsBoundaryArn !== undefined) count(boundaries, entity.permissionsBoundaryArn);
  }
  for (const group of iam.groups.values())
    for (const arn of group.attachedPolicyArns) count(attachments, arn);
  return (arn) => ({ attachments: attachments.get(arn) ?? 0, boundaries: boundaries.get(arn) ?? 0 });
}

/** The AWS-managed policies that are attached in the account or bound there. */
export function usedAwsPolicies(world: World, iam: IamState): ManagedPolicy[] {
  const usage = policyUsage(iam);
  return [...world.awsManagedPolicies.values()].filter(({ Arn }) => {
    const { attachments, boundaries } = usage(Arn);
    return attachments + boundaries > 0;
  });
}
