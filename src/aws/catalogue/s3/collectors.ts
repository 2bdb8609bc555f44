import type {
  Grant,
  OwnershipControls,
  PolicyStatus,
  ServerSideEncryptionConfiguration,
} from '@aws-sdk/client-s3';
import { jsonDocument } from '../../policy/policy-document.ts';
import { tagsOf } from '../tagging/service.ts';
import { tagMap } from '../tagging/tags.ts';
import { grantsToAnyone, isPublicByPolicy } from './bucket-policy.ts';
import { BUCKET_GONE, bucketsOfRegion, type ListedBucket, requestOf } from './buckets.ts';
import { NEVER_SET, NOTHING_BLOCKED } from './public-access-block.ts';
import { s3, s3Control } from './service.ts';

export { accessPoints } from './access-points.ts';
export { bucketSettings } from './bucket-settings.ts';

export const accountPublicAccessBlock = s3Control.single(
  'account_public_access_block',
  'GetPublicAccessBlock',
  {
    doc: 'What the account as a whole lets no bucket make public.',
    input: ({ accountId }) => ({ AccountId: accountId }),
    take: ({ PublicAccessBlockConfiguration }) => PublicAccessBlockConfiguration,
    notConfigured: { [NEVER_SET]: NOTHING_BLOCKED },
    tables: {
      ACCOUNT_PUBLIC_ACCESS_BLOCK: {
        doc: 'Public access block of the account, one row per account, also for one where nobody set it.',
        columns: {
          BLOCKS_PUBLIC_ACLS: ['BOOLEAN', 'BlockPublicAcls', 'New public ACLs are refused.'],
          IGNORES_PUBLIC_ACLS: ['BOOLEAN', 'IgnorePublicAcls', 'Public ACLs have no effect.'],
          BLOCKS_PUBLIC_POLICY: ['BOOLEAN', 'BlockPublicPolicy', 'New public bucket policies are refused.'],
          RESTRICTS_PUBLIC_BUCKETS: [
            'BOOLEAN',
            'RestrictPublicBuckets',
            'Public policies let in none but the account and services of AWS.',
          ],
        },
      },
    },
  },
);

/** A bucket with what may already have been read of it. */
interface BucketSoFar extends ListedBucket {
  readonly OwnershipControls?: OwnershipControls | null;
  readonly Policy?: unknown;
  readonly PolicyStatus?: PolicyStatus | null;
}

const ofBucket = s3.detailsOf<BucketSoFar>();

