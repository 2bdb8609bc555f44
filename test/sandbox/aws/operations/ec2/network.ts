import type { Operation } from '../../contract.ts';
import { listing } from './listing.ts';

const usual = { fewest: 5, most: 1000 };

/** The network around a region's VPCs. */
export const networkOperations: Readonly<Record<string, Operation>> = {
  ...listing('DescribeRouteTables', 'RouteTables', {
    items: ({ routeTables }) => routeTables,
    ids: {
      member: 'RouteTableIds',
      prefix: 'rtb',
      code: 'InvalidRouteTableID',
      noun: 'routeTable',
      of: ({ RouteTableId }) => RouteTableId,
    },
    filters: {
      'association.main': ({ Associations = [] }) => Associations.map(({ Main }) => Main),
      'route-table-id': ({ RouteTableId }) => RouteTableId,
      'vpc-id': ({ VpcId }) => VpcId,
    },
    pages: { fewest: 5, most: 100 },
  }),
  ...listing('DescribeNetworkAcls', 'NetworkAcls', {
    items: ({ networkAcls }) => networkAcls,
    ids: {
      member: 'NetworkAclIds',
      prefix: 'acl',
      code: 'InvalidNetworkAclID',
      noun: 'networkAcl',
      of: ({ NetworkAclId }) => NetworkAclId,
    },
    filters: {
      default: ({ IsDefault }) => IsDefault,
      'network-acl-id': ({ NetworkAclId }) => NetworkAclId,
      'vpc-id': ({ VpcId }) => VpcId,
    },
    pages: usual,
  }),
  ...listing('DescribeNetworkInterfaces', 'NetworkInterfaces', {
    items: ({ networkInterfaces }) => networkInterfaces,
    ids: {
      member: 'NetworkInterfaceIds',
      prefix: 'eni',
      code: 'InvalidNetworkInterfaceID',
      noun: 'networkInterface',
      of: ({ NetworkInterfaceId }) => NetworkInterfaceId,
    },
    filters: {
      'attachment.instance-id': ({ Attachment }) => Attachment?.InstanceId,
      'interface-type': ({ InterfaceType }) => InterfaceType,
      'network-interface-id': ({ NetworkInterfaceId }) => NetworkInterfaceId,
      'requester-managed': ({ RequesterManaged }) => RequesterManaged,
      status: ({ Status }) => Status,
      'subnet-id': ({ SubnetId }) => SubnetId,
      'vpc-id': ({ VpcId }) => VpcId,
    },
    pages: usual,
    idsOrPages: true,
  }),
  ...listing('DescribeAddresses', 'Addresses', {
    items: ({ addresses }) => addresses,
    ids: {
      member: 'AllocationIds',
      prefix: 'eipalloc',
      code: 'InvalidAllocationID',
      noun: 'allocation',
      of: ({ AllocationId }) => AllocationId,
    },
    filters: {
      'allocation-id': ({ AllocationId }) => AllocationId,
      'instance-id': ({ InstanceId }) => InstanceId,
      'public-ip': ({ PublicIp }) => PublicIp,
    },
  }),
  ...listing('DescribeDhcpOptions', 'DhcpOptions', {
    items: ({ dhcpOptions }) => dhcpOptions,
    ids: {
      member: 'DhcpOptionsIds',
      prefix: 'dopt',
      code: 'InvalidDhcpOptionsID',
      noun: 'dhcpOption',
      of: ({ DhcpOptionsId }) => DhcpOptionsId,
    },
    filters: {
      'dhcp-options-id': ({ DhcpOptionsId }) => DhcpOptionsId,
      'owner-id': ({ OwnerId }) => OwnerId,
    },
    pages: usual,
  }),
  ...listing('DescribeFlowLogs', 'FlowLogs', {
    items: ({ flowLogs }) => flowLogs,
    ids: {
      member: 'FlowLogIds',
      prefix: 'fl',
      code: 'InvalidFlowLogId',
      noun: 'flow log',
      of: ({ FlowLogId }) => FlowLogId,
    },
    filters: {
      'resource-id': ({ ResourceId }) => ResourceId,
      'traffic-type': ({ TrafficType }) => TrafficType,
    },
    pages: { fewest: 1, most: 1000 },
  }),
};
