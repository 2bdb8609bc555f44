import type {
  DBCluster,
  DBClusterSnapshot,
  DBInstance,
  DBProxy,
  DBSnapshot,
  DBSubnetGroup,
  Tag,
} from '@aws-sdk/client-rds';
import type { Account, World } from '../contract.ts';
import { resourceId, uuid } from './identifiers.ts';
import { dnsSuffixOf } from './partitions.ts';
import { createRandom, type Random } from './random.ts';
import { newest, oldest, recent } from './times.ts';

/** What an account has of RDS in one region; automated snapshots are among the snapshots. */
export interface RdsState {
  readonly instances: DBInstance[];
  readonly clusters: DBCluster[];
  readonly snapshots: DBSnapshot[];
  readonly clusterSnapshots: DBClusterSnapshot[];
  readonly subnetGroups: DBSubnetGroup[];
  readonly proxies: DBProxy[];
  /** Whom snapshots of either kind are shared with, by ARN: account numbers, or `all`. */
  readonly restorers: Map<string, string[]>;
}

/** Where in the world. */
export interface RdsPlace {
  readonly world: World;
  readonly account: Account;
  readonly region: string;
}

type Amount = readonly [number, number];
const instances: Readonly<Record<Account['size'], Amount>> = { small: [0, 1], medium: [1, 2], large: [3, 5] };
const clusters: Readonly<Record<Account['size'], Amount>> = { small: [0, 0], medium: [0, 1], large: [1, 2] };

/** The databases of a region; edits go through `account.changeContent('rds <region>', …)`. */
export function rdsOf(place: RdsPlace): RdsState {
  return place.account.content(`rds ${place.region}`, () => generate(place));
}

function generate(place: RdsPlace): RdsState {
  const { world, account, region } = place;
  const random = createRandom(world.seed, account.id, region, 'rds');
  const vpc = account.region(region).vpcs.find(({ IsDefault }) => IsDefault !== true);
  const state: RdsState = {
    instances: [],
    clusters: [],
    snapshots: [],
    clusterSnapshots: [],
    subnetGroups: [],
    proxies: [],
    restorers: new Map(),
  };
  if (!vpc) return state;
  const group = subnetGroup(place, vpc.VpcId ?? '');
  const single = Array.from({ length: random.integer(...instances[account.size]) }, (_, index) =>
    instance(place, group, { name: `db-${index}` }),
  );
  const clustered = Array.from({ length: random.integer(...clusters[account.size]) }, (_, index) =>
    cluster(place, group, `cluster-${index}`),
  );
  state.instances.push(...single, ...clustered.flatMap(({ members }) => members));
  state.clusters.push(...clustered.map(({ cluster: each }) => each));
  state.snapshots.push(...single.flatMap((each) => snapshotsOf(place, each)));
  state.clusterSnapshots.push(...state.clusters.flatMap((each) => clusterSnapshotsOf(place, each)));
  if (state.instances.length > 0) state.subnetGroups.push(group);
  if (single.length > 0 && random.chance(0.4)) state.proxies.push(proxy(place, group));
  for (const { DBSnapshotArn = '', SnapshotType } of state.snapshots) {
    if (SnapshotType === 'manual') state.restorers.set(DBSnapshotArn, restorers(random, world));
  }
  for (const { DBClusterSnapshotArn = '', SnapshotType } of state.clusterSnapshots) {
    if (SnapshotType === 'manual') state.restorers.set(DBClusterSnapshotArn, restorers(random, world));
  }
  return state;
}

/** Mostly nobody, now and then an account of the same organization. */
function restorers(random: Random, { accounts }: World): string[] {
  return random.chance(0.3) ? [random.pick([...accounts.keys()])] : [];
}

function arnOf({ world, account, region }: RdsPlace, kind: string, name: string): string {
  return `arn:${world.partition}:rds:${region}:${account.id}:${kind}:${name}`;
}

function keyArn({ world, account, region }: RdsPlace, random: Random): string {
  return `arn:${world.partition}:kms:${region}:${account.id}:key/${uuid(random)}`;
}

function tagsOf(random: Random): Tag[] {
  return random.chance(0.7) ? [{ Key: 'team', Value: random.pick(['data', 'web', 'billing']) }] : [];
}

