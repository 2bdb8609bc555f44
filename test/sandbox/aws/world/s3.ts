import type {
  GetBucketVersioningOutput,
  GetBucketWebsiteOutput,
  Grant,
  LifecycleRule,
  LoggingEnabled,
  ObjectLockConfiguration,
  ObjectOwnership,
  PublicAccessBlockConfiguration,
  ReplicationConfiguration,
  ServerSideEncryptionConfiguration,
  Tag,
} from '@aws-sdk/client-s3';
import type { GetAccessPointResult } from '@aws-sdk/client-s3-control';
import type { Touched, TouchedCall } from '../access/touched.ts';
import type { Account, PolicyDocument, World } from '../contract.ts';

import { uuid } from './identifiers.ts';
import { createRandom, type Random } from './random.ts';
import { newest, oldest } from './times.ts';

/** A bucket with all that is configured of it; what is undefined has never been set. */
export interface BucketState {
  readonly name: string;
  readonly region: string;
  readonly createdAt: Date;
  publicAccessBlock?: PublicAccessBlockConfiguration | undefined;
  policy?: PolicyDocument | undefined;
  encryption?: ServerSideEncryptionConfiguration | undefined;
  versioning: GetBucketVersioningOutput;
  logging?: LoggingEnabled | undefined;
  ownership?: ObjectOwnership | undefined;
  grants: Grant[];
  tags: Tag[];
  lifecycle?: LifecycleRule[] | undefined;
  replication?: ReplicationConfiguration | undefined;
  objectLock?: ObjectLockConfiguration | undefined;
  website?: GetBucketWebsiteOutput | undefined;
}

/** An access point with its own policy and block. */
export interface AccessPointState {
  readonly settings: GetAccessPointResult & { readonly Name: string; readonly AccessPointArn: string };
  readonly region: string;
  policy?: PolicyDocument | undefined;
}

/** What an account has of S3. */
export interface S3State {
  publicAccessBlock?: PublicAccessBlockConfiguration | undefined;
  readonly buckets: Map<string, BucketState>;
  readonly accessPoints: AccessPointState[];
}

const kinds = ['logs', 'data', 'assets', 'backup', 'artifacts', 'exports'] as const;
const amounts: Readonly<Record<Account['size'], readonly [number, number]>> = {
  small: [1, 3],
  medium: [3, 8],
  large: [20, 30],
};

/** The account's buckets; edits go through `account.changeContent('s3', …)`. */
export function s3Of({ world, account }: { readonly world: World; readonly account: Account }): S3State {
  return account.content('s3', () => generate(world, account));
}

function generate(world: World, account: Account): S3State {
  const random = createRandom(world.seed, account.id, 's3');
  const hasPlace = world.assetRegions.length > 0;
  const names = Array.from(
    { length: hasPlace ? random.integer(...amounts[account.size]) : 0 },
    (_, index) => {
      const kind = kinds[index % kinds.length] ?? 'data';
      return `${kind}-${account.id}-${index}`;
    },
  );
  const logs = names[0] ?? '';
  const buckets = names.map((name) => bucket(world, account, { name, logs }));
  return {
    publicAccessBlock: random.chance(0.6) ? blocking(random.chance(0.8)) : undefined,
    buckets: new Map(buckets.map((each) => [each.name, each])),
    accessPoints: accessPointsOf(world, account, buckets),
  };
}

function bucket(
  world: World,
  account: Account,
  { name, logs }: { readonly name: string; readonly logs: string },
): BucketState {
  const random = createRandom(world.seed, account.id, 's3', name);
  const region = random.pick(world.assetRegions);
  const createdAt = random.date(oldest, newest);
  const ownership = random.chance(0.8)
    ? random.pick<ObjectOwnership>(['BucketOwnerEnforced', 'BucketOwnerEnforced', 'BucketOwnerPreferred'])
    : undefined;
  return {
    name,
    region,
    createdAt,
    publicAccessBlock: random.chance(0.7) ? blocking(random.chance(0.9)) : undefined,
    policy: policyOf(world, name, random),
    encryption: encryptionOf(world, account, region, random),
    versioning: random.chance(0.5)
      ? { Status: 'Enabled', ...(random.chance(0.3) ? { MFADelete: 'Enabled' } : {}) }
      : {},
    logging:
      random.chance(0.4) && name !== logs ? { TargetBucket: logs, TargetPrefix: `${name}/` } : undefined,
    ownership,
    grants: grantsOf(account, ownership === undefined && random.chance(0.2)),
    tags: random.chance(0.6) ? [{ Key: 'team', Value: random.pick(['data', 'web', 'platform']) }] : [],
    ...settingsOf(world, account, name),
  };
}

