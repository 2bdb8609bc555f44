import * as sdk from '@aws-sdk/client-rds';
import { AwsError, type Operation, type OperationCall } from '../contract.ts';
import { pageOf } from '../page-token.ts';
import { SandboxDefect } from '../wire/protocol.ts';
import { type RdsState, rdsOf } from '../world/rds.ts';
import { modelled } from './modelled.ts';
import { typed } from './typed.ts';

const FEWEST = 20;
const MOST = 100;

/** What RDS answers, by operation. */
export const rdsOperations: Readonly<Record<string, Operation>> = {
  DescribeDBInstances: listOf('DBInstances', ({ instances }) => instances),
  DescribeDBClusters: listOf('DBClusters', ({ clusters }) => clusters),
  DescribeDBSubnetGroups: listOf('DBSubnetGroups', ({ subnetGroups }) => subnetGroups),
  DescribeDBProxies: listOf('DBProxies', ({ proxies }) => proxies),
  DescribeDBSnapshots: listOf('DBSnapshots', ({ snapshots }, { SnapshotType }) =>
    ofType(snapshots, SnapshotType),
  ),
  DescribeDBClusterSnapshots: listOf('DBClusterSnapshots', ({ clusterSnapshots }, { SnapshotType }) =>
    ofType(clusterSnapshots, SnapshotType),
  ),
  DescribeDBSnapshotAttributes: typed<
    sdk.DescribeDBSnapshotAttributesMessage,
    sdk.DescribeDBSnapshotAttributesResult
  >((call) => {
    const { DBSnapshotIdentifier: name } = call.input;
    const { snapshots, restorers } = rdsOf(call);
    const found = snapshots.find(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier === name);
    if (!found) throw new AwsError('DBSnapshotNotFound', `DBSnapshot ${name} not found.`, 404);
    return {
      DBSnapshotAttributesResult: {
        DBSnapshotIdentifier: name,
        DBSnapshotAttributes: restoreAttribute(restorers.get(found.DBSnapshotArn ?? '')),
      },
    };
  }),
  DescribeDBClusterSnapshotAttributes: typed<
    sdk.DescribeDBClusterSnapshotAttributesMessage,
    sdk.DescribeDBClusterSnapshotAttributesResult
  >((call) => {
    const { DBClusterSnapshotIdentifier: name } = call.input;
    const { clusterSnapshots, restorers } = rdsOf(call);
    const found = clusterSnapshots.find(
      ({ DBClusterSnapshotIdentifier }) => DBClusterSnapshotIdentifier === name,
    );
    if (!found) {
      throw new AwsError('DBClusterSnapshotNotFoundFault', `DBClusterSnapshot ${name} not found.`, 404);
    }
    return {
      DBClusterSnapshotAttributesResult: {
        DBClusterSnapshotIdentifier: name,
        DBClusterSnapshotAttributes: restoreAttribute(restorers.get(found.DBClusterSnapshotArn ?? '')),
      },
    };
  }),
  ...modelled(sdk, 'DescribeEventSubscriptions', 'EventSubscriptionsList', {
    service: 'rds',
    fewest: FEWEST,
    most: MOST,
    invalid: 'InvalidParameterValue',
  }),
};

interface RecordsRequest {
  readonly MaxRecords?: number;
  readonly Marker?: string;
  readonly SnapshotType?: string;
}

/** A list of one kind, 20 to 100 a page. */
function listOf<Item>(
  member: string,
  itemsOf: (state: RdsState, input: RecordsRequest) => readonly Item[],
): Operation {
  return (call: OperationCall) => {
    const { MaxRecords = MOST, Marker, SnapshotType, ...others } = call.input as RecordsRequest;
    const strange = Object.entries(others).filter(([, value]) => value !== undefined);
    if (strange.length > 0) throw new SandboxDefect(`${member} cannot be asked for ${strange.join(' ')} yet`);
    if (MaxRecords < FEWEST || MaxRecords > MOST) {
      throw new AwsError(
        'InvalidParameterValue',
        `Invalid value ${MaxRecords} for MaxRecords. Must be between ${FEWEST} and ${MOST}`,
      );
    }
    const { items, nextToken } = pageOf(call, {
      list: [member, call.region, SnapshotType ?? ''].join(' '),
      items: itemsOf(rdsOf(call), SnapshotType === undefined ? {} : { SnapshotType }),
      size: MaxRecords,
      token: Marker,
      invalidToken: () => new AwsError('InvalidParameterValue', 'The request Marker is not valid.'),
    });
    return { [member]: [...items], ...(nextToken === undefined ? {} : { Marker: nextToken }) };
  };
}

/** Without a type, those that people made and those that RDS did (API reference of DescribeDBSnapshots). */
function ofType<Item extends { readonly SnapshotType?: string | undefined }>(
  snapshots: readonly Item[],
  type: string | undefined,
): readonly Item[] {
  if (type === undefined) return snapshots;
  if (type === 'manual' || type === 'automated') {
    return snapshots.filter(({ SnapshotType }) => SnapshotType === type);
  }
  throw new SandboxDefect(`snapshots of type ${type} are not modelled`);
}

function restoreAttribute(accounts: readonly string[] = []): sdk.DBSnapshotAttribute[] {
  return [{ AttributeName: 'restore', AttributeValues: [...accounts] }];
}
