import type {
  DescribeSubnetsRequest,
  DescribeSubnetsResult,
  DescribeVpcsRequest,
  DescribeVpcsResult,
  Subnet,
  Vpc,
} from '@aws-sdk/client-ec2';
import type { OperationCall } from '../../contract.ts';
import { applyFilters, type FilterTable } from './filters.ts';
import { tokenPage, withIds } from './pages.ts';

export function describeVpcs(call: OperationCall<DescribeVpcsRequest>): DescribeVpcsResult {
  const all = call.account.region(call.region).vpcs;
  const chosen = withIds(all, call.input.VpcIds, ({ VpcId }) => VpcId, {
    prefix: 'vpc',
    code: 'InvalidVpcID',
    noun: 'vpc',
  });
  const { items, rest } = tokenPage(
    call,
    'DescribeVpcs',
    applyFilters(chosen, call.input.Filters, vpcFilters),
  );
  return { Vpcs: items, ...rest };
}

export function describeSubnets(call: OperationCall<DescribeSubnetsRequest>): DescribeSubnetsResult {
  const all = call.account.region(call.region).subnets;
  const chosen = withIds(all, call.input.SubnetIds, ({ SubnetId }) => SubnetId, {
    prefix: 'subnet',
    code: 'InvalidSubnetID',
    noun: 'subnet',
  });
  const filtered = applyFilters(chosen, call.input.Filters, subnetFilters);
  const { items, rest } = tokenPage(call, 'DescribeSubnets', filtered);
  return { Subnets: items, ...rest };
}

const vpcFilters: FilterTable<Vpc> = {
  cidr: ({ CidrBlock }) => CidrBlock,
  'cidr-block-association.cidr-block': ({ CidrBlockAssociationSet = [] }) =>
    CidrBlockAssociationSet.map(({ CidrBlock }) => CidrBlock),
  'dhcp-options-id': ({ DhcpOptionsId }) => DhcpOptionsId,
  'ipv6-cidr-block-association.ipv6-cidr-block': ({ Ipv6CidrBlockAssociationSet = [] }) =>
    Ipv6CidrBlockAssociationSet.map(({ Ipv6CidrBlock }) => Ipv6CidrBlock),
  'is-default': ({ IsDefault }) => IsDefault,
  'owner-id': ({ OwnerId }) => OwnerId,
  state: ({ State }) => State,
  'vpc-id': ({ VpcId }) => VpcId,
};

const subnetFilters: FilterTable<Subnet> = {
  'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
  'availability-zone-id': ({ AvailabilityZoneId }) => AvailabilityZoneId,
  'cidr-block': ({ CidrBlock }) => CidrBlock,
  'default-for-az': ({ DefaultForAz }) => DefaultForAz,
  'map-public-ip-on-launch': ({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch,
  'owner-id': ({ OwnerId }) => OwnerId,
  state: ({ State }) => State,
  'subnet-arn': ({ SubnetArn }) => SubnetArn,
  'subnet-id': ({ SubnetId }) => SubnetId,
  'vpc-id': ({ VpcId }) => VpcId,
};
