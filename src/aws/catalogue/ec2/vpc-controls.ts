import { tagMap } from '../tagging/tags.ts';
import { ec2 } from './service.ts';

/** Code of regions in which EC2 does not have the operation: nothing is set there. */
const absent = ['InvalidAction'];

export const vpcBlockPublicAccessExclusions = ec2.operation(
  'vpc_block_public_access_exclusions',
  'DescribeVpcBlockPublicAccessExclusions',
  {
    doc: 'VPCs and subnets that the block of public access leaves out.',
    absent,
    tables: {
      VPC_BLOCK_PUBLIC_ACCESS_EXCLUSIONS: {
        doc: 'Exclusions from the block of public access of VPCs, one row each.',
        rows: 'VpcBlockPublicAccessExclusions',
        key: 'ExclusionId',
        columns: {
          EXCLUSION_ID: ['STRING', 'ExclusionId', 'Exclusion id.'],
          RESOURCE_ARN: ['STRING', 'ResourceArn', 'VPC or subnet that is left out.'],
          MODE: ['STRING', 'InternetGatewayExclusionMode', 'allow-bidirectional or allow-egress.'],
          STATE: ['STRING', 'State', 'Such as create-complete, or disable-complete where it has no effect.'],
          REASON: ['STRING', 'Reason', 'Why it is in that state.'],
          CREATED_AT: ['TIMESTAMP_LTZ', 'CreationTimestamp', 'When it was made.'],
          UPDATED_AT: ['TIMESTAMP_LTZ', 'LastUpdateTimestamp', 'When it was last changed.'],
          TAGS: ['VARIANT', ({ Tags }) => tagMap(Tags), 'Tags as an object.'],
        },
      },
    },
  },
);

export const vpcEncryptionControls = ec2.operation(
  'vpc_encryption_controls',
  'DescribeVpcEncryptionControls',
  {
    doc: 'VPCs in which traffic without encryption is watched for or refused.',
    absent,
    tables: {
      VPC_ENCRYPTION_CONTROLS: {
        doc: 'Encryption controls of VPCs, one row each; a VPC without one lets all traffic pass.',
        rows: 'VpcEncryptionControls',
        key: 'VpcEncryptionControlId',
        columns: {
          CONTROL_ID: ['STRING', 'VpcEncryptionControlId', 'Encryption control id.'],
          VPC_ID: ['STRING', 'VpcId', 'VPC that it is of.'],
          MODE: ['STRING', 'Mode', 'monitor, or enforce: then nothing unencrypted passes.'],
          STATE: ['STRING', 'State', 'Such as available or enforce-failed.'],
          STATE_MESSAGE: ['STRING', 'StateMessage', 'Why it is in that state.'],
          EXCLUSIONS: ['VARIANT', 'ResourceExclusions', 'Kinds of ways out that are left out of it.'],
          TAGS: ['VARIANT', ({ Tags }) => tagMap(Tags), 'Tags as an object.'],
        },
      },
    },
  },
);

export const accountVpcEncryptionControl = ec2.single(
  'account_vpc_encryption_control',
  'DescribeAccountVpcEncryptionControl',
  {
    doc: 'Whether all VPCs of the account watch for traffic without encryption, or refuse it.',
    absent,
    take: ({ AccountVpcEncryptionControl: control }) => (control?.Mode === undefined ? undefined : control),
    tables: {
      ACCOUNT_VPC_ENCRYPTION_CONTROL: {
        doc: 'Encryption control of the account for all its VPCs, one row per region.',
        // Every region has one.
        showsUse: () => false,
        columns: {
          MODE: ['STRING', 'Mode', 'unmanaged, attempt-monitor or attempt-enforce.'],
          STATE: ['STRING', 'State', 'Such as default-state, transitions-successful or transitions-failed.'],
          MANAGED_BY: ['STRING', 'ManagedBy', 'account, or declarative-policy of the organization.'],
          EXCLUSIONS: ['VARIANT', 'Exclusions', 'Kinds of ways out that are left out of it.'],
          UPDATED_AT: ['TIMESTAMP_LTZ', 'LastUpdateTimestamp', 'When the mode was last changed.'],
        },
      },
    },
  },
);
