import type { Operation } from '../contract.ts';
import { describeInstances } from './ec2/instances.ts';
import { describeAvailabilityZones, describeRegions } from './ec2/regions.ts';
import { describeSecurityGroupRules } from './ec2/security-group-rules.ts';
import { describeSecurityGroups } from './ec2/security-groups.ts';
import { describeSubnets, describeVpcs } from './ec2/vpcs.ts';
import { typed } from './typed.ts';

/** What EC2 answers, by operation. */
export const ec2Operations: Readonly<Record<string, Operation>> = {
  DescribeAvailabilityZones: typed(describeAvailabilityZones),
  DescribeInstances: typed(describeInstances),
  DescribeRegions: typed(describeRegions),
  DescribeSecurityGroupRules: typed(describeSecurityGroupRules),
  DescribeSecurityGroups: typed(describeSecurityGroups),
  DescribeSubnets: typed(describeSubnets),
  DescribeVpcs: typed(describeVpcs),
};