/** What few buckets have. */
function settingsOf({ seed, partition }: World, { id }: Account, name: string): Partial<BucketState> {
  const random = createRandom(seed, id, 's3 settings', name);
  return {
    lifecycle: random.chance(0.4)
      ? [{ ID: 'expire', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 90 } }]
      : undefined,
    replication: random.chance(0.2)
      ? {
          Role: `arn:${partition}:iam::${id}:role/replicate`,
          Rules: [
            {
              ID: 'all',
              Status: 'Enabled',
              Destination: { Bucket: `arn:${partition}:s3:::copy-of-${name}` },
            },
          ],
        }
      : undefined,
    objectLock: random.chance(0.2)
      ? {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: random.pick(['GOVERNANCE', 'COMPLIANCE']), Days: 30 } },
        }
      : undefined,
    website: random.chance(0.15) ? { IndexDocument: { Suffix: 'index.html' } } : undefined,
  };
}

/** A door of one bucket in the account, now and then, by the internet or by a VPC alone. */
function accessPointsOf(
  { seed, partition }: World,
  { id }: Account,
  buckets: readonly BucketState[],
): AccessPointState[] {
  const random = createRandom(seed, id, 's3 access points');
  return buckets.slice(0, 2).flatMap(({ name, region }) => {
    if (random.chance(0.4)) return [];
    const Name = `door-${name}`;
    const arn = `arn:${partition}:s3:${region}:${id}:accesspoint/${Name}`;
    const isInside = random.chance(0.4);
    const settings = {
      Name,
      AccessPointArn: arn,
      Alias: `${Name}-s3alias`,
      Bucket: name,
      BucketAccountId: id,
      NetworkOrigin: isInside ? ('VPC' as const) : ('Internet' as const),
      ...(isInside ? { VpcConfiguration: { VpcId: `vpc-0${random.text('0123456789abcdef', 16)}` } } : {}),
      PublicAccessBlockConfiguration: blocking(random.chance(0.8)),
      CreationDate: random.date(oldest, newest),
    };
    const open = {
      Effect: 'Allow' as const,
      Principal: '*' as const,
      Action: 's3:GetObject',
      Resource: `${arn}/object/*`,
    };
    const policy: PolicyDocument = { Version: '2012-10-17', Statement: [open] };
    return [{ settings, region, policy: random.chance(0.4) ? policy : undefined }];
  });
}

function blocking(isOn: boolean): PublicAccessBlockConfiguration {
  return {
    BlockPublicAcls: isOn,
    IgnorePublicAcls: isOn,
    BlockPublicPolicy: isOn,
    RestrictPublicBuckets: isOn,
  };
}

/** Mostly that nothing may be read in the clear, now and then that everybody may read. */
function policyOf({ partition }: World, name: string, random: Random): PolicyDocument | undefined {
  const Resource = [`arn:${partition}:s3:::${name}`, `arn:${partition}:s3:::${name}/*`];
  const draw = random.fraction();
  if (draw < 0.4) return undefined;
  const tls = {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  } as const;
  const world = { Sid: 'World', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource } as const;
  return { Version: '2012-10-17', Statement: draw < 0.85 ? [tls] : [tls, world] };
}

/** Every bucket is encrypted since 2023; the owner chooses the key. */
function encryptionOf(
  { partition }: World,
  { id }: Account,
  region: string,
  random: Random,
): ServerSideEncryptionConfiguration {
  const byKey = random.chance(0.4);
  return {
    Rules: [
      {
        ApplyServerSideEncryptionByDefault: byKey
          ? {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: `arn:${partition}:kms:${region}:${id}:key/${uuid(random)}`,
            }
          : { SSEAlgorithm: 'AES256' },
        BucketKeyEnabled: byKey,
      },
    ],
  };
}

function grantsOf({ id }: Account, isPublic: boolean): Grant[] {
  const owner: Grant = {
    Grantee: { Type: 'CanonicalUser', ID: `owner-of-${id}` },
    Permission: 'FULL_CONTROL',
  };
  const everybody: Grant = {
    Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
    Permission: 'READ',
  };
  return isPublic ? [owner, everybody] : [owner];
}

/** The bucket that a call names, with its own policy: a deny in it holds for its owner, too. */
export function bucketTouched({ world, account, input }: TouchedCall): Touched | undefined {
  if (typeof input.Bucket !== 'string') return undefined;
  const arn = `arn:${world.partition}:s3:::${input.Bucket}`;
  return { arn, policy: s3Of({ world, account }).buckets.get(input.Bucket)?.policy };
}

/** A bucket policy that lets nobody but a role for emergencies near the bucket, its owner's readers not either. */
export function lockBucket(world: World, account: Account, name: string): void {
  account.changeContent<S3State>('s3', ({ buckets }) => {
    const found = buckets.get(name);
    if (!found) throw new Error(`${account.id} has no bucket ${name}`);
    found.policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'BreakGlassOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [`arn:${world.partition}:s3:::${name}`, `arn:${world.partition}:s3:::${name}/*`],
          Condition: {
            StringNotLike: {
              'aws:PrincipalArn': `arn:${world.partition}:iam::${account.id}:role/break-glass`,
            },
          },
        },
      ],
    };
  });
}
