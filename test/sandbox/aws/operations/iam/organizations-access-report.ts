import { createHash } from 'node:crypto';
import type {
  AccessDetail,
  GenerateOrganizationsAccessReportRequest,
  GenerateOrganizationsAccessReportResponse,
  GetOrganizationsAccessReportRequest,
  GetOrganizationsAccessReportResponse,
} from '@aws-sdk/client-iam';
import { AwsError, type OperationCall, type World } from '../../contract.ts';
import { lineage } from '../../organization-tree.ts';
import { createRandom } from '../../world/random.ts';
import { newest, oldest } from '../../world/times.ts';
import { markedPage } from './pages.ts';
import { noSuchEntity, requireOneOf } from './validation.ts';

const SERVICES = [
  ...['access-analyzer', 'acm', 'bedrock', 'cloudtrail', 'dynamodb', 'ec2', 'ecr', 'eks', 'iam', 'kms'],
  ...['lambda', 'logs', 'rds', 'route53', 's3', 'sns', 'sqs', 'ssm', 'sts'],
];

/** One job in so many is not done at once, and how long it takes. */
const SLOW = 10;
const TAKES_MS = 100;

/** Answers the management account only; a path must be that of something in the organization, from its id down. */
export function generateOrganizationsAccessReport(
  call: OperationCall<GenerateOrganizationsAccessReportRequest>,
): GenerateOrganizationsAccessReportResponse {
  const { EntityPath = '' } = call.input;
  requireManagement(call);
  if (!pathsOf(call.world).includes(EntityPath)) {
    throw new AwsError('InvalidInput', `The entity path ${EntityPath} is not of this organization.`);
  }
  return { JobId: `${digestOf(EntityPath)}-${call.now.getTime().toString(16).padStart(12, '0')}` };
}

export function getOrganizationsAccessReport(
  call: OperationCall<GetOrganizationsAccessReportRequest>,
): GetOrganizationsAccessReportResponse {
  const { JobId = '', SortKey } = call.input;
  requireManagement(call);
  requireOneOf(SortKey, 'sortKey', ['SERVICE_NAMESPACE_ASCENDING', 'LAST_AUTHENTICATED_TIME_DESCENDING']);
  const path = pathsOf(call.world).find((each) => JobId.startsWith(`${digestOf(each)}-`));
  if (path === undefined) throw noSuchEntity(`Report for id ${JobId} does not exist`);
  const JobCreationDate = new Date(Number.parseInt(JobId.slice(-12), 16));
  const isSlow = Number.parseInt(JobId.slice(0, 4), 16) % SLOW === 0;
  if (isSlow && call.now.getTime() - JobCreationDate.getTime() < TAKES_MS) {
    return { JobCreationDate, JobStatus: 'IN_PROGRESS', IsTruncated: false };
  }
  const services = servicesOf(call.world, path);
  const { items, rest } = markedPage(call, 'GetOrganizationsAccessReport', services);
  const unused = services.filter(({ LastAuthenticatedTime }) => !LastAuthenticatedTime);
  return {
    JobCreationDate,
    JobStatus: 'COMPLETED',
    JobCompletionDate: call.now,
    NumberOfServicesAccessible: services.length,
    NumberOfServicesNotAccessed: unused.length,
    AccessDetails: items,
    ...rest,
  };
}

function requireManagement({ world, account }: OperationCall): void {
  if (world.inOrganization && account.isManagement) return;
  throw new AwsError(
    'AccessDenied',
    'Only the management account may ask for reports of the organization.',
    403,
  );
}

/** Paths of the root, of every unit and of every account. */
function pathsOf(world: World): readonly string[] {
  const within = (ids: readonly string[]) => [world.organizationId, ...ids].join('/');
  return [
    within([world.rootId]),
    ...[...world.organizationalUnits.keys()].map((id) => within(lineage(world, id))),
    ...[...world.accounts.values()].map(({ id, parentId }) => within([...lineage(world, parentId), id])),
  ];
}

/** A job's id tells of what it is and when it began, so that nothing needs to be remembered. */
function digestOf(path: string): string {
  const hex = createHash('sha256').update(path).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)].join('-');
}

function servicesOf(world: World, path: string): AccessDetail[] {
  const random = createRandom(world.seed, 'organization access', path);
  const isUsed = random.chance(0.8);
  const allowed = new Set(random.sample(SERVICES, random.integer(1, SERVICES.length)));
  return SERVICES.filter((service) => allowed.has(service)).map((ServiceNamespace, index) => {
    const named = { ServiceName: `Service ${ServiceNamespace}`, ServiceNamespace };
    if (!isUsed || (index > 0 && random.chance(0.6))) return { ...named, TotalAuthenticatedEntities: 0 };
    return {
      ...named,
      EntityPath: path,
      LastAuthenticatedTime: random.date(oldest, newest),
      Region: 'us-east-1',
      TotalAuthenticatedEntities: random.integer(1, 5),
    };
  });
}
