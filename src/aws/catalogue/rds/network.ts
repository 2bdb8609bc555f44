import { rds } from './service.ts';

const pageSize = 100;

export const subnetGroups = rds.operation('subnet_groups', 'DescribeDBSubnetGroups', {
  doc: 'Subnet groups: where in a VPC databases may be.',
  pageSize,
  tables: {
    SUBNET_GROUPS: {
      doc: 'Subnet groups of databases, one row each.',
      rows: 'DBSubnetGroups',
      key: 'DBSubnetGroupArn',
      columns: {
        ARN: ['STRING', 'DBSubnetGroupArn', 'Subnet group ARN.'],
        NAME: ['STRING', 'DBSubnetGroupName', 'Name, unique in the region.'],
        DESCRIPTION: ['STRING', 'DBSubnetGroupDescription', 'What its maker wrote.'],
        STATUS: ['STRING', 'SubnetGroupStatus', 'Complete where it can be used.'],
        VPC_ID: ['STRING', 'VpcId', 'VPC.'],
        SUBNETS: ['VARIANT', 'Subnets', 'Subnets with zone and status.'],
      },
    },
  },
});

export const eventSubscriptions = rds.operation('event_subscriptions', 'DescribeEventSubscriptions', {
  doc: 'Which events of databases go to which topic.',
  pageSize,
  tables: {
    EVENT_SUBSCRIPTIONS: {
      doc: 'Event subscriptions of RDS, one row each.',
      rows: 'EventSubscriptionsList',
      key: 'EventSubscriptionArn',
      columns: {
        ARN: ['STRING', 'EventSubscriptionArn', 'Subscription ARN.'],
        NAME: ['STRING', 'CustSubscriptionId', 'Name, unique in the region.'],
        IS_ENABLED: ['BOOLEAN', 'Enabled', 'Whether events are sent.'],
        STATUS: ['STRING', 'Status', 'active, or why nothing can be sent, such as topic-not-exist.'],
        TOPIC_ARN: ['STRING', 'SnsTopicArn', 'Topic that events go to.'],
        SOURCE_TYPE: [
          'STRING',
          'SourceType',
          'db-instance, db-cluster, db-snapshot and so on; NULL for events of all of them.',
        ],
        SOURCE_NAMES: ['VARIANT', 'SourceIdsList', 'Names of those whose events are sent; NULL for all.'],
        EVENT_CATEGORIES: ['VARIANT', 'EventCategoriesList', 'Categories that are sent; NULL for all.'],
      },
    },
  },
});

export const proxies = rds.operation('proxies', 'DescribeDBProxies', {
  doc: 'Proxies before databases, with how one signs in to them.',
  pageSize,
  tables: {
    PROXIES: {
      doc: 'Proxies before databases, one row each.',
      rows: 'DBProxies',
      key: 'DBProxyArn',
      columns: {
        ARN: ['STRING', 'DBProxyArn', 'Proxy ARN.'],
        NAME: ['STRING', 'DBProxyName', 'Name, unique in the region.'],
        STATUS: ['STRING', 'Status', 'Such as available.'],
        ENGINE_FAMILY: ['STRING', 'EngineFamily', 'MYSQL, POSTGRESQL or SQLSERVER.'],
        REQUIRES_TLS: ['BOOLEAN', 'RequireTLS', 'Whether clients must use TLS.'],
        DEBUG_LOGGING: ['BOOLEAN', 'DebugLogging', 'Whether SQL statements go into its logs.'],
        AUTH: ['VARIANT', 'Auth', 'How one signs in: secrets by ARN, and whether by IAM.'],
        ROLE_ARN: ['STRING', 'RoleArn', 'Role by which it reads secrets.'],
        ENDPOINT: ['STRING', 'Endpoint', 'DNS name.'],
        VPC_ID: ['STRING', 'VpcId', 'VPC.'],
        SECURITY_GROUPS: ['VARIANT', 'VpcSecurityGroupIds', 'Ids of its security groups.'],
        SUBNETS: ['VARIANT', 'VpcSubnetIds', 'Ids of its subnets.'],
        CREATED_AT: ['TIMESTAMP_LTZ', 'CreatedDate', 'When it was made.'],
      },
    },
  },
});
