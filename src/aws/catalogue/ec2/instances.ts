import type {
  Instance,
  LaunchTemplateVersion,
  Region,
  ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { tagMap, tagValue } from '../tagging/tags.ts';
import { readRegions } from './read-regions.ts';
import { ec2 } from './service.ts';

export const regions = ec2.read<{ REGIONS: Region }>('regions', {
  doc: 'Every region of the partition and whether the account has it enabled.',
  calls: '1',
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
  input: { IncludeManagedResources: true },
  pageSize: 200,
  tables: {
    INSTANCES: {
      doc: 'EC2 instances, one row each.',
      rows: 'Reservations.Instances',
      inherits: ['ReservationId'],
      key: 'InstanceId',
      columns: {
        INSTANCE_ID: ['STRING', 'InstanceId', 'Instance id.'],
        NAME: ['STRING', (instance) => tagValue(instance.Tags, 'Name'), 'The Name tag.'],
        RESERVATION_ID: [
          'STRING',
          (instance: Instance & { readonly ReservationId?: string }) => instance.ReservationId,
          'The launch that the instance comes from; those of one launch share it.',
        ],
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

export const keyPairs = ec2.operation('key_pairs', 'DescribeKeyPairs', {
  doc: 'SSH key pairs, of which AWS keeps the public half only.',
  tables: {
    KEY_PAIRS: {
      doc: 'SSH key pairs, one row each.',
      rows: 'KeyPairs',
      key: 'KeyPairId',
      columns: {
        KEY_PAIR_ID: ['STRING', 'KeyPairId', 'Key pair id.'],
        KEY_NAME: ['STRING', 'KeyName', 'Name.'],
        KEY_TYPE: ['STRING', 'KeyType', 'rsa or ed25519.'],
        FINGERPRINT: ['STRING', 'KeyFingerprint', 'Fingerprint of the key.'],
        CREATE_TIME: ['TIMESTAMP_LTZ', 'CreateTime', 'When it was made or imported.'],
        TAGS: ['VARIANT', (pair) => tagMap(pair.Tags), 'Tags as an object.'],
      },
    },
  },
});

export const launchTemplates = ec2.details('launch_templates', {
  doc: 'The default version of every launch template, without its user data, and the tags of the template.',
  thing: 'launch template',
  list: ec2.list('DescribeLaunchTemplateVersions', 'LaunchTemplateVersions', {
    input: { Versions: ['$Default'], IncludeManagedResources: true },
    pageSize: 200,
  }),
  gone: [],
  details: {
    // Versions have no tags: what a version is said to tag is what it launches.
    Templates: ec2.detailsOf<LaunchTemplateVersion>().joined('DescribeLaunchTemplates', 'LaunchTemplates', {
      pageSize: 200,
      on: ({ LaunchTemplateId }) => LaunchTemplateId,
      of: ({ LaunchTemplateId }) => LaunchTemplateId,
    }),
  },
  tables: {
    LAUNCH_TEMPLATES: {
      doc: 'Launch templates with what their default version launches, one row each.',
      key: 'LaunchTemplateId',
      columns: {
        LAUNCH_TEMPLATE_ID: ['STRING', 'LaunchTemplateId', 'Launch template id.'],
        NAME: ['STRING', 'LaunchTemplateName', 'Name.'],
        VERSION_NUMBER: ['NUMBER', 'VersionNumber', 'Number of the default version.'],
        CREATED_BY: ['STRING', 'CreatedBy', 'ARN of who made that version.'],
        CREATE_TIME: ['TIMESTAMP_LTZ', 'CreateTime', 'When that version was made.'],
        IMAGE_ID: ['STRING', 'LaunchTemplateData.ImageId', 'Machine image it launches.'],
        INSTANCE_TYPE: ['STRING', 'LaunchTemplateData.InstanceType', 'Such as t3.micro.'],
        KEY_NAME: ['STRING', 'LaunchTemplateData.KeyName', 'SSH key pair name.'],
        INSTANCE_PROFILE: [
          'STRING',
          (version) => profileOf(version.LaunchTemplateData),
          'ARN of the instance profile, or its name where the template gives no ARN.',
        ],
        HTTP_TOKENS: [
          'STRING',
          (version) => version.LaunchTemplateData?.MetadataOptions?.HttpTokens,
          'required means IMDSv2 only.',
        ],
        ASSIGNS_PUBLIC_IP: [
          'BOOLEAN',
          (version) => assignsPublicIp(version.LaunchTemplateData),
          'Whether an interface asks for a public address; NULL where the subnet decides.',
        ],
        BLOCK_DEVICES: [
          'VARIANT',
          'LaunchTemplateData.BlockDeviceMappings',
          'Block devices with their encryption.',
        ],
        TAGS: [
          'VARIANT',
          ({ Templates }) => Templates?.[0] && tagMap(Templates[0].Tags ?? []),
          'Tags as an object; NULL where they could not be read.',
        ],
      },
    },
  },
});

export const reservedInstances = ec2.operation('reserved_instances', 'DescribeReservedInstances', {
  doc: 'Reserved instances, expired ones too.',
  tables: {
    RESERVED_INSTANCES: {
      doc: 'Reserved instances, one row per purchase.',
      rows: 'ReservedInstances',
      key: 'ReservedInstancesId',
      columns: {
        RESERVED_INSTANCES_ID: ['STRING', 'ReservedInstancesId', 'Id of the purchase.'],
        STATE: ['STRING', 'State', 'Such as active or retired.'],
        INSTANCE_TYPE: ['STRING', 'InstanceType', 'Such as m5.large.'],
        INSTANCE_COUNT: ['NUMBER', 'InstanceCount', 'How many instances.'],
        PRODUCT_DESCRIPTION: ['STRING', 'ProductDescription', 'Such as Linux/UNIX.'],
        OFFERING_CLASS: ['STRING', 'OfferingClass', 'standard or convertible.'],
        OFFERING_TYPE: ['STRING', 'OfferingType', 'Such as No Upfront.'],
        RESERVATION_SCOPE: ['STRING', 'Scope', 'Region or Availability Zone.'],
        START_TIME: ['TIMESTAMP_LTZ', 'Start', 'When it begins.'],
        END_TIME: ['TIMESTAMP_LTZ', 'End', 'When it ends.'],
      },
    },
  },
});

export const capacityReservations = ec2.operation('capacity_reservations', 'DescribeCapacityReservations', {
  doc: 'On-demand capacity reservations, those that others share with the account and ended ones too.',
  pageSize: 1000,
  tables: {
    CAPACITY_RESERVATIONS: {
      doc: 'On-demand capacity reservations, one row each.',
      rows: 'CapacityReservations',
      key: 'CapacityReservationId',
      volatile: ['AvailableInstanceCount'],
      columns: {
        CAPACITY_RESERVATION_ID: ['STRING', 'CapacityReservationId', 'Capacity reservation id.'],
        OWNER_ID: ['STRING', 'OwnerId', 'Account that owns it and pays for it.'],
        STATE: ['STRING', 'State', 'Such as active, expired or cancelled.'],
        INSTANCE_TYPE: ['STRING', 'InstanceType', 'Such as m5.large.'],
        TOTAL_INSTANCE_COUNT: ['NUMBER', 'TotalInstanceCount', 'How many instances it has room for.'],
        AVAILABILITY_ZONE: ['STRING', 'AvailabilityZone', 'Availability zone.'],
        INSTANCE_MATCH_CRITERIA: ['STRING', 'InstanceMatchCriteria', 'open or targeted.'],
        END_DATE: ['TIMESTAMP_LTZ', 'EndDate', 'When it ends by itself, if ever.'],
        TAGS: ['VARIANT', (reservation) => tagMap(reservation.Tags), 'Tags as an object.'],
      },
    },
  },
});

function profileOf(data: ResponseLaunchTemplateData | undefined): string | undefined {
  return data?.IamInstanceProfile?.Arn ?? data?.IamInstanceProfile?.Name;
}

function assignsPublicIp(data: ResponseLaunchTemplateData | undefined): boolean | undefined {
  const asked = data?.NetworkInterfaces?.flatMap(
    ({ AssociatePublicIpAddress }) => AssociatePublicIpAddress ?? [],
  );
  return asked?.length ? asked.includes(true) : undefined;
}