function subnetGroup(place: RdsPlace, vpcId: string): DBSubnetGroup {
  const subnets = place.account.region(place.region).subnets.filter(({ VpcId }) => VpcId === vpcId);
  return {
    DBSubnetGroupName: 'databases',
    DBSubnetGroupDescription: 'where databases are',
    DBSubnetGroupArn: arnOf(place, 'subgrp', 'databases'),
    VpcId: vpcId,
    SubnetGroupStatus: 'Complete',
    Subnets: subnets.slice(0, 2).map(({ SubnetId, AvailabilityZone }) => ({
      SubnetIdentifier: SubnetId,
      SubnetAvailabilityZone: { Name: AvailabilityZone },
      SubnetStatus: 'Active',
    })),
    SupportedNetworkTypes: ['IPV4'],
  };
}

interface InstanceFacts {
  readonly name: string;
  readonly cluster?: DBCluster;
}

function instance(
  place: RdsPlace,
  group: DBSubnetGroup,
  { name, cluster: owner }: InstanceFacts,
): DBInstance {
  const { world, account, region } = place;
  const random = createRandom(world.seed, account.id, region, 'rds', name);
  const engine = owner?.Engine ?? random.pick(['postgres', 'mysql', 'mariadb']);
  const port = engine.includes('postgres') ? 5432 : engine === 'docdb' ? 27_017 : 3306;
  const encrypted = owner?.StorageEncrypted ?? random.chance(0.7);
  const KmsKeyId = owner?.KmsKeyId ?? keyArn(place, random);
  const isManaged = owner === undefined && random.chance(0.4);
  return {
    DBInstanceIdentifier: name,
    DBInstanceArn: arnOf(place, 'db', name),
    DbiResourceId: `db-${random.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 26)}`,
    DBInstanceClass: random.pick(['db.t4g.medium', 'db.r6g.large']),
    DBInstanceStatus: 'available',
    Engine: engine,
    EngineVersion: owner?.EngineVersion ?? random.pick(['15.7', '8.0.39', '16.3']),
    ...(owner ? { DBClusterIdentifier: owner.DBClusterIdentifier, PromotionTier: 1 } : {}),
    MasterUsername: random.pick(['admin', 'postgres', 'dbowner']),
    ...(isManaged
      ? {
          MasterUserSecret: {
            SecretArn: `arn:${world.partition}:secretsmanager:${region}:${account.id}:secret:rds!db-${uuid(random)}`,
            SecretStatus: 'active',
            KmsKeyId,
          },
        }
      : {}),
    Endpoint: {
      Address: `${name}.${random.text('abcdefghij0123456789', 12)}.${region}.rds.${dnsSuffixOf(world.partition)}`,
      Port: port,
      HostedZoneId: 'Z2R2ITUGPM61AM',
    },
    AllocatedStorage: random.pick([20, 100, 500]),
    StorageType: owner ? 'aurora' : 'gp3',
    InstanceCreateTime: random.date(oldest, newest),
    LatestRestorableTime: random.date(recent, newest),
    BackupRetentionPeriod: owner?.BackupRetentionPeriod ?? random.pick([0, 7, 30]),
    VpcSecurityGroups: [{ VpcSecurityGroupId: resourceId(random, 'sg'), Status: 'active' }],
    DBSecurityGroups: [],
    DBParameterGroups: [{ DBParameterGroupName: `default.${engine}`, ParameterApplyStatus: 'in-sync' }],
    DBSubnetGroup: group,
    AvailabilityZone: group.Subnets?.[0]?.SubnetAvailabilityZone?.Name,
    PendingModifiedValues: random.chance(0.2) ? { MasterUserPassword: '****' } : {},
    MultiAZ: owner === undefined && random.chance(0.4),
    AutoMinorVersionUpgrade: random.chance(0.8),
    PubliclyAccessible: random.chance(0.2),
    StorageEncrypted: encrypted,
    ...(encrypted ? { KmsKeyId } : {}),
    CACertificateIdentifier: random.pick(['rds-ca-rsa2048-g1', 'rds-ca-rsa4096-g1']),
    CopyTagsToSnapshot: random.chance(0.5),
    MonitoringInterval: random.pick([0, 60]),
    IAMDatabaseAuthenticationEnabled: random.chance(0.3),
    PerformanceInsightsEnabled: random.chance(0.5),
    EnabledCloudwatchLogsExports: random.chance(0.5) ? ['error'] : [],
    DeletionProtection: random.chance(0.5),
    TagList: tagsOf(random),
  };
}

