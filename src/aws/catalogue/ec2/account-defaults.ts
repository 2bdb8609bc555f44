import * as sdk from '@aws-sdk/client-ec2';
import { withoutMember } from '../answer.ts';
import type { CollectContext } from '../context.ts';
import { ec2 } from './service.ts';

/** What a region's defaults are kept by. */
type Regional<Answer> = Answer & { readonly Region: string };

const key = 'Region';
/** Every region has defaults. */
const showsUse = () => false;

export const ebsEncryptionByDefault = ec2.read<{
  EBS_ENCRYPTION_BY_DEFAULT: Regional<sdk.GetEbsEncryptionByDefaultResult>;
}>('ebs_encryption_by_default', {
  doc: 'Whether new EBS volumes and snapshot copies are encrypted unasked.',
  calls: '1',
  actions: ['ec2:GetEbsEncryptionByDefault'],
  tables: {
    EBS_ENCRYPTION_BY_DEFAULT: {
      doc: 'Whether new EBS volumes are encrypted unasked, one row per region.',
      key,
      showsUse,
      columns: {
        ENABLED: ['BOOLEAN', 'EbsEncryptionByDefault', 'Whether new volumes are encrypted unasked.'],
      },
    },
  },
  async *read(context) {
    const answer = await ask(context, (client, options) =>
      client.send(new sdk.GetEbsEncryptionByDefaultCommand({}), options),
    );
    if (answer.EbsEncryptionByDefault === undefined) {
      throw withoutMember('GetEbsEncryptionByDefault', 'EbsEncryptionByDefault');
    }
    yield ['EBS_ENCRYPTION_BY_DEFAULT', answer];
  },
});

export const ebsDefaultKmsKey = ec2.read<{
  EBS_DEFAULT_KMS_KEY: Regional<sdk.GetEbsDefaultKmsKeyIdResult>;
}>('ebs_default_kms_key', {
  doc: 'The key that EBS encrypts with where none is named.',
  calls: '1',
  actions: ['ec2:GetEbsDefaultKmsKeyId'],
  tables: {
    EBS_DEFAULT_KMS_KEY: {
      doc: 'The key that EBS encrypts with where none is named, one row per region.',
      key,
      showsUse,
      columns: {
        KMS_KEY_ID: ['STRING', 'KmsKeyId', 'ARN of a key of the account, or alias/aws/ebs for that of AWS.'],
      },
    },
  },
  async *read(context) {
    const answer = await ask(context, (client, options) =>
      client.send(new sdk.GetEbsDefaultKmsKeyIdCommand({}), options),
    );
    if (answer.KmsKeyId === undefined) throw withoutMember('GetEbsDefaultKmsKeyId', 'KmsKeyId');
    yield ['EBS_DEFAULT_KMS_KEY', answer];
  },
});

export const snapshotBlockPublicAccess = ec2.read<{
  SNAPSHOT_BLOCK_PUBLIC_ACCESS: Regional<sdk.GetSnapshotBlockPublicAccessStateResult>;
}>('snapshot_block_public_access', {
  doc: 'Whether snapshots can be shared with everybody.',
  calls: '1',
  actions: ['ec2:GetSnapshotBlockPublicAccessState'],
  tables: {
    SNAPSHOT_BLOCK_PUBLIC_ACCESS: {
      doc: 'Whether snapshots can be shared with everybody, one row per region.',
      key,
      showsUse,
      columns: {
        STATE: ['STRING', 'State', 'block-all-sharing, block-new-sharing or unblocked.'],
        MANAGED_BY: ['STRING', 'ManagedBy', 'account, or declarative-policy of the organization.'],
      },
    },
  },
  async *read(context) {
    const answer = await ask(context, (client, options) =>
      client.send(new sdk.GetSnapshotBlockPublicAccessStateCommand({}), options),
    );
    if (answer.State === undefined) throw withoutMember('GetSnapshotBlockPublicAccessState', 'State');
    yield ['SNAPSHOT_BLOCK_PUBLIC_ACCESS', answer];
  },
});

export const imageBlockPublicAccess = ec2.read<{
  IMAGE_BLOCK_PUBLIC_ACCESS: Regional<sdk.GetImageBlockPublicAccessStateResult>;
}>('image_block_public_access', {
  doc: 'Whether machine images can be shared with everybody.',
  calls: '1',
  actions: ['ec2:GetImageBlockPublicAccessState'],
  tables: {
    IMAGE_BLOCK_PUBLIC_ACCESS: {
      doc: 'Whether machine images can be shared with everybody, one row per region.',
      key,
      showsUse,
      columns: {
        STATE: ['STRING', 'ImageBlockPublicAccessState', 'block-new-sharing or unblocked.'],
        MANAGED_BY: ['STRING', 'ManagedBy', 'account, or declarative-policy of the organization.'],
      },
    },
  },
  async *read(context) {
    const answer = await ask(context, (client, options) =>
      client.send(new sdk.GetImageBlockPublicAccessStateCommand({}), options),
    );
    if (answer.ImageBlockPublicAccessState === undefined) {
      throw withoutMember('GetImageBlockPublicAccessState', 'ImageBlockPublicAccessState');
    }
    yield ['IMAGE_BLOCK_PUBLIC_ACCESS', answer];
  },
});

export const instanceMetadataDefaults = ec2.read<{
  INSTANCE_METADATA_DEFAULTS: Regional<sdk.InstanceMetadataDefaultsResponse>;
}>('instance_metadata_defaults', {
  doc: 'How new instances offer their metadata where nobody says otherwise.',
  calls: '1',
  actions: ['ec2:GetInstanceMetadataDefaults'],
  tables: {
    INSTANCE_METADATA_DEFAULTS: {
      doc: 'Metadata defaults of new instances, one row per region; NULL where the account has no preference.',
      key,
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
  async *read(context) {
    const { AccountLevel = {}, Region } = await ask(context, (client, options) =>
      client.send(new sdk.GetInstanceMetadataDefaultsCommand({}), options),
    );
    yield ['INSTANCE_METADATA_DEFAULTS', { ...AccountLevel, Region }];
  },
});

async function ask<Answer extends { readonly $metadata: unknown }>(
  context: CollectContext,
  send: (client: sdk.EC2Client, options: { abortSignal: AbortSignal }) => Promise<Answer>,
): Promise<Regional<Omit<Answer, '$metadata'>>> {
  const answer = await send(context.client(sdk.EC2Client), { abortSignal: context.signal });
  const { $metadata, ...facts } = answer;
  return { ...facts, Region: context.region };
}
