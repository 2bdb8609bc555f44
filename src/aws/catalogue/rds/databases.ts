import type { VpcSecurityGroupMembership } from '@aws-sdk/client-rds';
import { tagMap } from '../tagging/tags.ts';
import { rds } from './service.ts';

const pageSize = 100;

export const instances = rds.operation('instances', 'DescribeDBInstances', {
  doc: 'Database instances of RDS, Aurora, Neptune and DocumentDB.',
  pageSize,
  tables: {
    INSTANCES: {
      doc: 'Database instances of RDS, Aurora, Neptune and DocumentDB, one row each.',
      rows: 'DBInstances',
      key: 'DBInstanceArn',
      volatile: ['LatestRestorableTime', 'PercentProgress', 'StorageOperationPercentProgress'],
      columns: {
        ARN: ['STRING', 'DBInstanceArn', 'Instance ARN.'],
        NAME: ['STRING', 'DBInstanceIdentifier', 'Name, unique in the region.'],
        STATUS: ['STRING', 'DBInstanceStatus', 'Such as available or stopped.'],
        ENGINE: ['STRING', 'Engine', 'Such as postgres, aurora-mysql, neptune or docdb.'],
        ENGINE_VERSION: ['STRING', 'EngineVersion', 'Version of the engine.'],
        CLASS: ['STRING', 'DBInstanceClass', 'Instance class.'],
        CLUSTER_NAME: ['STRING', 'DBClusterIdentifier', 'Cluster that it belongs to, if any.'],
        PUBLICLY_ACCESSIBLE: [
          'BOOLEAN',
          'PubliclyAccessible',
          'Whether its name resolves to a public address for those outside its VPC.',
        ],
        STORAGE_ENCRYPTED: ['BOOLEAN', 'StorageEncrypted', 'Whether its storage is encrypted.'],
        KMS_KEY_ARN: ['STRING', 'KmsKeyId', 'Key that its storage is encrypted with.'],
        IAM_AUTH: [
          'BOOLEAN',
          'IAMDatabaseAuthenticationEnabled',
          'Whether database users may sign in by IAM.',
        ],
        MULTI_AZ: ['BOOLEAN', 'MultiAZ', 'Whether a standby waits in another zone.'],
        AUTO_MINOR_UPGRADE: [
          'BOOLEAN',
          'AutoMinorVersionUpgrade',
          'Whether minor versions come by themselves.',
        ],
        DELETION_PROTECTION: ['BOOLEAN', 'DeletionProtection', 'Whether it is held against deletion.'],
        BACKUP_RETENTION_DAYS: [
          'NUMBER',
          'BackupRetentionPeriod',
          'Days that automated backups are kept; 0 where there are none.',
        ],
        COPIES_TAGS_TO_SNAPSHOTS: ['BOOLEAN', 'CopyTagsToSnapshot', 'Whether its snapshots get its tags.'],
        CA_CERTIFICATE: ['STRING', 'CACertificateIdentifier', 'Authority of its server certificate.'],
        VPC_ID: ['STRING', 'DBSubnetGroup.VpcId', 'VPC.'],
        SUBNET_GROUP: ['STRING', 'DBSubnetGroup.DBSubnetGroupName', 'Subnet group.'],
        SECURITY_GROUPS: [
          'VARIANT',
          ({ VpcSecurityGroups }) => groupIds(VpcSecurityGroups),
          'Ids of its security groups.',
        ],
        ENDPOINT: ['STRING', 'Endpoint.Address', 'DNS name; NULL while it is being made.'],
        PORT: ['NUMBER', 'Endpoint.Port', 'Port.'],
        MASTER_USERNAME: ['STRING', 'MasterUsername', 'Name of the master user.'],
        MANAGED_MASTER_SECRET: [
          'STRING',
          'MasterUserSecret.SecretArn',
          'Secret by which RDS manages the master password; NULL where people do.',
        ],
        LOG_EXPORTS: ['VARIANT', 'EnabledCloudwatchLogsExports', 'Logs that go to CloudWatch.'],
        MONITORING_SECONDS: [
          'NUMBER',
          'MonitoringInterval',
          'Seconds between points of enhanced monitoring; 0 where it is off.',
        ],
        PERFORMANCE_INSIGHTS: [
          'BOOLEAN',
          'PerformanceInsightsEnabled',
          'Whether Performance Insights is on.',
        ],
        PARAMETER_GROUPS: ['VARIANT', 'DBParameterGroups', 'Parameter groups with whether they are applied.'],
        CREATED_AT: ['TIMESTAMP_LTZ', 'InstanceCreateTime', 'When it was made.'],
        TAGS: ['VARIANT', ({ TagList }) => tagMap(TagList), 'Tags as an object.'],
      },
    },
  },
});

