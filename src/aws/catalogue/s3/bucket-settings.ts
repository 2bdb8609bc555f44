import { BUCKET_GONE, bucketsOfRegion, type ListedBucket, requestOf } from './buckets.ts';
import { s3 } from './service.ts';

const ofBucket = s3.detailsOf<ListedBucket>();

export const bucketSettings = s3.details('bucket_settings', {
  doc: 'How long buckets keep objects, where these are copied to, what is locked and what is a website.',
  thing: 'bucket',
  list: bucketsOfRegion,
  gone: BUCKET_GONE,
  onRequest: true,
  details: {
    LifecycleRules: ofBucket.each('GetBucketLifecycleConfiguration', {
      request: requestOf,
      take: ({ Rules }) => Rules,
      notConfigured: { NoSuchLifecycleConfiguration: null },
    }),
    Replication: ofBucket.each('GetBucketReplication', {
      request: requestOf,
      take: ({ ReplicationConfiguration }) => ReplicationConfiguration,
      notConfigured: { ReplicationConfigurationNotFoundError: null },
    }),
    ObjectLock: ofBucket.each('GetObjectLockConfiguration', {
      request: requestOf,
      take: ({ ObjectLockConfiguration }) => ObjectLockConfiguration,
      notConfigured: { ObjectLockConfigurationNotFoundError: null },
    }),
    Website: ofBucket.each('GetBucketWebsite', {
      request: requestOf,
      take: (website) => website,
      notConfigured: { NoSuchWebsiteConfiguration: null },
    }),
  },
  tables: {
    BUCKET_SETTINGS: {
      doc: 'Further settings of buckets, one row each.',
      key: 'BucketArn',
      columns: {
        ARN: ['STRING', 'BucketArn', 'Bucket ARN.'],
        NAME: ['STRING', 'Name', 'Name, unique in the partition.'],
        LIFECYCLE_RULES: [
          'VARIANT',
          'LifecycleRules',
          'Rules by which objects move or expire; NULL where there are none, or BLIND_TO names them.',
        ],
        HAS_LIFECYCLE: [
          'BOOLEAN',
          ({ LifecycleRules: rules }) =>
            rules === undefined ? undefined : rules?.some(({ Status }) => Status === 'Enabled') === true,
          'Whether any such rule is enabled.',
        ],
        IS_REPLICATED: [
          'BOOLEAN',
          ({ Replication }) =>
            Replication === undefined
              ? undefined
              : Replication?.Rules?.some(({ Status }) => Status === 'Enabled') === true,
          'Whether objects are copied to another bucket.',
        ],
        REPLICATION_ROLE_ARN: ['STRING', 'Replication.Role', 'Role that copies them.'],
        REPLICATION_RULES: ['VARIANT', 'Replication.Rules', 'Rules by which they are copied.'],
        OBJECT_LOCK: [
          'BOOLEAN',
          ({ ObjectLock }) =>
            ObjectLock === undefined ? undefined : ObjectLock?.ObjectLockEnabled === 'Enabled',
          'Whether versions of objects can be locked.',
        ],
        OBJECT_LOCK_MODE: [
          'STRING',
          ({ ObjectLock }) => ObjectLock?.Rule?.DefaultRetention?.Mode,
          'GOVERNANCE or COMPLIANCE; NULL where new objects are not locked unasked.',
        ],
        OBJECT_LOCK_RETENTION: [
          'VARIANT',
          ({ ObjectLock }) => ObjectLock?.Rule?.DefaultRetention,
          'For how many days or years they are.',
        ],
        IS_WEBSITE: [
          'BOOLEAN',
          ({ Website }) => (Website === undefined ? undefined : Website !== null),
          'Whether it is served as a website.',
        ],
        WEBSITE: [
          'VARIANT',
          'Website',
          'Documents and redirections of the website; NULL where it is none, or BLIND_TO names it.',
        ],
      },
    },
  },
});
