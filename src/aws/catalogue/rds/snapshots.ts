import type { DBClusterSnapshot, DBSnapshot } from '@aws-sdk/client-rds';
import { tagMap } from '../tagging/tags.ts';
import { rds } from './service.ts';

/** Only snapshots that people made can be shared. */
const list = { input: { SnapshotType: 'manual' }, pageSize: 100 };

/** Attribute of a snapshot: `restore`, the only one there is, with the accounts that may. */
interface SnapshotAttribute {
  readonly AttributeName?: string | undefined;
  readonly AttributeValues?: readonly string[] | undefined;
}

type Attributes = readonly SnapshotAttribute[] | null | undefined;

/** RDS's word for every account of AWS. */
const EVERYBODY = 'all';

/** Columns that tell with whom a snapshot of either kind is shared. */
const SHARING = {
  IS_PUBLIC: [
    'BOOLEAN',
    ({ Attributes }: { readonly Attributes?: Attributes }) => restorers(Attributes)?.includes(EVERYBODY),
    'Whether every AWS account may restore it; NULL where that could not be read.',
  ],
  SHARED_WITH: [
    'VARIANT',
    ({ Attributes }: { readonly Attributes?: Attributes }) =>
      restorers(Attributes)?.filter((account) => account !== EVERYBODY),
    'Accounts that may restore it, besides its own.',
    'string[]',
  ],
} as const;

export const snapshots = rds.details('snapshots', {
  doc: 'Database snapshots that people made, with whom they are shared; one call more for each.',
  thing: 'snapshot',
  list: rds.list('DescribeDBSnapshots', 'DBSnapshots', list),
  gone: ['DBSnapshotNotFoundFault'],
  details: {
    Attributes: rds.detailsOf<DBSnapshot>().each('DescribeDBSnapshotAttributes', {
      request: ({ DBSnapshotIdentifier }) => ({ DBSnapshotIdentifier }),
      take: ({ DBSnapshotAttributesResult }) => DBSnapshotAttributesResult?.DBSnapshotAttributes,
    }),
  },
  tables: {
    SNAPSHOTS: {
      doc: 'Database snapshots that people made, one row each.',
      key: 'DBSnapshotArn',
      volatile: ['PercentProgress'],
      columns: {
        ARN: ['STRING', 'DBSnapshotArn', 'Snapshot ARN.'],
        NAME: ['STRING', 'DBSnapshotIdentifier', 'Name, unique in the region.'],
        STATUS: ['STRING', 'Status', 'Such as available or creating.'],
        INSTANCE_NAME: ['STRING', 'DBInstanceIdentifier', 'Instance that it was made of.'],
        ENGINE: ['STRING', 'Engine', 'Such as postgres.'],
        ENGINE_VERSION: ['STRING', 'EngineVersion', 'Version of the engine.'],
        ...SHARING,
        ENCRYPTED: ['BOOLEAN', 'Encrypted', 'Whether it is encrypted.'],
        KMS_KEY_ARN: ['STRING', 'KmsKeyId', 'Key that it is encrypted with.'],
        IAM_AUTH: [
          'BOOLEAN',
          'IAMDatabaseAuthenticationEnabled',
          'Whether database users could sign in by IAM.',
        ],
        ALLOCATED_GIB: ['NUMBER', 'AllocatedStorage', 'Size of the storage, in GiB.'],
        VPC_ID: ['STRING', 'VpcId', 'VPC of the instance.'],
        MASTER_USERNAME: ['STRING', 'MasterUsername', 'Name of the master user.'],
        CREATED_AT: ['TIMESTAMP_LTZ', 'SnapshotCreateTime', 'When it was made; a copy has its own time.'],
        TAGS: ['VARIANT', ({ TagList }) => tagMap(TagList), 'Tags as an object.'],
      },
    },
  },
});

export const clusterSnapshots = rds.details('cluster_snapshots', {
  doc: 'Cluster snapshots that people made, with whom they are shared; one call more for each.',
  thing: 'cluster snapshot',
  list: rds.list('DescribeDBClusterSnapshots', 'DBClusterSnapshots', list),
  gone: ['DBClusterSnapshotNotFoundFault'],
  details: {
    Attributes: rds.detailsOf<DBClusterSnapshot>().each('DescribeDBClusterSnapshotAttributes', {
      request: ({ DBClusterSnapshotIdentifier }) => ({ DBClusterSnapshotIdentifier }),
      take: ({ DBClusterSnapshotAttributesResult }) =>
        DBClusterSnapshotAttributesResult?.DBClusterSnapshotAttributes,
    }),
  },
  tables: {
    CLUSTER_SNAPSHOTS: {
      doc: 'Cluster snapshots that people made, one row each.',
      key: 'DBClusterSnapshotArn',
      volatile: ['PercentProgress'],
      columns: {
        ARN: ['STRING', 'DBClusterSnapshotArn', 'Snapshot ARN.'],
        NAME: ['STRING', 'DBClusterSnapshotIdentifier', 'Name, unique in the region.'],
        STATUS: ['STRING', 'Status', 'Such as available or creating.'],
        CLUSTER_NAME: ['STRING', 'DBClusterIdentifier', 'Cluster that it was made of.'],
        ENGINE: ['STRING', 'Engine', 'Such as aurora-mysql, neptune or docdb.'],
        ENGINE_VERSION: ['STRING', 'EngineVersion', 'Version of the engine.'],
        ...SHARING,
        ENCRYPTED: ['BOOLEAN', 'StorageEncrypted', 'Whether it is encrypted.'],
        KMS_KEY_ARN: ['STRING', 'KmsKeyId', 'Key that it is encrypted with.'],
        IAM_AUTH: [
          'BOOLEAN',
          'IAMDatabaseAuthenticationEnabled',
          'Whether database users could sign in by IAM.',
        ],
        ALLOCATED_GIB: ['NUMBER', 'AllocatedStorage', 'Size of the storage, in GiB.'],
        VPC_ID: ['STRING', 'VpcId', 'VPC of the cluster.'],
        MASTER_USERNAME: ['STRING', 'MasterUsername', 'Name of the master user.'],
        CREATED_AT: ['TIMESTAMP_LTZ', 'SnapshotCreateTime', 'When it was made.'],
        TAGS: ['VARIANT', ({ TagList }) => tagMap(TagList), 'Tags as an object.'],
      },
    },
  },
});

/** Undefined where the attributes could not be read. */
function restorers(attributes: Attributes): readonly string[] | undefined {
  return attributes
    ?.filter(({ AttributeName }) => AttributeName === 'restore')
    .flatMap(({ AttributeValues = [] }) => AttributeValues)
    .toSorted();
}