export const buckets = s3.details('buckets', {
  doc: 'Buckets with what decides who may read them, how they are encrypted, versioned and logged.',
  thing: 'bucket',
  list: bucketsOfRegion,
  gone: BUCKET_GONE,
  details: {
    OwnershipControls: ofBucket.each('GetBucketOwnershipControls', {
      request: requestOf,
      take: ({ OwnershipControls }) => OwnershipControls,
      notConfigured: { OwnershipControlsNotFoundError: null },
    }),
    PublicAccessBlock: ofBucket.each('GetPublicAccessBlock', {
      request: requestOf,
      take: ({ PublicAccessBlockConfiguration }) => PublicAccessBlockConfiguration,
      notConfigured: { [NEVER_SET]: NOTHING_BLOCKED },
    }),
    Policy: ofBucket.each('GetBucketPolicy', {
      request: requestOf,
      take: ({ Policy }) => (Policy === undefined ? undefined : jsonDocument(Policy)),
      notConfigured: { NoSuchBucketPolicy: null },
    }),
    PolicyStatus: ofBucket.each('GetBucketPolicyStatus', {
      request: requestOf,
      // A policy that names everybody whom it lets in is not public, and neither is none.
      when: ({ Policy }) => Policy === undefined || grantsToAnyone(Policy),
      take: ({ PolicyStatus }) => PolicyStatus,
      notConfigured: { NoSuchBucketPolicy: null },
    }),
    Acl: ofBucket.each('GetBucketAcl', {
      request: requestOf,
      // ACLs have no effect where the owner of the bucket owns every object.
      when: ({ OwnershipControls }) => !isOwnerEnforced(OwnershipControls),
      take: ({ Grants }): readonly Grant[] | undefined => Grants,
    }),
    Encryption: ofBucket.each('GetBucketEncryption', {
      request: requestOf,
      take: ({ ServerSideEncryptionConfiguration }) => ServerSideEncryptionConfiguration,
      notConfigured: { ServerSideEncryptionConfigurationNotFoundError: null },
    }),
    Versioning: ofBucket.each('GetBucketVersioning', {
      request: requestOf,
      take: (versioning) => versioning,
    }),
    Logging: ofBucket.each('GetBucketLogging', {
      request: requestOf,
      take: ({ LoggingEnabled }) => LoggingEnabled ?? null,
    }),
    Tags: tagsOf<BucketSoFar>('s3', ({ BucketArn }) => BucketArn),
  },
  tables: {
    BUCKETS: {
      doc: 'Buckets, one row each.',
      key: 'BucketArn',
      columns: {
        ARN: ['STRING', 'BucketArn', 'Bucket ARN.'],
        NAME: ['STRING', 'Name', 'Name, unique in the partition.'],
        CREATED_AT: ['TIMESTAMP_LTZ', 'CreationDate', 'When it was made.'],
        BLOCKS_PUBLIC_ACLS: [
          'BOOLEAN',
          'PublicAccessBlock.BlockPublicAcls',
          'New public ACLs are refused, by the bucket’s own setting.',
        ],
        IGNORES_PUBLIC_ACLS: [
          'BOOLEAN',
          'PublicAccessBlock.IgnorePublicAcls',
          'Public ACLs have no effect, by the bucket’s own setting.',
        ],
        BLOCKS_PUBLIC_POLICY: [
          'BOOLEAN',
          'PublicAccessBlock.BlockPublicPolicy',
          'New public policies are refused, by the bucket’s own setting.',
        ],
        RESTRICTS_PUBLIC_BUCKETS: [
          'BOOLEAN',
          'PublicAccessBlock.RestrictPublicBuckets',
          'A public policy lets in none but the account and services of AWS, by the bucket’s own setting.',
        ],
        POLICY_IS_PUBLIC: [
          'BOOLEAN',
          (bucket) => isPublicByPolicy(bucket),
          'Whether the policy lets in the public; false without a policy, NULL where that could not be read.',
        ],
        POLICY: ['POLICY', 'Policy', 'Bucket policy; NULL where there is none, or BLIND_TO names it.'],
        ENCRYPTION_ALGORITHM: [
          'STRING',
          ({ Encryption }) => defaultOf(Encryption)?.SSEAlgorithm,
          'AES256, aws:kms or aws:kms:dsse.',
        ],
        KMS_KEY_ARN: [
          'STRING',
          ({ Encryption }) => defaultOf(Encryption)?.KMSMasterKeyID,
          'Key that new objects are encrypted with; NULL for AWS’s own.',
        ],
        BUCKET_KEY_ENABLED: [
          'BOOLEAN',
          ({ Encryption }) => Encryption?.Rules?.[0]?.BucketKeyEnabled,
          'Whether objects share a key of the bucket.',
        ],
        VERSIONING: [
          'STRING',
          ({ Versioning }) => Versioning && (Versioning.Status ?? 'Off'),
          'Enabled, Suspended, or Off where it never was on.',
        ],
        MFA_DELETE: [
          'BOOLEAN',
          ({ Versioning }) => Versioning && Versioning.MFADelete === 'Enabled',
          'Whether deleting a version needs MFA.',
        ],
        LOGGING_BUCKET: [
          'STRING',
          'Logging.TargetBucket',
          'Where access logs go; NULL where there are none.',
        ],
        LOGGING_PREFIX: ['STRING', 'Logging.TargetPrefix', 'Prefix of access logs.'],
        LOGS_ACCESS: [
          'BOOLEAN',
          ({ Logging }) => (Logging === undefined ? undefined : Logging !== null),
          'Whether access is logged to a bucket.',
        ],
        OBJECT_OWNERSHIP: [
          'STRING',
          ({ OwnershipControls }) => ownershipOf(OwnershipControls),
          'BucketOwnerEnforced (ACLs are off), BucketOwnerPreferred or ObjectWriter, which holds where nothing is set.',
        ],
        GRANTS: ['VARIANT', 'Acl', 'Grants of the ACL; NULL where ACLs are off.'],
        TAGS: [
          'VARIANT',
          ({ Tags }) => Tags && tagMap(Tags.flatMap((each) => each.Tags ?? [])),
          'Tags as an object.',
        ],
      },
    },
  },
});

/** Without a setting the writer of an object owns it: so it was before S3 had the setting. */
function ownershipOf(controls: OwnershipControls | null | undefined): string | undefined {
  return controls === null ? 'ObjectWriter' : controls?.Rules?.[0]?.ObjectOwnership;
}

function isOwnerEnforced(controls: OwnershipControls | null | undefined): boolean {
  return ownershipOf(controls) === 'BucketOwnerEnforced';
}

function defaultOf(encryption: ServerSideEncryptionConfiguration | null | undefined) {
  return encryption?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
}
