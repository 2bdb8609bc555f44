import { ec2 } from './service.ts';

/** Every region has defaults. */
const showsUse = () => false;

export const ebsEncryptionByDefault = ec2.single('ebs_encryption_by_default', 'GetEbsEncryptionByDefault', {
  doc: 'Whether new EBS volumes and snapshot copies are encrypted unasked.',
  take: (answer) => (answer.EbsEncryptionByDefault === undefined ? undefined : answer),
  tables: {
    EBS_ENCRYPTION_BY_DEFAULT: {
      doc: 'Whether new EBS volumes are encrypted unasked, one row per region.',
      showsUse,
      columns: {
        ENABLED: ['BOOLEAN', 'EbsEncryptionByDefault', 'Whether new volumes are encrypted unasked.'],
      },
    },
  },
});

export const ebsDefaultKmsKey = ec2.single('ebs_default_kms_key', 'GetEbsDefaultKmsKeyId', {
  doc: 'The key that EBS encrypts with where none is named.',
  take: (answer) => (answer.KmsKeyId === undefined ? undefined : answer),
  tables: {
    EBS_DEFAULT_KMS_KEY: {
      doc: 'The key that EBS encrypts with where none is named, one row per region.',
      showsUse,
      columns: {
        KMS_KEY_ID: ['STRING', 'KmsKeyId', 'ARN of a key of the account, or alias/aws/ebs for that of AWS.'],
      },
    },
  },
});

export const snapshotBlockPublicAccess = ec2.single(
  'snapshot_block_public_access',
  'GetSnapshotBlockPublicAccessState',
  {
    doc: 'Whether snapshots can be shared with everybody.',
    take: (answer) => (answer.State === undefined ? undefined : answer),
    tables: {
      SNAPSHOT_BLOCK_PUBLIC_ACCESS: {
        doc: 'Whether snapshots can be shared with everybody, one row per region.',
        showsUse,
        columns: {
          STATE: ['STRING', 'State', 'block-all-sharing, block-new-sharing or unblocked.'],
          MANAGED_BY: ['STRING', 'ManagedBy', 'account, or declarative-policy of the organization.'],
        },
      },
    },
  },
);

export const imageBlockPublicAccess = ec2.single(
  'image_block_public_access',
  'GetImageBlockPublicAccessState',
  {
    doc: 'Whether machine images can be shared with everybody.',
    take: (answer) => (answer.ImageBlockPublicAccessState === undefined ? undefined : answer),
    tables: {
      IMAGE_BLOCK_PUBLIC_ACCESS: {
        doc: 'Whether machine images can be shared with everybody, one row per region.',
        showsUse,
        columns: {
          STATE: ['STRING', 'ImageBlockPublicAccessState', 'block-new-sharing or unblocked.'],
          MANAGED_BY: ['STRING', 'ManagedBy', 'account, or declarative-policy of the organization.'],
        },
      },
    },
  },
);

export const instanceMetadataDefaults = ec2.single(
  'instance_metadata_defaults',
  'GetInstanceMetadataDefaults',
  {
    doc: 'How new instances offer their metadata where nobody says otherwise.',
    take: ({ AccountLevel = {} }) => AccountLevel,
    tables: {
      INSTANCE_METADATA_DEFAULTS: {
        doc: 'Metadata defaults of new instances, one row per region; NULL where the account has no preference.',
        showsUse,
        columns: {
          HTTP_TOKENS: ['STRING', 'HttpTokens', 'required means IMDSv2 only.'],
          HTTP_PUT_RESPONSE_HOP_LIMIT: ['NUMBER', 'HttpPutResponseHopLimit', 'Hops that an answer may take.'],
          HTTP_ENDPOINT: ['STRING', 'HttpEndpoint', 'Whether metadata is offered at all.'],
          INSTANCE_METADATA_TAGS: ['STRING', 'InstanceMetadataTags', 'Whether tags are part of it.'],
          MANAGED_BY: ['STRING', 'ManagedBy', 'account, or declarative-policy of the organization.'],
        },
      },
    },
  },
);

export const vpcBlockPublicAccess = ec2.single(
  'vpc_block_public_access',
  'DescribeVpcBlockPublicAccessOptions',
  {
    doc: 'Whether the traffic between VPCs and the internet is blocked, whatever their gateways and routes let through.',
    take: ({ VpcBlockPublicAccessOptions: options }) =>
      options?.InternetGatewayBlockMode === undefined ? undefined : options,
    tables: {
      VPC_BLOCK_PUBLIC_ACCESS: {
        doc: 'Block of public access of VPCs, one row per region.',
        showsUse,
        columns: {
          MODE: ['STRING', 'InternetGatewayBlockMode', 'off, block-ingress or block-bidirectional.'],
          STATE: ['STRING', 'State', 'default-state, update-in-progress or update-complete.'],
          MANAGED_BY: ['STRING', 'ManagedBy', 'account, or declarative-policy of the organization.'],
          EXCLUSIONS_ALLOWED: [
            'STRING',
            'ExclusionsAllowed',
            'Whether single VPCs and subnets may be left out.',
          ],
          UPDATED_AT: ['TIMESTAMP_LTZ', 'LastUpdateTimestamp', 'When the mode was last changed.'],
        },
      },
    },
  },
);
