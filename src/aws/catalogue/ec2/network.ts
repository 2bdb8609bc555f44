import type { DhcpOptions, RouteTable } from '@aws-sdk/client-ec2';
import { tagMap, tagValue } from '../tagging/tags.ts';
import { ec2 } from './service.ts';

export const vpcs = ec2.operation('vpcs', 'DescribeVpcs', {
  doc: 'VPCs with their address blocks.',
  pageSize: 200,
  tables: {
    VPCS: {
      doc: 'VPCs, one row each.',
      rows: 'Vpcs',
      key: 'VpcId',
      showsUse: ({ IsDefault }) => !IsDefault,
      columns: {
        VPC_ID: ['STRING', 'VpcId', 'VPC id.'],
        NAME: ['STRING', (vpc) => tagValue(vpc.Tags, 'Name'), 'The Name tag.'],
        CIDR_BLOCK: ['STRING', 'CidrBlock', 'Primary IPv4 block.'],
        IS_DEFAULT: ['BOOLEAN', 'IsDefault', 'Whether it is the region’s default VPC.'],
        STATE: ['STRING', 'State', 'pending or available.'],
        OWNER_ID: ['STRING', 'OwnerId', 'Account that owns the VPC.'],
        TAGS: ['VARIANT', (vpc) => tagMap(vpc.Tags), 'Tags as an object.'],
      },
    },
  },
});

export const subnets = ec2.operation('subnets', 'DescribeSubnets', {
  doc: 'Subnets with their address blocks.',
  pageSize: 200,
  tables: {
    SUBNETS: {
      doc: 'Subnets, one row each.',
      rows: 'Subnets',
      key: 'SubnetId',
      volatile: ['AvailableIpAddressCount'],
      showsUse: ({ DefaultForAz }) => !DefaultForAz,
      columns: {
        SUBNET_ID: ['STRING', 'SubnetId', 'Subnet id.'],
        NAME: ['STRING', (subnet) => tagValue(subnet.Tags, 'Name'), 'The Name tag.'],
        VPC_ID: ['STRING', 'VpcId', 'VPC.'],
        CIDR_BLOCK: ['STRING', 'CidrBlock', 'IPv4 block.'],
        AVAILABILITY_ZONE: ['STRING', 'AvailabilityZone', 'Availability zone.'],
        MAPS_PUBLIC_IP: ['BOOLEAN', 'MapPublicIpOnLaunch', 'Whether instances get a public IPv4 address.'],
        OWNER_ID: ['STRING', 'OwnerId', 'Account that owns the subnet.'],
        TAGS: ['VARIANT', (subnet) => tagMap(subnet.Tags), 'Tags as an object.'],
      },
    },
  },
});

export const routeTables = ec2.operation('route_tables', 'DescribeRouteTables', {
  doc: 'Route tables with their routes.',
  pageSize: 100,
  tables: {
    ROUTE_TABLES: {
      doc: 'Route tables, one row each.',
      rows: 'RouteTables',
      key: 'RouteTableId',
      showsUse: (table) => !isMain(table),
      columns: {
        ROUTE_TABLE_ID: ['STRING', 'RouteTableId', 'Route table id.'],
        NAME: ['STRING', (table) => tagValue(table.Tags, 'Name'), 'The Name tag.'],
        VPC_ID: ['STRING', 'VpcId', 'VPC.'],
        OWNER_ID: ['STRING', 'OwnerId', 'Account that owns it.'],
        IS_MAIN: ['BOOLEAN', isMain, 'Whether it is the VPC’s main one.'],
        ROUTES: ['VARIANT', 'Routes', 'Routes with destination, target and state.'],
        ASSOCIATIONS: ['VARIANT', 'Associations', 'Subnets and gateways that use it.'],
        PROPAGATING_GATEWAYS: ['VARIANT', 'PropagatingVgws', 'VPN gateways that propagate routes into it.'],
        TAGS: ['VARIANT', (table) => tagMap(table.Tags), 'Tags as an object.'],
      },
    },
  },
});

export const networkInterfaces = ec2.operation('network_interfaces', 'DescribeNetworkInterfaces', {
  doc: 'Network interfaces, of instances and of everything else with an address.',
  whenEmpty: 'probe',
  input: { IncludeManagedResources: true },
  pageSize: 1000,
  tables: {
    NETWORK_INTERFACES: {
      doc: 'Network interfaces, one row each.',
      rows: 'NetworkInterfaces',
      key: 'NetworkInterfaceId',
      columns: {
        NETWORK_INTERFACE_ID: ['STRING', 'NetworkInterfaceId', 'Network interface id.'],
        INTERFACE_TYPE: [
          'STRING',
          'InterfaceType',
          'Such as interface, nat_gateway, vpc_endpoint or lambda.',
        ],
        STATUS: ['STRING', 'Status', 'available, associated, attaching, in-use or detaching.'],
        DESCRIPTION: ['STRING', 'Description', 'Description, in which services say what it is for.'],
        VPC_ID: ['STRING', 'VpcId', 'VPC.'],
        SUBNET_ID: ['STRING', 'SubnetId', 'Subnet.'],
        OWNER_ID: ['STRING', 'OwnerId', 'Account that owns it.'],
        REQUESTER_ID: ['STRING', 'RequesterId', 'Service or account that made it, if another did.'],
        REQUESTER_MANAGED: ['BOOLEAN', 'RequesterManaged', 'Whether a service manages it.'],
        INSTANCE_ID: ['STRING', 'Attachment.InstanceId', 'Instance it is attached to, if any.'],
        PRIVATE_IP: ['STRING', 'PrivateIpAddress', 'Primary private IPv4 address.'],
        PUBLIC_IP: ['STRING', 'Association.PublicIp', 'Public IPv4 address, if any.'],
        SOURCE_DEST_CHECK: ['BOOLEAN', 'SourceDestCheck', 'False where it may forward traffic for others.'],
        SECURITY_GROUPS: ['VARIANT', 'Groups', 'Security groups.'],
        TAGS: ['VARIANT', (networkInterface) => tagMap(networkInterface.TagSet), 'Tags as an object.'],
      },
    },
  },
});

