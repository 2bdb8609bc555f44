import type {
  EventSourceMappingConfiguration,
  FunctionConfiguration,
  FunctionUrlConfig,
  Runtime,
} from '@aws-sdk/client-lambda';
import type { Touched, TouchedCall } from '../access/touched.ts';
import type { Account, PolicyDocument, World } from '../contract.ts';
import { uuid } from './identifiers.ts';
import { createRandom, type Random } from './random.ts';
import { newest, oldest } from './times.ts';

/** A function with what is asked of it one by one. */
export interface FunctionState {
  readonly configuration: FunctionConfiguration & {
    readonly FunctionName: string;
    readonly FunctionArn: string;
  };
  /** Its own URL first, then those of aliases. */
  urls: FunctionUrlConfig[];
  policy?: PolicyDocument | undefined;
  tags: Readonly<Record<string, string>>;
}

/** What an account has of Lambda in a region. */
export interface LambdaState {
  readonly functions: Map<string, FunctionState>;
  readonly mappings: EventSourceMappingConfiguration[];
}

interface Place {
  readonly world: World;
  readonly account: Account;
  readonly region: string;
}

/** A value that stands in environments, and must never stand anywhere else. */
export const SECRET_VALUE = 'hunter2-in-the-environment';

/** The account's functions in the region; edits go through `account.changeContent('lambda us-east-1', …)`. */
export function lambdaOf(place: Place): LambdaState {
  return place.account.content(`lambda ${place.region}`, () => generate(place));
}

const RUNTIMES: readonly Runtime[] = ['nodejs22.x', 'python3.13', 'nodejs16.x'];

function generate(place: Place): LambdaState {
  const { world, account, region } = place;
  if (!world.assetRegions.includes(region)) return { functions: new Map(), mappings: [] };
  const count = createRandom(world.seed, account.id, 'lambda', region).integer(0, 3);
  const names = ['orders', 'thumbnails', 'webhook'].slice(0, count);
  const functions = names.map((name) => functionIn(place, name));
  return {
    functions: new Map(functions.map((each) => [each.configuration.FunctionName, each])),
    mappings: functions.slice(0, 1).flatMap((each) => mappingsOf(place, each)),
  };
}

function functionIn(place: Place, name: string): FunctionState {
  const { world, account, region } = place;
  const random = createRandom(world.seed, account.id, 'lambda', region, name);
  const arn = functionArn(place, name);
  const configuration = configurationOf(place, name, random);
  const isOpen = random.chance(0.3);
  return {
    configuration,
    urls: name === 'webhook' && offersUrls(region) ? [urlOf(arn, random, isOpen ? 'NONE' : 'AWS_IAM')] : [],
    policy: random.chance(0.5) ? policyOf(place, arn, isOpen) : undefined,
    tags: random.chance(0.5) ? { team: random.pick(['data', 'web']) } : {},
  };
}

function configurationOf(place: Place, name: string, random: Random): FunctionState['configuration'] {
  const { world, account, region } = place;
  const arn = (service: string, resource: string) =>
    `arn:${world.partition}:${service}:${region}:${account.id}:${resource}`;
  const isImage = random.chance(0.15);
  const isInside = random.chance(0.4);
  const [vpc] = account.region(region).vpcs;
  const group = account.region(region).securityGroups.find(({ VpcId }) => VpcId === vpc?.VpcId);
  return {
    FunctionName: name,
    FunctionArn: functionArn(place, name),
    Version: '$LATEST',
    Role: `arn:${world.partition}:iam::${account.id}:role/lambda-${name}`,
    ...(isImage
      ? { PackageType: 'Image' }
      : { PackageType: 'Zip', Runtime: random.pick(RUNTIMES), Handler: 'index.handler' }),
    CodeSize: random.integer(400, 90_000),
    CodeSha256: `${random.text('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 43)}=`,
    Description: `Handles ${name}`,
    Timeout: random.pick([3, 30, 900]),
    MemorySize: random.pick([128, 512, 1024]),
    LastModified: random.date(oldest, newest).toISOString().replace('Z', '+0000'),
    Architectures: [random.pick(['x86_64', 'arm64'])],
    TracingConfig: { Mode: random.pick(['Active', 'PassThrough']) },
    EphemeralStorage: { Size: 512 },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` },
    VpcConfig: isInside
      ? {
          VpcId: vpc?.VpcId,
          SubnetIds: account
            .region(region)
            .subnets.filter(({ VpcId }) => VpcId === vpc?.VpcId)
            .flatMap(({ SubnetId }) => SubnetId ?? []),
          SecurityGroupIds: group?.GroupId ? [group.GroupId] : [],
          Ipv6AllowedForDualStack: false,
        }
      : { VpcId: '', SubnetIds: [], SecurityGroupIds: [] },
    ...(random.chance(0.6)
      ? { Environment: { Variables: { STAGE: 'prod', DB_PASSWORD: SECRET_VALUE } } }
      : {}),
    ...(random.chance(0.3) ? { KMSKeyArn: arn('kms', `key/${uuid(random)}`) } : {}),
    ...(random.chance(0.3) ? { DeadLetterConfig: { TargetArn: arn('sqs', `${name}-dead`) } } : {}),
    ...(random.chance(0.3) ? { Layers: [{ Arn: arn('lambda', 'layer:common:3'), CodeSize: 1_024 }] } : {}),
    ...(random.chance(0.2)
      ? { SigningProfileVersionArn: arn('signer', '/signing-profiles/release/abcdef1234') }
      : {}),
  };
}

function urlOf(arn: string, random: Random, AuthType: 'NONE' | 'AWS_IAM'): FunctionUrlConfig {
  const region = arn.split(':')[3];
  const at = random.date(oldest, newest).toISOString();
  return {
    FunctionArn: arn,
    FunctionUrl: `https://${random.text('abcdefghijklmnopqrstuvwxyz234567', 32)}.lambda-url.${region}.on.aws/`,
    AuthType,
    CreationTime: at,
    LastModifiedTime: at,
    InvokeMode: 'BUFFERED',
    Cors: { AllowOrigins: ['*'], AllowMethods: ['GET'] },
  };
}

