import { never, raw, type SnowAlertView, satellite } from './satellite.ts';

const BUCKETS = 'AWS_S3_BUCKETS';
const TRAILS = 'AWS_CLOUDTRAIL_TRAILS';

/** The four switches of a block of public access, under AWS's names. */
const BLOCK = [
  ['BLOCK_PUBLIC_ACLS', 't.BLOCKS_PUBLIC_ACLS'],
  ['IGNORE_PUBLIC_ACLS', 't.IGNORES_PUBLIC_ACLS'],
  ['BLOCK_PUBLIC_POLICY', 't.BLOCKS_PUBLIC_POLICY'],
  ['RESTRICT_PUBLIC_BUCKETS', 't.RESTRICTS_PUBLIC_BUCKETS'],
] as const;

/** SnowAlert has a row for each launch, with its instances in it. */
const instances: SnowAlertView = {
  name: 'AWS_COLLECT_EC2_DESCRIBE_INSTANCES',
  doc: 'SnowAlert’s aws_collect_ec2_describe_instances: a row for each launch, with its instances as a list.',
  reads: ['AWS_EC2_INSTANCES'],
  select: (own) =>
    'SELECT MAX(SEEN_AT) AS RECORDED_AT, ACCOUNT_ID, REGION, NULL::VARIANT AS ERROR, NULL::VARIANT AS GROUPS,\n' +
    '  ARRAY_AGG(RAW)::VARIANT AS INSTANCES, NULL::STRING AS OWNER_ID, NULL::STRING AS REQUESTER_ID, RESERVATION_ID\n' +
    `FROM ${own('AWS_EC2_INSTANCES')} GROUP BY ACCOUNT_ID, REGION, RESERVATION_ID`,
};

