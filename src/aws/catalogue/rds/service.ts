import { service } from '../service.ts';
import { NOTHING } from '../smallest-request.ts';

/** The fewest records that RDS takes for a page. */
const page = { MaxRecords: 20 };

/** RDS, whose lists hold the databases of Aurora, Neptune and DocumentDB as well. AWS publishes no rate for it. */
export const rds = service({
  name: 'rds',
  prefix: 'rds',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-rds'),
  client: 'RDSClient',
  // An instance has a network interface, which shows.
  whenEmpty: 'wait',
  shownByTags: ['rds'],
  requests: {
    DescribeDBClusters: [page],
    DescribeDBClusterSnapshotAttributes: [
      { DBClusterSnapshotIdentifier: NOTHING },
      'DBClusterSnapshotNotFoundFault',
    ],
    DescribeDBClusterSnapshots: [{ ...page, SnapshotType: 'manual' }],
    DescribeDBInstances: [page],
    DescribeDBProxies: [page],
    DescribeDBSnapshotAttributes: [{ DBSnapshotIdentifier: NOTHING }, 'DBSnapshotNotFoundFault'],
    DescribeDBSnapshots: [{ ...page, SnapshotType: 'manual' }],
    DescribeDBSubnetGroups: [page],
    DescribeEventSubscriptions: [page],
  },
  secrets: { MasterUserPassword: 'dropped' },
});
