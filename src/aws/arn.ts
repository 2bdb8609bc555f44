import type { Partition } from '../partition.ts';

/** The parts of `arn:partition:service:region:account:resource` that we use. */
export function parseArn(arn: string): { partition: Partition; accountId: string } {
  const [, partition, , , accountId] = arn.split(':');
  return { partition: (partition ?? 'aws') as Partition, accountId: accountId ?? '' };
}

/** ARN of a role by its name (a path may stand before it). */
export function roleArn(partition: Partition, accountId: string, roleName: string): string {
  return `arn:${partition}:iam::${accountId}:role/${roleName}`;
}
