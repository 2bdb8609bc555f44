import { createHash } from 'node:crypto';
import type {
  GenerateServiceLastAccessedDetailsRequest,
  GenerateServiceLastAccessedDetailsResponse,
  GetServiceLastAccessedDetailsRequest,
  GetServiceLastAccessedDetailsResponse,
  ServiceLastAccessed,
} from '@aws-sdk/client-iam';
import { AwsError, type IamState, type OperationCall } from '../../contract.ts';
import { createRandom } from '../../world/random.ts';
import { newest, oldest } from '../../world/times.ts';
import { markedPage } from './pages.ts';
import { noSuchEntity } from './validation.ts';

const SERVICES = [
  ...['access-analyzer', 'acm', 'cloudtrail', 'cloudwatch', 'config', 'dynamodb', 'ec2', 'ecr', 'ecs', 'eks'],
  ...['elasticfilesystem', 'elasticloadbalancing', 'guardduty', 'iam', 'kms', 'lambda', 'logs', 'rds'],
  ...['route53', 's3', 'secretsmanager', 'securityhub', 'sns', 'sqs', 'ssm', 'sts', 'tag', 'wafv2'],
];

/** One job in so many is not done at once, and how long it takes. */
const SLOW = 10;
const TAKES_MS = 100;

/** Whether AWS tells each action or only services; it refuses what is not of the account. */
export function generateServiceLastAccessed(
  call: OperationCall<GenerateServiceLastAccessedDetailsRequest>,
): GenerateServiceLastAccessedDetailsResponse {
  const { Arn = '', Granularity = 'SERVICE_LEVEL' } = call.input;
  if (Arn.length < 20) throw new AwsError('ValidationError', 'Invalid ARN');
  if (Granularity !== 'SERVICE_LEVEL' && Granularity !== 'ACTION_LEVEL') {
    throw new AwsError('ValidationError', `Invalid granularity ${Granularity}`);
  }
  if (!arnsOf(call.account.iam()).includes(Arn)) throw noSuchEntity(`ARN ${Arn} does not exist`);
  return { JobId: jobId(Arn, call.now) };
}

export function getServiceLastAccessed(
  call: OperationCall<GetServiceLastAccessedDetailsRequest>,
): GetServiceLastAccessedDetailsResponse {
  const { JobId = '' } = call.input;
  const arn = arnsOf(call.account.iam()).find((each) => JobId.startsWith(`${digestOf(each)}-`));
  if (arn === undefined) throw noSuchEntity(`Report for id ${JobId} does not exist`);
  const JobCreationDate = new Date(Number.parseInt(JobId.slice(-12), 16));
  const started = { JobType: 'SERVICE_LEVEL', JobCreationDate } as const;
  const isSlow = Number.parseInt(JobId.slice(0, 4), 16) % SLOW === 0;
  if (isSlow && call.now.getTime() - JobCreationDate.getTime() < TAKES_MS) {
    // AWS always sends both members, and means nothing by them before the end.
    const unfinished = { ServicesLastAccessed: [], JobCompletionDate: new Date(0) };
    return { ...started, ...unfinished, JobStatus: 'IN_PROGRESS', IsTruncated: false };
  }
  const { items, rest } = markedPage(call, 'GetServiceLastAccessedDetails', servicesOf(call, arn));
  return {
    ...started,
    JobStatus: 'COMPLETED',
    JobCompletionDate: call.now,
    ServicesLastAccessed: items,
    ...rest,
  };
}

function arnsOf({ users, roles }: IamState): readonly string[] {
  return [...users.values(), ...roles.values()].flatMap(({ Arn }) => Arn ?? []);
}

/** A job's id tells of whom it is and when it began, so that nothing needs to be remembered. */
function jobId(arn: string, now: Date): string {
  return `${digestOf(arn)}-${now.getTime().toString(16).padStart(12, '0')}`;
}

function digestOf(arn: string): string {
  const hex = createHash('sha256').update(arn).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)].join('-');
}

/** What its policies let it use, which AWS works out; some of it was used, unless nobody ever took the role. */
function servicesOf({ world, account }: OperationCall, arn: string): ServiceLastAccessed[] {
  const random = createRandom(world.seed, account.id, 'last accessed', arn);
  const role = [...account.iam().roles.values()].find(({ Arn }) => Arn === arn);
  const isUsed = role ? role.lastUsed !== undefined : random.chance(0.7);
  const allowed = new Set(random.sample(SERVICES, random.integer(1, SERVICES.length)));
  return SERVICES.filter((service) => allowed.has(service)).map(
    (ServiceNamespace, index): ServiceLastAccessed => {
      const used = isUsed && (index === 0 || random.chance(0.4));
      return {
        ServiceName: `Service ${ServiceNamespace}`,
        ServiceNamespace,
        TotalAuthenticatedEntities: used ? 1 : 0,
        ...(used
          ? {
              LastAuthenticated: random.date(oldest, newest),
              LastAuthenticatedEntity: arn,
              LastAuthenticatedRegion: 'us-east-1',
            }
          : {}),
      };
    },
  );
}