export const clusters = rds.operation('clusters', 'DescribeDBClusters', {
  doc: 'Database clusters of Aurora, Neptune and DocumentDB, and Multi-AZ clusters of RDS.',
  pageSize,
  tables: {
    CLUSTERS: {
      doc: 'Database clusters of Aurora, Neptune, DocumentDB and RDS, one row each.',
      rows: 'DBClusters',
      key: 'DBClusterArn',
      volatile: [
        'BacktrackConsumedChangeRecords',
        'Capacity',
        'EarliestBacktrackTime',
        'EarliestRestorableTime',
        'LatestRestorableTime',
        'PercentProgress',
      ],
      columns: {
        ARN: ['STRING', 'DBClusterArn', 'Cluster ARN.'],
        NAME: ['STRING', 'DBClusterIdentifier', 'Name, unique in the region.'],
        STATUS: ['STRING', 'Status', 'Such as available or stopped.'],
        ENGINE: ['STRING', 'Engine', 'Such as aurora-postgresql, neptune or docdb.'],
        ENGINE_VERSION: ['STRING', 'EngineVersion', 'Version of the engine.'],
        ENGINE_MODE: ['STRING', 'EngineMode', 'provisioned, serverless or one of the older modes.'],
        PUBLICLY_ACCESSIBLE: [
          'BOOLEAN',
          'PubliclyAccessible',
          'Whether a Multi-AZ cluster of RDS is public; for the others their instances say so.',
        ],
        STORAGE_ENCRYPTED: ['BOOLEAN', 'StorageEncrypted', 'Whether its storage is encrypted.'],
        KMS_KEY_ARN: ['STRING', 'KmsKeyId', 'Key that its storage is encrypted with.'],
        IAM_AUTH: [
          'BOOLEAN',
          'IAMDatabaseAuthenticationEnabled',
          'Whether database users may sign in by IAM.',
        ],
        MULTI_AZ: ['BOOLEAN', 'MultiAZ', 'Whether its instances are in several zones.'],
        AUTO_MINOR_UPGRADE: [
          'BOOLEAN',
          'AutoMinorVersionUpgrade',
          'Whether minor versions come by themselves.',
        ],
        DELETION_PROTECTION: ['BOOLEAN', 'DeletionProtection', 'Whether it is held against deletion.'],
        BACKUP_RETENTION_DAYS: ['NUMBER', 'BackupRetentionPeriod', 'Days that automated backups are kept.'],
        COPIES_TAGS_TO_SNAPSHOTS: ['BOOLEAN', 'CopyTagsToSnapshot', 'Whether its snapshots get its tags.'],
        BACKTRACK_SECONDS: ['NUMBER', 'BacktrackWindow', 'How far it can be turned back, in seconds.'],
        DATA_API: ['BOOLEAN', 'HttpEndpointEnabled', 'Whether the Data API takes SQL over HTTPS.'],
        SUBNET_GROUP: ['STRING', 'DBSubnetGroup', 'Subnet group.'],
        SECURITY_GROUPS: [
          'VARIANT',
          ({ VpcSecurityGroups }) => groupIds(VpcSecurityGroups),
          'Ids of its security groups.',
        ],
        ENDPOINT: ['STRING', 'Endpoint', 'DNS name for those that write.'],
        PORT: ['NUMBER', 'Port', 'Port.'],
        MASTER_USERNAME: ['STRING', 'MasterUsername', 'Name of the master user.'],
        MANAGED_MASTER_SECRET: [
          'STRING',
          'MasterUserSecret.SecretArn',
          'Secret by which RDS manages the master password; NULL where people do.',
        ],
        LOG_EXPORTS: ['VARIANT', 'EnabledCloudwatchLogsExports', 'Logs that go to CloudWatch.'],
        ACTIVITY_STREAM: ['STRING', 'ActivityStreamStatus', 'started where a database activity stream runs.'],
        PARAMETER_GROUP: ['STRING', 'DBClusterParameterGroup', 'Cluster parameter group.'],
        MEMBERS: ['VARIANT', 'DBClusterMembers', 'Its instances, and which of them writes.'],
        CREATED_AT: ['TIMESTAMP_LTZ', 'ClusterCreateTime', 'When it was made.'],
        TAGS: ['VARIANT', ({ TagList }) => tagMap(TagList), 'Tags as an object.'],
      },
    },
  },
});

function groupIds(groups: readonly VpcSecurityGroupMembership[] | undefined): readonly string[] | undefined {
  return groups?.flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []);
}