function cluster(
  place: RdsPlace,
  group: DBSubnetGroup,
  name: string,
): { readonly cluster: DBCluster; readonly members: DBInstance[] } {
  const { world, account, region } = place;
  const random = createRandom(world.seed, account.id, region, 'rds', name);
  const engine = random.pick(['aurora-postgresql', 'aurora-mysql', 'neptune', 'docdb']);
  const encrypted = random.chance(0.8);
  const host = `${random.text('abcdefghij0123456789', 12)}.${region}.rds.${dnsSuffixOf(world.partition)}`;
  const made: DBCluster = {
    DBClusterIdentifier: name,
    DBClusterArn: arnOf(place, 'cluster', name),
    DbClusterResourceId: `cluster-${random.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 26)}`,
    Status: 'available',
    Engine: engine,
    EngineVersion: random.pick(['15.4', '8.0.mysql_aurora.3.05.2', '1.3.1.0', '5.0.0']),
    EngineMode: 'provisioned',
    PubliclyAccessible: false,
    MultiAZ: random.chance(0.5),
    Endpoint: `${name}.cluster-${host}`,
    ReaderEndpoint: `${name}.cluster-ro-${host}`,
    Port: engine === 'docdb' ? 27_017 : 5432,
    MasterUsername: 'clusteradmin',
    MasterUserSecret: {
      SecretArn: `arn:${world.partition}:secretsmanager:${region}:${account.id}:secret:rds!cluster-${uuid(random)}`,
      SecretStatus: 'active',
    },
    StorageEncrypted: encrypted,
    ...(encrypted ? { KmsKeyId: keyArn(place, random) } : {}),
    IAMDatabaseAuthenticationEnabled: random.chance(0.4),
    AutoMinorVersionUpgrade: random.chance(0.8),
    DeletionProtection: random.chance(0.6),
    BackupRetentionPeriod: random.pick([1, 7, 35]),
    CopyTagsToSnapshot: random.chance(0.5),
    BacktrackWindow: engine === 'aurora-mysql' ? 86_400 : 0,
    HttpEndpointEnabled: random.chance(0.2),
    EarliestRestorableTime: random.date(recent, newest),
    LatestRestorableTime: random.date(recent, newest),
    DBSubnetGroup: group.DBSubnetGroupName,
    DBClusterParameterGroup: `default.${engine}`,
    VpcSecurityGroups: [{ VpcSecurityGroupId: resourceId(random, 'sg'), Status: 'active' }],
    EnabledCloudwatchLogsExports: random.chance(0.5) ? ['audit'] : [],
    ActivityStreamStatus: random.pick(['stopped', 'stopped', 'started']),
    ClusterCreateTime: random.date(oldest, newest),
    TagList: tagsOf(random),
  };
  const members = [0, 1].map((index) => instance(place, group, { name: `${name}-${index}`, cluster: made }));
  const cluster = {
    ...made,
    DBClusterMembers: members.map(({ DBInstanceIdentifier }, index) => ({
      DBInstanceIdentifier,
      IsClusterWriter: index === 0,
      DBClusterParameterGroupStatus: 'in-sync',
      PromotionTier: 1,
    })),
  };
  return { cluster, members };
}

const kinds = ['manual', 'automated'] as const;