/** Tables of SnowAlert about the services other than IAM. */
export const SERVICE_SATELLITES: readonly SnowAlertView[] = [
  {
    name: 'AWS_COLLECT_ORGANIZATIONS_LIST_ACCOUNTS_CONNECTION',
    doc: 'SnowAlert’s aws_collect_organizations_list_accounts_connection over AWS_ACCOUNTS.',
    reads: ['AWS_ACCOUNTS'],
    select: (own) =>
      'SELECT SEEN_AT AS RECORDED_AT, NULL::VARIANT AS ERROR, ACCOUNT_ID AS ID, ARN, EMAIL, NAME, STATUS, JOINED_METHOD, JOINED_TIMESTAMP\n' +
      `FROM ${own('AWS_ACCOUNTS')}`,
  },
  instances,
  satellite('EC2_DESCRIBE_NETWORK_INTERFACES', {
    from: 'AWS_EC2_NETWORK_INTERFACES',
    region: true,
    columns: [
      ...raw(
        'VARIANT',
        'Attachment',
        'Association',
        'Groups',
        'Ipv6Addresses',
        'PrivateIpAddresses',
        'TagSet',
      ),
      ...raw('STRING', 'AvailabilityZone', 'MacAddress', 'OutpostArn', 'PrivateIpAddress', 'PrivateDnsName'),
      ...['DESCRIPTION', 'INTERFACE_TYPE', 'NETWORK_INTERFACE_ID', 'OWNER_ID', 'REQUESTER_ID'],
      ...['REQUESTER_MANAGED', 'SOURCE_DEST_CHECK', 'STATUS', 'SUBNET_ID', 'VPC_ID'],
    ],
  }),
  satellite('EC2_DESCRIBE_NAT_GATEWAYS', {
    from: 'AWS_EC2_NAT_GATEWAYS',
    region: true,
    columns: [
      ...raw('VARIANT', 'NatGatewayAddresses', 'Tags'),
      ...['VPC_ID', 'STATE', 'NAT_GATEWAY_ID', 'SUBNET_ID', 'CREATE_TIME'],
    ],
  }),
  satellite('EC2_DESCRIBE_ROUTE_TABLES', {
    from: 'AWS_EC2_ROUTE_TABLES',
    region: true,
    columns: [
      ...['ASSOCIATIONS', 'ROUTE_TABLE_ID', 'ROUTES', 'VPC_ID', 'OWNER_ID'],
      ...raw('VARIANT', 'PropagatingVgws', 'Tags'),
    ],
  }),
  satellite('EC2_DESCRIBE_SECURITY_GROUPS', {
    from: 'AWS_EC2_SECURITY_GROUPS',
    region: true,
    columns: [
      ...['DESCRIPTION', 'GROUP_NAME', 'OWNER_ID', 'GROUP_ID', 'VPC_ID'],
      ['IP_PERMISSIONS', 't.INGRESS'],
      ['IP_PERMISSIONS_EGRESS', 't.EGRESS'],
      ...raw('VARIANT', 'Tags'),
    ],
  }),
  satellite('EC2_DESCRIBE_SNAPSHOTS', {
    from: 'AWS_EC2_SNAPSHOTS',
    region: true,
    columns: [
      ...raw('STRING', 'DataEncryptionKeyId', 'Progress', 'StateMessage', 'OwnerAlias', 'OutpostArn'),
      ...[
        'DESCRIPTION',
        'ENCRYPTED',
        'KMS_KEY_ID',
        'OWNER_ID',
        'SNAPSHOT_ID',
        'START_TIME',
        'STATE',
        'VOLUME_ID',
      ],
      ['VOLUME_SIZE', 't.VOLUME_SIZE_GIB'],
      ...raw('VARIANT', 'Tags'),
    ],
  }),
  satellite('EFS_DESCRIBE_FILE_SYSTEMS', {
    from: 'AWS_EFS_FILE_SYSTEMS',
    region: true,
    columns: [
      ...raw('STRING', 'OwnerId', 'CreationToken', 'LifeCycleState', 'KmsKeyId'),
      ...['FILE_SYSTEM_ID', 'NAME', 'PERFORMANCE_MODE', 'ENCRYPTED', 'THROUGHPUT_MODE'],
      ['FILE_SYSTEM_ARN', 't.ARN'],
      ['CREATION_TIME', 't.CREATED_AT'],
      ...raw('NUMBER', 'NumberOfMountTargets'),
      ...raw('VARIANT', 'SizeInBytes', 'Tags'),
      ...raw('DOUBLE', 'ProvisionedThroughputInMibps'),
    ],
  }),
  satellite('EFS_DESCRIBE_MOUNT_TARGETS', {
    from: 'AWS_EFS_FILE_SYSTEMS',
    region: true,
    each: 't.MOUNT_TARGETS',
    columns: [
      ['FILE_SYSTEM_ID', 't.FILE_SYSTEM_ID'],
      ...['OwnerId', 'MountTargetId', 'SubnetId', 'LifeCycleState', 'IpAddress', 'NetworkInterfaceId']
        .concat('AvailabilityZoneId', 'AvailabilityZoneName', 'VpcId')
        .flatMap((member) => raw('STRING', member))
        .map(([name, expression]) => [String(name), String(expression).replace('t.RAW', 'e.VALUE')] as const),
    ],
  }),
  satellite('CONFIG_DESCRIBE_CONFIGURATION_RECORDERS', {
    from: 'AWS_CONFIG_RECORDERS',
    region: true,
    columns: [...['NAME', 'ROLE_ARN'], ['RECORDING_GROUP', 't.RAW:ConfigurationRecorder:recordingGroup']],
  }),
  satellite('KMS_LIST_KEYS', {
    from: 'AWS_KMS_KEYS',
    region: true,
    columns: ['KEY_ID', ['KEY_ARN', 't.ARN']],
  }),
  satellite('KMS_GET_KEY_ROTATION_STATUS', {
    from: 'AWS_KMS_KEYS',
    detail: 'Rotation',
    columns: [
      ['KEY_ARN', 't.ARN'],
      ['KEY_ROTATION_ENABLED', 't.ROTATION_ENABLED'],
    ],
  }),
  satellite('S3_LIST_BUCKETS', {
    from: BUCKETS,
    columns: [
      ['BUCKET_NAME', 't.NAME'],
      ['BUCKET_CREATION_DATE', 't.CREATED_AT'],
      ...never('STRING', 'OWNER_DISPLAY_NAME', 'OWNER_ID'),
    ],
  }),
  satellite('S3_GET_BUCKET_ACL', {
    from: BUCKETS,
    each: 't.GRANTS',
    columns: [
      ['BUCKET', 't.NAME'],
      ['GRANTS_GRANTEE', 'TO_JSON(e.VALUE:Grantee)'],
      ['GRANTS_PERMISSION', 'e.VALUE:Permission::STRING'],
      ...never('STRING', 'OWNER_DISPLAY_NAME', 'OWNER_ID'),
    ],
  }),
  satellite('S3_GET_BUCKET_POLICY', {
    from: BUCKETS,
    detail: 'Policy',
    columns: [
      ['BUCKET', 't.NAME'],
      ['POLICY', 'TO_JSON(t.POLICY)'],
      ['POLICY_JSON_PARSED', 't.POLICY'],
    ],
  }),
  satellite('S3_GET_BUCKET_LOGGING', {
    from: BUCKETS,
    detail: 'Logging',
    columns: [
      ['BUCKET', 't.NAME'],
      ['TARGET_BUCKET', 't.LOGGING_BUCKET'],
      ['TARGET_GRANTS', 't.RAW:Logging:TargetGrants'],
      ['TARGET_PREFIX', 't.LOGGING_PREFIX'],
    ],
  }),
  satellite('S3_GET_BUCKET_TAGGING', {
    from: BUCKETS,
    detail: 'Tags',
    columns: [
      ['BUCKET', 't.NAME'],
      ['TAG_SET', 't.RAW:Tags'],
    ],
  }),
  satellite('S3_GET_PUBLIC_ACCESS_BLOCK', {
    from: BUCKETS,
    detail: 'PublicAccessBlock',
    columns: [['BUCKET', 't.NAME'], ...BLOCK],
  }),
  satellite('S3CONTROL_GET_PUBLIC_ACCESS_BLOCK', {
    from: 'AWS_S3_ACCOUNT_PUBLIC_ACCESS_BLOCK',
    columns: BLOCK,
  }),
  satellite('CLOUDTRAIL_DESCRIBE_TRAILS', {
    from: TRAILS,
    columns: [
      ...['NAME', 'SNS_TOPIC_ARN', 'HOME_REGION', 'TRAIL_ARN', 'KMS_KEY_ID'],
      ['S3_BUCKET_NAME', 't.S3_BUCKET'],
      ['S3_KEY_PREFIX', 't.RAW:S3KeyPrefix::STRING'],
      ['SNS_TOPIC_NAME', 't.RAW:SnsTopicName::STRING'],
      ['INCLUDE_GLOBAL_SERVICE_EVENTS', 't.LOGS_GLOBAL_EVENTS'],
      ['IS_MULTI_REGION_TRAIL', 't.IS_MULTI_REGION'],
      ['LOG_FILE_VALIDATION_ENABLED', 't.LOG_FILE_VALIDATION'],
      ['CLOUD_WATCH_LOGS_LOG_GROUP_ARN', 't.LOG_GROUP_ARN'],
      ['CLOUD_WATCH_LOGS_ROLE_ARN', 't.RAW:CloudWatchLogsRoleArn::STRING'],
      ['HAS_CUSTOM_EVENT_SELECTORS', 't.RAW:HasCustomEventSelectors::BOOLEAN'],
      ['HAS_INSIGHT_SELECTORS', 't.HAS_INSIGHTS'],
      ['IS_ORGANIZATION_TRAIL', 't.IS_ORGANIZATION'],
    ],
  }),
  satellite('CLOUDTRAIL_GET_TRAIL_STATUS', {
    from: TRAILS,
    region: true,
    columns: [
      ...['TRAIL_ARN', 'IS_LOGGING'],
      ...raw('STRING', 'LatestDeliveryError', 'LatestNotificationError', 'LatestCloudWatchLogsDeliveryError'),
      ...raw(
        'STRING',
        'LatestDigestDeliveryError',
        'LatestDeliveryAttemptTime',
        'LatestNotificationAttemptTime',
      ),
      ...raw('STRING', 'LatestNotificationAttemptSucceeded', 'LatestDeliveryAttemptSucceeded'),
      ...raw('STRING', 'TimeLoggingStarted', 'TimeLoggingStopped'),
      ['LATEST_DELIVERY_TIME', 't.LAST_DELIVERY_AT::TIMESTAMP_NTZ'],
      ['START_LOGGING_TIME', 't.STARTED_LOGGING_AT::TIMESTAMP_NTZ'],
      ['STOP_LOGGING_TIME', 't.STOPPED_LOGGING_AT::TIMESTAMP_NTZ'],
      ...raw('TIMESTAMP_NTZ', 'LatestNotificationTime', 'LatestCloudWatchLogsDeliveryTime'),
      ...raw('TIMESTAMP_NTZ', 'LatestDigestDeliveryTime'),
    ],
  }),
  satellite('CLOUDTRAIL_GET_EVENT_SELECTORS', {
    from: TRAILS,
    each: 't.EVENT_SELECTORS',
    columns: [
      'TRAIL_ARN',
      ['READ_WRITE_TYPE', 'e.VALUE:ReadWriteType::STRING'],
      ['INCLUDE_MANAGEMENT_EVENTS', 'e.VALUE:IncludeManagementEvents::BOOLEAN'],
      ['DATA_RESOURCES', 'e.VALUE:DataResources'],
      ['EXCLUDE_MANAGEMENT_EVENT_SOURCES', 'e.VALUE:ExcludeManagementEventSources'],
    ],
  }),
];