export const addresses = ec2.operation('addresses', 'DescribeAddresses', {
  doc: 'Elastic IP addresses.',
  tables: {
    ADDRESSES: {
      doc: 'Elastic IP addresses, one row each.',
      rows: 'Addresses',
      key: (address) => address.AllocationId ?? address.PublicIp,
      columns: {
        ALLOCATION_ID: ['STRING', 'AllocationId', 'Allocation id.'],
        PUBLIC_IP: ['STRING', 'PublicIp', 'Public IPv4 address.'],
        DOMAIN: ['STRING', 'Domain', 'vpc, or standard for EC2-Classic.'],
        ASSOCIATION_ID: ['STRING', 'AssociationId', 'Association; NULL where the address is idle.'],
        INSTANCE_ID: ['STRING', 'InstanceId', 'Instance it belongs to, if any.'],
        NETWORK_INTERFACE_ID: ['STRING', 'NetworkInterfaceId', 'Network interface it belongs to, if any.'],
        NETWORK_INTERFACE_OWNER_ID: ['STRING', 'NetworkInterfaceOwnerId', 'Account of that interface.'],
        PRIVATE_IP: ['STRING', 'PrivateIpAddress', 'Private address it stands for.'],
        TAGS: ['VARIANT', (address) => tagMap(address.Tags), 'Tags as an object.'],
      },
    },
  },
});

export const dhcpOptions = ec2.operation('dhcp_options', 'DescribeDhcpOptions', {
  doc: 'DHCP option sets.',
  pageSize: 1000,
  tables: {
    DHCP_OPTIONS: {
      doc: 'DHCP option sets, one row each.',
      rows: 'DhcpOptions',
      key: 'DhcpOptionsId',
      // Name servers are asked in their order.
      ordered: ['Values'],
      showsUse: (options) => !isAwsDefault(options),
      columns: {
        DHCP_OPTIONS_ID: ['STRING', 'DhcpOptionsId', 'Id of the option set.'],
        OWNER_ID: ['STRING', 'OwnerId', 'Account that owns it.'],
        CONFIGURATIONS: [
          'VARIANT',
          'DhcpConfigurations',
          'Options with their values: name servers, domain name, NTP servers.',
        ],
        TAGS: ['VARIANT', (options) => tagMap(options.Tags), 'Tags as an object.'],
      },
    },
  },
});

export const flowLogs = ec2.operation('flow_logs', 'DescribeFlowLogs', {
  doc: 'Flow logs of VPCs, subnets, interfaces and transit gateways.',
  pageSize: 1000,
  tables: {
    FLOW_LOGS: {
      doc: 'Flow logs, one row each.',
      rows: 'FlowLogs',
      key: 'FlowLogId',
      columns: {
        FLOW_LOG_ID: ['STRING', 'FlowLogId', 'Flow log id.'],
        RESOURCE_ID_LOGGED: [
          'STRING',
          'ResourceId',
          'VPC, subnet, interface, transit gateway or attachment whose traffic is logged.',
        ],
        TRAFFIC_TYPE: ['STRING', 'TrafficType', 'ACCEPT, REJECT or ALL.'],
        STATUS: ['STRING', 'FlowLogStatus', 'ACTIVE.'],
        DELIVER_STATUS: ['STRING', 'DeliverLogsStatus', 'SUCCESS or FAILED.'],
        DELIVER_ERROR: ['STRING', 'DeliverLogsErrorMessage', 'Why delivery fails, if it does.'],
        DESTINATION_TYPE: ['STRING', 'LogDestinationType', 'cloud-watch-logs, s3 or kinesis-data-firehose.'],
        DESTINATION: ['STRING', 'LogDestination', 'ARN of the bucket, log group or stream.'],
        LOG_FORMAT: ['STRING', 'LogFormat', 'Fields of a record, in order.'],
        CREATION_TIME: ['TIMESTAMP_LTZ', 'CreationTime', 'When it was made.'],
        TAGS: ['VARIANT', (log) => tagMap(log.Tags), 'Tags as an object.'],
      },
    },
  },
});

/** Every VPC has one main route table, and cannot have none. */
function isMain({ Associations = [] }: RouteTable): boolean {
  return Associations.some(({ Main }) => Main);
}

/**
 * Whether it is the option set that AWS makes for a region; nothing in it says so.
 * https://docs.aws.amazon.com/vpc/latest/userguide/DHCPOptionSetConcepts.html
 */
function isAwsDefault({ DhcpConfigurations = [] }: DhcpOptions): boolean {
  return DhcpConfigurations.every(({ Key, Values = [] }) => {
    const pattern = AWS_DHCP_OPTIONS[Key ?? ''];
    return pattern !== undefined && Values.every(({ Value = '' }) => pattern.test(Value));
  });
}

const AWS_DHCP_OPTIONS: Readonly<Record<string, RegExp>> = {
  'domain-name': /^(?:ec2\.internal|[a-z0-9-]+\.compute\.internal)$/,
  'domain-name-servers': /^AmazonProvidedDNS$/,
};
