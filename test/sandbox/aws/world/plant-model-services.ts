import type { World } from '../contract.ts';
import {
  bareProfile,
  type RolesAnywhereState,
  rolesAnywhereArn,
  rolesAnywhereOf,
} from './iam/roles-anywhere.ts';
import { uuid } from './identifiers.ts';
import type { KmsState } from './kms.ts';
import type { LambdaState } from './lambda.ts';
import type { LogsState } from './logs.ts';
import { accountOf } from './plant.ts';
import type { RamState } from './ram.ts';
import { createRandom } from './random.ts';
import type { RdsState } from './rds.ts';
import type { S3State } from './s3.ts';
import type { EfsState } from './storage/efs.ts';
import { newest } from './times.ts';

/** What the model account has in the model region beside IAM. */
export const modelServices = {
  buckets: 20,
  customerKeys: 10,
  awsKeys: 20,
  functions: 30,
  logGroups: 100,
  databases: 10,
  manualSnapshots: 10,
  automatedSnapshots: 70,
  fileSystems: 10,
  shares: 5,
  trustAnchors: 2,
  profiles: 4,
  revocationLists: 2,
} as const;

/** What the account has of these services in the region is replaced; buckets elsewhere go. */
export function makeModelServices(world: World, accountId: string, region: string): void {
  const account = accountOf(world, accountId);
  account.changeContent<S3State>('s3', ({ buckets, accessPoints }) => {
    buckets.clear();
    accessPoints.length = 0;
    for (let index = 0; index < modelServices.buckets; index += 1) {
      const name = `model-${accountId}-${index}`;
      // As S3 makes buckets: owned as a whole, and blocked.
      const ownership = 'BucketOwnerEnforced';
      const bare = {
        name,
        region,
        createdAt: newest,
        ownership,
        versioning: {},
        grants: [],
        tags: [],
      } as const;
      buckets.set(name, { ...bare, grants: [], tags: [] });
    }
  });
  account.changeContent<LambdaState>(`lambda ${region}`, ({ functions, mappings }) => {
    functions.clear();
    mappings.length = 0;
    for (let index = 0; index < modelServices.functions; index += 1) {
      const FunctionName = `model-${index}`;
      const FunctionArn = `arn:${world.partition}:lambda:${region}:${accountId}:function:${FunctionName}`;
      functions.set(FunctionName, { configuration: { FunctionName, FunctionArn }, urls: [], tags: {} });
    }
  });
  account.changeContent<LogsState>(`logs ${region}`, ({ groups }) => {
    groups.length = 0;
    for (let index = 0; index < modelServices.logGroups; index += 1) {
      const logGroupName = `model-${index}`;
      const logGroupArn = `arn:${world.partition}:logs:${region}:${accountId}:log-group:${logGroupName}`;
      groups.push({ group: { logGroupName, logGroupArn, arn: `${logGroupArn}:*` }, tags: {} });
    }
  });
  makeModelKeys(world, accountId, region);
  makeModelStorage(world, accountId, region);
  makeModelAnchors(world, accountId, region);
}

