import * as sdk from '@aws-sdk/client-ec2';
import type { Operation } from '../contract.ts';
import { defaultsOperations } from './ec2/defaults.ts';
import { gatewayOperations } from './ec2/gateways.ts';
import { describeInstances } from './ec2/instances.ts';
import { launchOperations } from './ec2/launch.ts';
import { networkOperations } from './ec2/network.ts';
import { prefixListOperations } from './ec2/prefix-lists.ts';
import { describeAvailabilityZones, describeRegions } from './ec2/regions.ts';
import { describeSecurityGroupRules } from './ec2/security-group-rules.ts';
import { describeSecurityGroups } from './ec2/security-groups.ts';
import { storageOperations } from './ec2/storage.ts';
import { transitOperations } from './ec2/transit.ts';
import { vpcControlOperations } from './ec2/vpc-controls.ts';
import { describeSubnets, describeVpcs } from './ec2/vpcs.ts';
import { modelled } from './modelled.ts';
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
  ...networkOperations,
  ...prefixListOperations,
  ...gatewayOperations,
  ...transitOperations,
  ...storageOperations,
  ...launchOperations,
  ...defaultsOperations,
  ...vpcControlOperations,
  ...modelled(sdk, 'DescribeVpcEndpointServiceConfigurations', 'ServiceConfigurations', {
    service: 'ec2',
    fewest: 5,
    most: 1000,
    invalid: 'InvalidParameterValue',
  }),
};
