import type { KeyListEntry, KeyMetadata } from '@aws-sdk/client-kms';
import { jsonDocument } from '../../policy/policy-document.ts';
import { tagsOf } from '../tagging/service.ts';
import { tagMap } from '../tagging/tags.ts';
import { kms } from './service.ts';

/** A key with what may already have been read of it. */
interface KeySoFar extends KeyListEntry {
  readonly Metadata?: KeyMetadata | null;
}

const ofKey = kms.detailsOf<KeySoFar>();
const request = ({ KeyId }: KeySoFar) => ({ KeyId });

export const keys = kms.details('keys', {
  doc: 'Keys of the account and those that AWS keeps for it, with who may use them and how they are rotated.',
  thing: 'key',
  list: kms.list('ListKeys', 'Keys', { pageSize: 1_000 }),
  // A key is deleted days after somebody asked for it, now and then between the list and the read.
  gone: ['NotFoundException'],
  details: {
    Metadata: ofKey.each('DescribeKey', { request, take: ({ KeyMetadata }) => KeyMetadata }),
    Policy: ofKey.each('GetKeyPolicy', {
      // Its only name; older endpoints and emulators ask for it.
      request: ({ KeyId }) => ({ KeyId, PolicyName: 'default' }),
      // AWS writes the policies of its own keys, and nobody can change them.
      when: isOrMayBeOurs,
      take: ({ Policy }) => (Policy === undefined ? undefined : jsonDocument(Policy)),
    }),
    Rotation: ofKey.each('GetKeyRotationStatus', {
      request,
      when: (key) => isOrMayBeOurs(key) && (!key.Metadata || mayRotate(key.Metadata)),
      take: (answer) => (answer.KeyRotationEnabled === undefined ? undefined : answer),
      notConfigured: { UnsupportedOperationException: null },
    }),
    Aliases: ofKey.joined('ListAliases', 'Aliases', {
      pageSize: 100,
      on: ({ TargetKeyId }) => TargetKeyId,
      of: ({ KeyId }) => KeyId,
    }),
    Tags: tagsOf<KeySoFar>('kms:key', ({ KeyArn }) => KeyArn),
  },
  tables: {
    KEYS: {
      doc: 'Keys, one row each; those of AWS have no policy, rotation or grant that anybody could change.',
      key: 'KeyArn',
      showsUse: isOrMayBeOurs,
      columns: {
        ARN: ['STRING', 'KeyArn', 'Key ARN.'],
        KEY_ID: ['STRING', 'KeyId', 'Key id, the same in all regions for a multi-region key.'],
        ALIASES: [
          'VARIANT',
          ({ Aliases }) => Aliases?.map(({ AliasName }) => AliasName).sort(),
          'Names of its aliases, such as alias/orders.',
        ],
        DESCRIPTION: ['STRING', 'Metadata.Description', 'Description.'],
        MANAGER: ['STRING', 'Metadata.KeyManager', 'CUSTOMER, or AWS for those it keeps for its services.'],
        STATE: [
          'STRING',
          'Metadata.KeyState',
          'Such as Enabled, Disabled, PendingDeletion or PendingImport.',
        ],
        ENABLED: ['BOOLEAN', 'Metadata.Enabled', 'Whether it can be used now.'],
        USAGE: [
          'STRING',
          'Metadata.KeyUsage',
          'ENCRYPT_DECRYPT, SIGN_VERIFY, GENERATE_VERIFY_MAC or KEY_AGREEMENT.',
        ],
        SPEC: ['STRING', 'Metadata.KeySpec', 'Such as SYMMETRIC_DEFAULT or RSA_2048.'],
        ORIGIN: [
          'STRING',
          'Metadata.Origin',
          'AWS_KMS, EXTERNAL for imported material, AWS_CLOUDHSM or EXTERNAL_KEY_STORE.',
        ],
        MULTI_REGION: ['BOOLEAN', 'Metadata.MultiRegion', 'Whether it is one of several that are the same.'],
        MULTI_REGION_TYPE: [
          'STRING',
          ({ Metadata }) => Metadata?.MultiRegionConfiguration?.MultiRegionKeyType,
          'PRIMARY or REPLICA.',
        ],
        PRIMARY_KEY_ARN: [
          'STRING',
          ({ Metadata }) => Metadata?.MultiRegionConfiguration?.PrimaryKey?.Arn,
          'ARN of the primary of a multi-region key.',
        ],
        CREATED_AT: ['TIMESTAMP_LTZ', 'Metadata.CreationDate', 'When it was made.'],
        DELETION_DATE: [
          'TIMESTAMP_LTZ',
          'Metadata.DeletionDate',
          'When it will be deleted; NULL unless that is pending.',
        ],
        EXPIRES_AT: ['TIMESTAMP_LTZ', 'Metadata.ValidTo', 'When imported material expires.'],
        ROTATION_ENABLED: [
          'BOOLEAN',
          'Rotation.KeyRotationEnabled',
          'Whether AWS rotates it by itself; NULL where it cannot, for keys of AWS, and where BLIND_TO says so.',
        ],
        ROTATION_DAYS: ['NUMBER', 'Rotation.RotationPeriodInDays', 'Days between rotations.'],
        NEXT_ROTATION_AT: ['TIMESTAMP_LTZ', 'Rotation.NextRotationDate', 'When it is rotated next.'],
        POLICY: ['POLICY', 'Policy', 'Key policy; NULL for keys of AWS, and where BLIND_TO names it.'],
        TAGS: [
          'VARIANT',
          ({ Tags }) => Tags && tagMap(Tags.flatMap((each) => each.Tags ?? [])),
          'Tags as an object.',
        ],
      },
    },
  },
});

/** A key without the name of its manager may be the customer's. */
function isOrMayBeOurs({ Metadata }: KeySoFar): boolean {
  return Metadata?.KeyManager !== 'AWS';
}

/**
 * Whether AWS can rotate such a key by itself: symmetric ones whose material it made.
 * https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
 */
function mayRotate({ KeySpec, KeyUsage, Origin }: KeyMetadata): boolean {
  return (
    (KeySpec ?? 'SYMMETRIC_DEFAULT') === 'SYMMETRIC_DEFAULT' &&
    (KeyUsage ?? 'ENCRYPT_DECRYPT') === 'ENCRYPT_DECRYPT' &&
    (Origin ?? 'AWS_KMS') === 'AWS_KMS'
  );
}
