import type { AliasListEntry, GetKeyRotationStatusResponse, KeyMetadata, Tag } from '@aws-sdk/client-kms';
import type { Touched, TouchedCall } from '../access/touched.ts';
import type { Account, PolicyDocument, World } from '../contract.ts';
import { uuid } from './identifiers.ts';
import { createRandom, type Random } from './random.ts';
import { s3Of } from './s3.ts';
import { newest, oldest } from './times.ts';

/** A key with its own policy. */
export interface KeyState {
  readonly metadata: KeyMetadata & { readonly KeyId: string; readonly Arn: string };
  policy: PolicyDocument;
  /** Undefined where KMS cannot rotate such a key. */
  readonly rotation?: GetKeyRotationStatusResponse | undefined;
  readonly tags: Tag[];
}

/** What an account has of KMS in a region. */
export interface KmsState {
  readonly keys: Map<string, KeyState>;
  readonly aliases: AliasListEntry[];
}

interface Place {
  readonly world: World;
  readonly account: Account;
  readonly region: string;
}

const arnIn = ({ world, account, region }: Place, resource: string) =>
  `arn:${world.partition}:kms:${region}:${account.id}:${resource}`;

/** The account's keys in the region; edits go through `account.changeContent('kms us-east-1', …)`. */
export function kmsOf(place: Place): KmsState {
  return place.account.content(`kms ${place.region}`, () => generate(place));
}

/** Aliases of AWS’s own keys: they are there before the keys are. */
const AWS_ALIASES = ['alias/aws/dynamodb', 'alias/aws/ebs', 'alias/aws/s3'];

function generate(place: Place): KmsState {
  const { world, account, region } = place;
  const aliases = AWS_ALIASES.map((name): AliasListEntry => aliasOf(place, name));
  if (!world.assetRegions.includes(region)) return { keys: new Map(), aliases };
  const random = createRandom(world.seed, account.id, 'kms', region);
  const [, ofEbs] = aliases;
  const ebs = awsKey(place, random);
  if (ofEbs) ofEbs.TargetKeyId = ebs.metadata.KeyId;
  const own = [
    ...keysOfBuckets(place).map((id) => customerKey(place, id, 0)),
    ...Array.from({ length: random.integer(0, 2) }, () =>
      customerKey(place, uuid(random), random.integer(0, KINDS.length - 1)),
    ),
  ];
  for (const [index, { metadata }] of own.entries()) {
    if (random.chance(0.7)) aliases.push(aliasOf(place, `alias/app-${index}`, metadata.KeyId));
  }
  return { keys: new Map([ebs, ...own].map((key) => [key.metadata.KeyId, key])), aliases };
}

function aliasOf(place: Place, name: string, key?: string): AliasListEntry {
  const target = key === undefined ? {} : { TargetKeyId: key, CreationDate: newest, LastUpdatedDate: newest };
  return { AliasName: name, AliasArn: arnIn(place, name), ...target };
}

/** Keys by which the region's buckets are encrypted. */
function keysOfBuckets({ world, account, region }: Place): string[] {
  return [...s3Of({ world, account }).buckets.values()].flatMap((bucket) => {
    const arn = bucket.encryption?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID;
    return bucket.region === region && arn ? [arn.slice(arn.indexOf('/') + 1)] : [];
  });
}

function awsKey(place: Place, random: Random): KeyState {
  return {
    metadata: {
      ...symmetric(place, uuid(random), random),
      KeyManager: 'AWS',
      Description: 'Default key that protects my EBS volumes when no other key is defined',
    },
    policy: readableByAccount(place),
    rotation: { KeyRotationEnabled: true, RotationPeriodInDays: 365 },
    tags: [],
  };
}

