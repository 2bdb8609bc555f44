import type {
  ConfigurationRecorder,
  ConfigurationRecorderStatus,
  DeliveryChannel,
} from '@aws-sdk/client-config-service';
import type { GetDetectorResponse } from '@aws-sdk/client-guardduty';
import type { DescribeHubResponse, StandardsSubscription } from '@aws-sdk/client-securityhub';
import type { Account, World } from '../../contract.ts';
import { createRandom, type Random } from '../random.ts';
import { newest, oldest } from '../times.ts';

/** What looks after an account in one region: Config, GuardDuty and Security Hub, each of which may be off. */
export interface PostureState {
  recorder?: ConfigurationRecorder;
  recorderStatus?: ConfigurationRecorderStatus;
  deliveryChannel?: DeliveryChannel;
  detector?: DetectorState;
  hub?: DescribeHubResponse;
  standards: StandardsSubscription[];
}

/** A detector by its id. */
export type DetectorState = GetDetectorResponse & { readonly id: string };

/** Where in the world. */
interface PosturePlace {
  readonly world: World;
  readonly account: Account;
  readonly region: string;
}

/** Edits go through `account.changeContent('posture <region>', …)`. */
export function postureOf(place: PosturePlace): PostureState {
  return place.account.content(`posture ${place.region}`, () => generate(place));
}

/** On in most regions that hold assets, and off in all others. */
function generate(place: PosturePlace): PostureState {
  const { world, account, region } = place;
  if (!world.assetRegions.includes(region)) return { standards: [] };
  const random = createRandom(world.seed, account.id, region, 'posture');
  return {
    ...(random.chance(0.7) ? recording(place, random) : {}),
    ...(random.chance(0.7) ? { detector: detector(place, random) } : {}),
    ...(random.chance(0.6) ? judging(place, random) : { standards: [] }),
  };
}

function recording({ world, account, region }: PosturePlace, random: Random) {
  const name = 'default';
  const arn = `arn:${world.partition}:config:${region}:${account.id}:configuration-recorder/${name}/${random.text('abcdefghij0123456789', 16)}`;
  const draw = random.fraction();
  const group = draw < 0.5 ? everything(random) : draw < 0.75 ? some : others;
  const fails = random.chance(0.2);
  const startedAt = random.date(oldest, newest);
  const recorder: ConfigurationRecorder = {
    arn,
    name,
    roleARN: `arn:${world.partition}:iam::${account.id}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
    recordingGroup: group,
    recordingMode: random.chance(0.5)
      ? { recordingFrequency: 'CONTINUOUS' }
      : {
          recordingFrequency: 'DAILY',
          recordingModeOverrides: [
            { resourceTypes: ['AWS::EC2::SecurityGroup'], recordingFrequency: 'CONTINUOUS' },
          ],
        },
    recordingScope: 'PAID',
  };
  const recorderStatus: ConfigurationRecorderStatus = {
    arn,
    name,
    lastStartTime: startedAt,
    recording: random.chance(0.85),
    lastStatus: fails ? 'Failure' : 'Success',
    ...(fails ? { lastErrorCode: 'AccessDenied', lastErrorMessage: 'the bucket refuses' } : {}),
    lastStatusChangeTime: random.date(startedAt, newest),
  };
  const deliveryChannel: DeliveryChannel = {
    name,
    s3BucketName: `config-${account.id}`,
    ...(random.chance(0.6)
      ? { s3KeyPrefix: 'config', snsTopicARN: `arn:${world.partition}:sns:${region}:${account.id}:config` }
      : {}),
    ...(random.chance(0.4)
      ? { s3KmsKeyArn: `arn:${world.partition}:kms:${region}:${account.id}:alias/config` }
      : {}),
  };
  return { recorder, recorderStatus, ...(random.chance(0.9) ? { deliveryChannel } : {}) };
}

function everything(random: Random): ConfigurationRecorder['recordingGroup'] {
  return {
    allSupported: true,
    includeGlobalResourceTypes: random.chance(0.5),
    resourceTypes: [],
    exclusionByResourceTypes: { resourceTypes: [] },
    recordingStrategy: { useOnly: 'ALL_SUPPORTED_RESOURCE_TYPES' },
  };
}

const some: ConfigurationRecorder['recordingGroup'] = {
  allSupported: false,
  includeGlobalResourceTypes: false,
  resourceTypes: ['AWS::EC2::Instance', 'AWS::S3::Bucket'],
  exclusionByResourceTypes: { resourceTypes: [] },
  recordingStrategy: { useOnly: 'INCLUSION_BY_RESOURCE_TYPES' },
};

const others: ConfigurationRecorder['recordingGroup'] = {
  allSupported: false,
  includeGlobalResourceTypes: false,
  resourceTypes: [],
  exclusionByResourceTypes: { resourceTypes: ['AWS::EC2::Volume'] },
  recordingStrategy: { useOnly: 'EXCLUSION_BY_RESOURCE_TYPES' },
};

const features = [
  ...(['S3_DATA_EVENTS', 'EKS_AUDIT_LOGS', 'EBS_MALWARE_PROTECTION', 'RDS_LOGIN_EVENTS'] as const),
  ...(['LAMBDA_NETWORK_LOGS', 'RUNTIME_MONITORING', 'EKS_RUNTIME_MONITORING'] as const),
];

function detector({ world, account }: PosturePlace, random: Random): DetectorState {
  const createdAt = random.date(oldest, newest);
  return {
    id: random.text('0123456789abcdef', 32),
    Status: random.chance(0.9) ? 'ENABLED' : 'DISABLED',
    CreatedAt: createdAt.toISOString(),
    UpdatedAt: createdAt.toISOString(),
    FindingPublishingFrequency: random.pick(['FIFTEEN_MINUTES', 'ONE_HOUR', 'SIX_HOURS']),
    ServiceRole: `arn:${world.partition}:iam::${account.id}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty`,
    Features: features.map((Name) => ({
      Name,
      Status: random.chance(0.6) ? 'ENABLED' : 'DISABLED',
      UpdatedAt: createdAt,
    })),
    Tags: random.chance(0.5) ? { team: 'security' } : {},
  };
}

function judging({ world, account, region }: PosturePlace, random: Random) {
  const hub: DescribeHubResponse = {
    HubArn: `arn:${world.partition}:securityhub:${region}:${account.id}:hub/default`,
    SubscribedAt: random.date(oldest, newest).toISOString(),
    AutoEnableControls: random.chance(0.7),
    ControlFindingGenerator: random.pick(['SECURITY_CONTROL', 'STANDARD_CONTROL']),
  };
  const standards: StandardsSubscription[] = random
    .sample(['aws-foundational-security-best-practices/v/1.0.0', 'cis-aws-foundations-benchmark/v/3.0.0'], 2)
    .slice(0, random.integer(0, 2))
    .map((standard) => ({
      StandardsSubscriptionArn: `arn:${world.partition}:securityhub:${region}:${account.id}:subscription/${standard}`,
      StandardsArn: `arn:${world.partition}:securityhub:${region}::standards/${standard}`,
      StandardsInput: {},
      StandardsStatus: 'READY',
    }));
  return { hub, standards };
}