/** Databases of which most snapshots were made by themselves, file systems with a mount target, and what is shared. */
function makeModelStorage(world: World, accountId: string, region: string): void {
  const account = accountOf(world, accountId);
  const { databases, manualSnapshots, automatedSnapshots, fileSystems, shares } = modelServices;
  const arnOf = (service: string, thing: string) =>
    `arn:${world.partition}:${service}:${region}:${accountId}:${thing}`;
  account.changeContent<RdsState>(`rds ${region}`, (state) => {
    for (const list of Object.values(state)) if (Array.isArray(list)) list.length = 0;
    state.restorers.clear();
    for (const DBInstanceIdentifier of names(databases)) {
      const DBInstanceArn = arnOf('rds', `db:${DBInstanceIdentifier}`);
      state.instances.push({ DBInstanceIdentifier, DBInstanceArn });
    }
    for (const [index, DBSnapshotIdentifier] of names(manualSnapshots + automatedSnapshots).entries()) {
      const SnapshotType = index < manualSnapshots ? 'manual' : 'automated';
      const DBSnapshotArn = arnOf('rds', `snapshot:${DBSnapshotIdentifier}`);
      state.snapshots.push({ DBSnapshotIdentifier, DBSnapshotArn, SnapshotType });
    }
  });
  account.changeContent<EfsState>(`efs ${region}`, ({ fileSystems: byId }) => {
    byId.clear();
    for (const [index, name] of names(fileSystems).entries()) {
      const FileSystemId = `fs-${String(index).padStart(17, '0')}`;
      byId.set(FileSystemId, {
        description: {
          OwnerId: accountId,
          CreationToken: name,
          FileSystemId,
          FileSystemArn: arnOf('elasticfilesystem', `file-system/${FileSystemId}`),
          CreationTime: newest,
          LifeCycleState: 'available',
          NumberOfMountTargets: 1,
          SizeInBytes: { Value: 6_144 },
          PerformanceMode: 'generalPurpose',
          Tags: [],
        },
        mountTargets: [],
      });
    }
  });
  account.changeContent<RamState>(`ram ${region}`, ({ shares: owned, associations }) => {
    owned.length = 0;
    associations.length = 0;
    for (const name of names(shares)) {
      owned.push({ resourceShareArn: arnOf('ram', `resource-share/${name}`), name, status: 'ACTIVE' });
    }
  });
}

/** Trust anchors, profiles and revocation lists, each without tags. */
function makeModelAnchors(world: World, accountId: string, region: string): void {
  const place = { world, account: accountOf(world, accountId), region };
  rolesAnywhereOf(place);
  const common = { Enabled: true, Tags: [] };
  place.account.changeContent<RolesAnywhereState>(`rolesanywhere ${region}`, (state) => {
    for (const kind of [state.trustAnchors, state.profiles, state.crls]) kind.clear();
    const arnOf = (thing: string) => rolesAnywhereArn(place, thing);
    for (const Name of names(modelServices.trustAnchors)) {
      state.trustAnchors.set(Name, {
        ...common,
        Name,
        TrustAnchorId: Name,
        TrustAnchorArn: arnOf(`trust-anchor/${Name}`),
        Source: { SourceType: 'CERTIFICATE_BUNDLE', SourceData: {} },
        NotificationSettings: [],
      });
    }
    for (const name of names(modelServices.profiles)) state.profiles.set(name, bareProfile(place, name));
    for (const Name of names(modelServices.revocationLists)) {
      const TrustAnchorArn = arnOf('trust-anchor/model-0');
      state.crls.set(Name, { ...common, Name, CrlId: Name, TrustAnchorArn, CrlData: '' });
    }
  });
}

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `model-${index}`);
}

/** Copies of a key of the account and of one of AWS. */
function makeModelKeys(world: World, accountId: string, region: string): void {
  const account = accountOf(world, accountId);
  account.changeContent<KmsState>(`kms ${region}`, ({ keys, aliases }) => {
    const random = createRandom(world.seed, accountId, 'model keys');
    const ofAws = [...keys.values()].find(({ metadata }) => metadata.KeyManager === 'AWS');
    if (!ofAws) throw new Error(`${accountId} has no key of AWS in ${region}`);
    keys.clear();
    aliases.length = 0;
    for (let index = 0; index < modelServices.customerKeys + modelServices.awsKeys; index += 1) {
      const isOurs = index < modelServices.customerKeys;
      const KeyId = uuid(random);
      const Arn = `arn:${world.partition}:kms:${region}:${accountId}:key/${KeyId}`;
      const KeyManager = isOurs ? 'CUSTOMER' : 'AWS';
      keys.set(KeyId, { ...ofAws, metadata: { ...ofAws.metadata, KeyId, Arn, KeyManager } });
    }
  });
}