/** That a service may call the function, and now and then that everybody may. */
function policyOf({ account }: Place, arn: string, isOpen: boolean): PolicyDocument {
  const Resource = arn;
  return {
    Version: '2012-10-17',
    Id: 'default',
    Statement: [
      {
        Sid: 'FromBucket',
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource,
        Condition: { StringEquals: { 'aws:SourceAccount': account.id } },
      },
      ...(isOpen
        ? [
            {
              Sid: 'FunctionURLAllowPublicAccess',
              Effect: 'Allow' as const,
              Principal: '*' as const,
              Action: 'lambda:InvokeFunctionUrl',
              Resource,
              Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } },
            },
          ]
        : []),
    ],
  };
}

function mappingsOf(place: Place, { configuration }: FunctionState): EventSourceMappingConfiguration[] {
  const { world, account, region } = place;
  const random = createRandom(world.seed, account.id, 'lambda', region, 'mappings');
  const arn = (service: string, resource: string) =>
    `arn:${world.partition}:${service}:${region}:${account.id}:${resource}`;
  const isStream = random.chance(0.5);
  const id = uuid(random);
  return [
    {
      UUID: id,
      EventSourceMappingArn: arn('lambda', `event-source-mapping:${id}`),
      FunctionArn: configuration.FunctionArn,
      State: random.pick(['Enabled', 'Disabled']),
      StateTransitionReason: 'USER_INITIATED',
      LastModified: random.date(oldest, newest),
      LastProcessingResult: random.pick(['OK', 'No records processed']),
      ...(isStream
        ? {
            EventSourceArn: arn('kinesis', 'stream/clicks'),
            StartingPosition: 'LATEST',
            BatchSize: 100,
            MaximumRetryAttempts: -1,
            DestinationConfig: { OnFailure: { Destination: arn('sqs', 'clicks-failed') } },
          }
        : { EventSourceArn: arn('sqs', 'orders'), BatchSize: 10 }),
    },
  ];
}

function functionArn({ world, account, region }: Place, name: string): string {
  return `arn:${world.partition}:lambda:${region}:${account.id}:function:${name}`;
}

/** Regions without function URLs (Lambda guide, urls-configuration; GovCloud guide, govcloud-lambda). */
const WITHOUT_URLS =
  /^(?:us-gov-|cn-|ap-south-2|ap-southeast-[4-7]|ap-east-2|ca-west-1|eu-south-2|eu-central-2|il-central-1|me-central-1|mx-central-1)/;

/** Whether the region has function URLs. */
export function offersUrls(region: string): boolean {
  return !WITHOUT_URLS.test(region);
}

/** The function that a call names by its name or ARN. */
export function namedFunction(place: Place, name: string): FunctionState | undefined {
  return lambdaOf(place).functions.get(name.replace(/^.*:function:/, ''));
}

/** The function that a call names. Its policy lets others in and refuses nobody. */
export function functionTouched({ world, account, region, input }: TouchedCall): Touched | undefined {
  if (typeof input.FunctionName !== 'string') return undefined;
  const name = input.FunctionName.replace(/^.*:function:/, '');
  return { arn: functionArn({ world, account, region }, name) };
}
