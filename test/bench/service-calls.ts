import type { Collector } from '../../src/aws/catalogue/entry.ts';
import { catalogue } from '../../src/aws/catalogue/index.ts';
import { modelServices } from '../sandbox/aws/world/plant-model-services.ts';

/** What one service costs: its things, the calls that were counted for them, and those of the plain walk. */
export interface ServiceCalls {
  readonly things: string;
  readonly calls: number;
  /** The most that one thing cost, lists left out. */
  readonly perThing: string;
  /** A list, and every read of a thing asked for each of them. */
  readonly plainWalk: number;
}

type Counts = Readonly<Record<string, number>>;

/** By the counts of the model account, `kms:DescribeKey` and the like. */
export function serviceCalls(counted: Counts): Readonly<Record<string, ServiceCalls>> {
  const { buckets, customerKeys, awsKeys, functions, logGroups } = modelServices;
  const { databases, manualSnapshots, automatedSnapshots, fileSystems, shares } = modelServices;
  const anchored = modelServices.trustAnchors + modelServices.profiles + modelServices.revocationLists;
  const sum = (service: string, which: RegExp) =>
    Object.entries(counted)
      .filter(([action]) => action.startsWith(`${service}:`) && which.test(action))
      .reduce((total, [, calls]) => total + calls, 0);
  const each = (calls: number, things: number) => String(Math.round((100 * calls) / things) / 100);
  const ofBuckets = sum('s3', /:Get(?:Bucket|PublicAccessBlock)/) - 1;
  const ofCustomerKeys = sum('kms', /:Describe/) - awsKeys + sum('kms', /:GetKey(?:Policy|RotationStatus)/);
  return {
    S3: {
      things: `${buckets} buckets`,
      calls: sum('s3', /./),
      perThing: `${each(ofBuckets, buckets)} a bucket`,
      plainWalk: walk('s3.buckets', 's3.bucket_settings')(buckets),
    },
    KMS: {
      things: `${customerKeys} keys of customers, ${awsKeys} of AWS`,
      calls: sum('kms', /./),
      perThing: `${each(ofCustomerKeys, customerKeys)} a key of a customer, 1 of AWS`,
      plainWalk: walk('kms.keys')(customerKeys + awsKeys),
    },
    Lambda: {
      things: `${functions} functions`,
      calls: sum('lambda', /./),
      perThing: `${each(sum('lambda', /:(?:GetPolicy|ListFunctionUrlConfigs)/), functions)} a function`,
      plainWalk: walk('lambda.functions')(functions),
    },
    Logs: {
      things: `${logGroups} log groups`,
      calls: sum('logs', /./),
      perThing: '0 a log group',
      // Metric filters and tags are of groups, too.
      plainWalk: Math.ceil(logGroups / 50) + 2 * logGroups + 1,
    },
    RDS: {
      things: `${databases} databases, ${manualSnapshots + automatedSnapshots} snapshots`,
      calls: sum('rds', /./),
      perThing: `${each(sum('rds', /Attributes$/), manualSnapshots)} a manual snapshot, 0 an automated one`,
      // Its other lists tell all.
      plainWalk: 6 + walk('rds.snapshots')(manualSnapshots + automatedSnapshots),
    },
    EFS: {
      things: `${fileSystems} file systems`,
      calls: sum('elasticfilesystem', /./),
      perThing: `${each(sum('elasticfilesystem', /:Describe(?:FileSystemPolicy|BackupPolicy|MountTargets)/), fileSystems)} a file system`,
      // Access points are of file systems, too.
      plainWalk: walk('efs.file_systems')(fileSystems) + fileSystems,
    },
    RAM: {
      things: `${shares} shares`,
      calls: sum('ram', /./),
      perThing: '0 a share',
      // With whom and what, asked for by the share.
      plainWalk: 1 + 2 * shares,
    },
    'Roles Anywhere': {
      things: `${anchored} things of three kinds`,
      calls: sum('cloudcontrolapi', /./),
      perThing: `${each(sum('cloudcontrolapi', /:GetResource$/), anchored)} a thing, tags included`,
      // A list of each kind; each thing, and its tags.
      plainWalk: 3 + 2 * anchored,
    },
  };
}

/** One list, and each read of the collectors asked for every thing; what is tagged asked by thing as well. */
function walk(...names: readonly string[]): (things: number) => number {
  const reads = names.flatMap((name) => readsOf(catalogue.find((collector) => collector.name === name)));
  return (things) => 1 + new Set(reads).size * things;
}

function readsOf(collector: Collector | undefined): readonly string[] {
  if (!collector) throw new Error('the bench names a collector that there is not');
  return collector.tables.flatMap(({ details = [] }) => details);
}
