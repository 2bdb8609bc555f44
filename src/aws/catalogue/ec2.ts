import * as sdk from '@aws-sdk/client-ec2';
import { readRegions } from './regions.ts';
import { service } from './service.ts';
import { tagMap, tagValue } from './tags.ts';

const ec2 = service({ name: 'ec2', prefix: 'ec2', scope: 'region', sdk, client: sdk.EC2Client });

export const regions = ec2.read<{ REGIONS: sdk.Region }>('regions', {
  doc: 'Every region of the partition and whether the account has it enabled.',
  scope: 'account',
  actions: ['ec2:DescribeRegions'],
  tables: {
    REGIONS: {
      doc: 'Regions as the account sees them, one row each.',
      key: 'RegionName',
      columns: {
        REGION_NAME: ['STRING', 'RegionName', 'Region, such as eu-west-1.'],
        OPT_IN_STATUS: ['STRING', 'OptInStatus', 'opt-in-not-required, opted-in or not-opted-in.'],
        ENDPOINT: ['STRING', 'Endpoint', 'Host name of the region’s EC2 endpoint.'],
      },
    },
  },
  async *read(context) {
    for (const region of await readRegions(context)) yield ['REGIONS', region];
  },
});

export const instances = ec2.operation('instances', 'DescribeInstances', {
  doc: 'EC2 instances in every state AWS still reports.',
  pageSize: 200,
  tables: {
    INSTANCES: {
      doc: 'EC2 instances, one row each.',
      rows: 'Reservations.Instances',
      key: 'InstanceId',
      columns: {
        INSTANCE_ID: ['STRING', 'InstanceId', 'Instance id.'],
        NAME: ['STRING', (instance) => tagValue(instance.Tags, 'Name'), 'The Name tag.'],
        STATE: ['STRING', 'State.Name', 'pending, running, stopping, stopped, shutting-down or terminated.'],
        INSTANCE_TYPE: ['STRING', 'InstanceType', 'Such as t3.micro.'],
        IMAGE_ID: ['STRING', 'ImageId', 'AMI the instance was launched from.'],
        LAUNCH_TIME: ['TIMESTAMP_LTZ', 'LaunchTime', 'Last launch.'],
        VPC_ID: ['STRING', 'VpcId', 'VPC.'],
        SUBNET_ID: ['STRING', 'SubnetId', 'Subnet.'],
        PRIVATE_IP: ['STRING', 'PrivateIpAddress', 'Primary private IPv4 address.'],
        PUBLIC_IP: ['STRING', 'PublicIpAddress', 'Public IPv4 address, if any.'],
        KEY_NAME: ['STRING', 'KeyName', 'SSH key pair name.'],
        INSTANCE_PROFILE_ARN: ['STRING', 'IamInstanceProfile.Arn', 'Instance profile, if any.'],
        HTTP_TOKENS: ['STRING', 'MetadataOptions.HttpTokens', 'required means IMDSv2 only.'],
        SECURITY_GROUPS: ['VARIANT', 'SecurityGroups', 'Security groups of the primary interface.'],
        TAGS: ['VARIANT', (instance) => tagMap(instance.Tags), 'Tags as an object.'],
      },
    },
  },
});

export const securityGroups = ec2.operation('security_groups', 'DescribeSecurityGroups', {
  doc: 'Security groups with their rules.',
  pageSize: 200,
  tables: {
    SECURITY_GROUPS: {
      doc: 'Security groups, one row each.',
      rows: 'SecurityGroups',
      key: 'GroupId',
      columns: {
        GROUP_ID: ['STRING', 'GroupId', 'Security group id.'],
        GROUP_NAME: ['STRING', 'GroupName', 'Security group name.'],
        DESCRIPTION: ['STRING', 'Description', 'Description.'],
        VPC_ID: ['STRING', 'VpcId', 'VPC.'],
        OWNER_ID: ['STRING', 'OwnerId', 'Account that owns the group.'],
        INGRESS: ['VARIANT', 'IpPermissions', 'Inbound rules as AWS groups them.'],
        EGRESS: ['VARIANT', 'IpPermissionsEgress', 'Outbound rules as AWS groups them.'],
        TAGS: ['VARIANT', (group) => tagMap(group.Tags), 'Tags as an object.'],
      },
    },
  },
});

export const vpcs = ec2.operation('vpcs', 'DescribeVpcs', {
  doc: 'VPCs with their address blocks.',
  pageSize: 200,
  tables: {
    VPCS: {
      doc: 'VPCs, one row each.',
      rows: 'Vpcs',
      key: 'VpcId',
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