/** One that a person made, and one that RDS did. */
function snapshotsOf(place: RdsPlace, instance: DBInstance): DBSnapshot[] {
  const { DBInstanceIdentifier: name = '' } = instance;
  return kinds.map((SnapshotType) => {
    const id = SnapshotType === 'manual' ? `${name}-before-upgrade` : `rds:${name}-2026-10-31-03-04`;
    const random = createRandom(place.world.seed, place.account.id, place.region, 'rds', id);
    return {
      DBSnapshotIdentifier: id,
      DBSnapshotArn: arnOf(place, 'snapshot', id),
      DBInstanceIdentifier: name,
      DbiResourceId: instance.DbiResourceId,
      SnapshotType,
      Status: 'available',
      PercentProgress: 100,
      Engine: instance.Engine,
      EngineVersion: instance.EngineVersion,
      AllocatedStorage: instance.AllocatedStorage,
      Encrypted: instance.StorageEncrypted,
      ...(instance.KmsKeyId === undefined ? {} : { KmsKeyId: instance.KmsKeyId }),
      IAMDatabaseAuthenticationEnabled: instance.IAMDatabaseAuthenticationEnabled,
      VpcId: instance.DBSubnetGroup?.VpcId,
      MasterUsername: instance.MasterUsername,
      SnapshotCreateTime: random.date(instance.InstanceCreateTime ?? oldest, newest),
      InstanceCreateTime: instance.InstanceCreateTime,
      TagList: tagsOf(random),
    };
  });
}

function clusterSnapshotsOf(place: RdsPlace, cluster: DBCluster): DBClusterSnapshot[] {
  const { DBClusterIdentifier: name = '' } = cluster;
  const { vpcs } = place.account.region(place.region);
  return kinds.map((SnapshotType) => {
    const id = SnapshotType === 'manual' ? `${name}-before-upgrade` : `rds:${name}-2026-10-31-03-04`;
    const random = createRandom(place.world.seed, place.account.id, place.region, 'rds', id);
    return {
      DBClusterSnapshotIdentifier: id,
      DBClusterSnapshotArn: arnOf(place, 'cluster-snapshot', id),
      DBClusterIdentifier: name,
      SnapshotType,
      Status: 'available',
      PercentProgress: 100,
      Engine: cluster.Engine,
      EngineVersion: cluster.EngineVersion,
      AllocatedStorage: random.pick([0, 100]),
      StorageEncrypted: cluster.StorageEncrypted,
      ...(cluster.KmsKeyId === undefined ? {} : { KmsKeyId: cluster.KmsKeyId }),
      IAMDatabaseAuthenticationEnabled: cluster.IAMDatabaseAuthenticationEnabled,
      VpcId: vpcs.find(({ IsDefault }) => IsDefault !== true)?.VpcId,
      MasterUsername: cluster.MasterUsername,
      SnapshotCreateTime: random.date(cluster.ClusterCreateTime ?? oldest, newest),
      TagList: tagsOf(random),
    };
  });
}

function proxy(place: RdsPlace, group: DBSubnetGroup): DBProxy {
  const { world, account, region } = place;
  const random = createRandom(world.seed, account.id, region, 'rds', 'proxy');
  const created = random.date(oldest, newest);
  return {
    DBProxyName: 'pool',
    DBProxyArn: arnOf(place, 'db-proxy', `prx-${random.text('0123456789abcdef', 17)}`),
    Status: 'available',
    EngineFamily: 'POSTGRESQL',
    VpcId: group.VpcId,
    VpcSecurityGroupIds: [resourceId(random, 'sg')],
    VpcSubnetIds: group.Subnets?.map(({ SubnetIdentifier = '' }) => SubnetIdentifier),
    Auth: [
      {
        AuthScheme: 'SECRETS',
        SecretArn: `arn:${world.partition}:secretsmanager:${region}:${account.id}:secret:pool`,
        IAMAuth: random.pick(['DISABLED', 'REQUIRED']),
      },
    ],
    RoleArn: `arn:${world.partition}:iam::${account.id}:role/pool`,
    Endpoint: `pool.proxy-${random.text('abcdefghij0123456789', 12)}.${region}.rds.${dnsSuffixOf(world.partition)}`,
    RequireTLS: random.chance(0.6),
    IdleClientTimeout: 1800,
    DebugLogging: random.chance(0.2),
    CreatedDate: created,
    UpdatedDate: created,
  };
}

/** Shares a snapshot of either kind, by its name; with `all`, everybody may restore it. */
export function shareSnapshot(place: RdsPlace, name: string, accounts: readonly string[]): void {
  place.account.changeContent<RdsState>(`rds ${place.region}`, ({ restorers: shared }) => {
    const arn = [...shared.keys()].find((each) => each.endsWith(`:${name}`));
    if (arn === undefined) throw new Error(`${place.account.id} has no snapshot ${name} in ${place.region}`);
    shared.set(arn, [...accounts]);
  });
}