/** What makes a customer’s key another than the plain one. */
const KINDS: readonly ((place: Place, random: Random, id: string) => Omit<KeyMetadata, 'KeyId' | 'Arn'>)[] = [
  () => ({}),
  () => ({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY', CustomerMasterKeySpec: 'RSA_2048' }),
  () => ({
    Origin: 'EXTERNAL',
    ValidTo: new Date('2027-06-01T00:00:00Z'),
    ExpirationModel: 'KEY_MATERIAL_EXPIRES',
  }),
  (place, _random, id) => ({
    MultiRegion: true,
    MultiRegionConfiguration: {
      MultiRegionKeyType: 'PRIMARY',
      PrimaryKey: { Arn: arnIn(place, `key/mrk-${id.replaceAll('-', '')}`), Region: place.region },
      ReplicaKeys: [],
    },
  }),
  (_place, random) => ({
    Enabled: false,
    KeyState: 'PendingDeletion',
    DeletionDate: new Date(newest.getTime() + random.integer(7, 30) * 86_400_000),
  }),
];

function customerKey(place: Place, id: string, kind: number): KeyState {
  const random = createRandom(place.world.seed, place.account.id, 'kms', place.region, id);
  const special = KINDS[kind]?.(place, random, id) ?? {};
  const keyId = special.MultiRegion ? `mrk-${id.replaceAll('-', '')}` : id;
  const metadata = { ...symmetric(place, keyId, random), ...special };
  const rotates = metadata.KeySpec === 'SYMMETRIC_DEFAULT' && metadata.Origin === 'AWS_KMS';
  return {
    metadata,
    policy: ownedByAccount(place),
    rotation: rotates ? rotationOf(metadata, random.chance(0.5)) : undefined,
    tags: random.chance(0.5) ? [{ TagKey: 'team', TagValue: random.pick(['data', 'web']) }] : [],
  };
}

function rotationOf(
  { KeyId, KeyState }: KeyMetadata,
  isOn: boolean,
): GetKeyRotationStatusResponse | undefined {
  if (!isOn || KeyState === 'PendingDeletion') return { KeyId, KeyRotationEnabled: false };
  return {
    KeyId,
    KeyRotationEnabled: true,
    RotationPeriodInDays: 365,
    NextRotationDate: new Date('2027-03-01T00:00:00Z'),
  };
}

function symmetric(place: Place, id: string, random: Random) {
  return {
    AWSAccountId: place.account.id,
    KeyId: id,
    Arn: arnIn(place, `key/${id}`),
    CreationDate: random.date(oldest, newest),
    Enabled: true,
    Description: '',
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: 'Enabled',
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: false,
  } satisfies KeyMetadata;
}

/** The default key policy, by which the account’s own policies decide (KMS guide, key-policy-default). */
function ownedByAccount({ world, account }: Place): PolicyDocument {
  return {
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:${world.partition}:iam::${account.id}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  };
}

/** Policies of AWS’s own keys let the account look. */
function readableByAccount(place: Place): PolicyDocument {
  const [statement] = ownedByAccount(place).Statement;
  return {
    Version: '2012-10-17',
    Id: 'auto-ebs-1',
    Statement: [{ ...statement, Effect: 'Allow', Action: ['kms:Describe*', 'kms:Get*', 'kms:List*'] }],
  };
}

/** The key that a call names by its id, ARN or alias. */
export function keyIn(place: Place, name: string): KeyState | undefined {
  const { keys, aliases } = kmsOf(place);
  const alias = aliases.find(({ AliasName, AliasArn }) => AliasName === name || AliasArn === name);
  const id = alias ? (alias.TargetKeyId ?? '') : name.replace(/^arn:.*:key\//, '');
  return keys.get(id);
}

/** That key with its policy, which alone decides who may do what with it. */
export function keyTouched({ world, account, region, input }: TouchedCall): Touched | undefined {
  if (typeof input.KeyId !== 'string') return undefined;
  const place = { world, account, region };
  const key = keyIn(place, input.KeyId);
  const arn = key?.metadata.Arn ?? arnIn(place, `key/${input.KeyId}`);
  return { arn, policy: key?.policy, mustAllow: key !== undefined };
}

/** A key policy that names a role of the application alone, so that its own account sees nothing of the key. */
export function lockKey({ world, account, region }: Place, id: string): void {
  account.changeContent<KmsState>(`kms ${region}`, ({ keys }) => {
    const found = keys.get(id);
    if (!found) throw new Error(`${account.id} has no key ${id} in ${region}`);
    found.policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'ApplicationOnly',
          Effect: 'Allow',
          Principal: { AWS: `arn:${world.partition}:iam::${account.id}:role/application` },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    };
  });
}
