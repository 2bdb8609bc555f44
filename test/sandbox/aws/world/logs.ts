import type { LogGroup, MetricFilter, ResourcePolicy } from '@aws-sdk/client-cloudwatch-logs';
import type { Account, World } from '../contract.ts';
import { lambdaOf } from './lambda.ts';
import { createRandom, type Random } from './random.ts';
import { newest, oldest } from './times.ts';

/** A log group with its tags. */
export interface LogGroupState {
  readonly group: LogGroup & { readonly logGroupName: string; readonly logGroupArn: string };
  tags: Readonly<Record<string, string>>;
}

/** What an account has of CloudWatch Logs in a region. */
export interface LogsState {
  readonly groups: LogGroupState[];
  readonly filters: MetricFilter[];
  readonly policies: ResourcePolicy[];
}

interface Place {
  readonly world: World;
  readonly account: Account;
  readonly region: string;
}

/** The namespace of metrics that count what a trail writes. */
export const TRAIL_METRICS = 'TrailMetrics';

/** What CIS asks to be counted in the log of a trail, by the metric. */
const COUNTED = {
  RootUsage:
    '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }',
  UnauthorizedCalls: '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
} as const;

/** The account's log groups in the region; edits go through `account.changeContent('logs us-east-1', …)`. */
export function logsOf(place: Place): LogsState {
  return place.account.content(`logs ${place.region}`, () => generate(place));
}

function generate(place: Place): LogsState {
  const { world, account, region } = place;
  if (!world.assetRegions.includes(region)) return { groups: [], filters: [], policies: [] };
  const random = createRandom(world.seed, account.id, 'logs', region);
  const trails = trailGroups(place);
  const functions = [...lambdaOf(place).functions.keys()].map((name) => `/aws/lambda/${name}`);
  const isWatched = random.chance(0.6);
  return {
    groups: [...new Set([...trails, ...functions, 'app'])].map((name) => groupIn(place, name)),
    filters: isWatched ? trails.slice(0, 1).flatMap((group) => filtersOf(group, random)) : [],
    policies: random.chance(0.5) ? [policyIn(place, random)] : [],
  };
}

/** Groups that the trails at home in the region write to. */
function trailGroups({ account, region }: Place): string[] {
  return account.region(region).trails.flatMap(({ trail }) => {
    const [, group = ''] = trail.CloudWatchLogsLogGroupArn?.split(':log-group:') ?? [];
    return group === '' ? [] : [group.replace(/:\*$/, '')];
  });
}

function groupIn({ world, account, region }: Place, name: string): LogGroupState {
  const random = createRandom(world.seed, account.id, 'logs', region, name);
  const arn = `arn:${world.partition}:logs:${region}:${account.id}:log-group:${name}`;
  const isRare = random.chance(0.1);
  return {
    group: {
      logGroupName: name,
      logGroupArn: arn,
      arn: `${arn}:*`,
      creationTime: random.date(oldest, newest).getTime(),
      metricFilterCount: 0,
      storedBytes: random.integer(0, 9_000_000),
      logGroupClass: isRare ? 'INFREQUENT_ACCESS' : 'STANDARD',
      deletionProtectionEnabled: random.chance(0.2),
      ...(random.chance(0.5) ? { retentionInDays: random.pick([7, 90, 365]) } : {}),
      ...(random.chance(0.3)
        ? { kmsKeyId: `arn:${world.partition}:kms:${region}:${account.id}:key/logs` }
        : {}),
      ...(random.chance(0.2) ? { dataProtectionStatus: 'ACTIVATED' } : {}),
    },
    tags: random.chance(0.5) ? { team: random.pick(['data', 'web']) } : {},
  };
}

function filtersOf(logGroupName: string, random: Random): MetricFilter[] {
  return Object.entries(COUNTED).map(([metricName, filterPattern]) => ({
    filterName: metricName,
    filterPattern,
    logGroupName,
    creationTime: random.date(oldest, newest).getTime(),
    metricTransformations: [{ metricName, metricNamespace: TRAIL_METRICS, metricValue: '1' }],
  }));
}

function policyIn({ world, account, region }: Place, random: Random): ResourcePolicy {
  return {
    policyName: 'route53-query-logs',
    policyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'route53.amazonaws.com' },
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: `arn:${world.partition}:logs:${region}:${account.id}:log-group:/aws/route53/*`,
        },
      ],
    }),
    lastUpdatedTime: random.date(oldest, newest).getTime(),
    policyScope: 'ACCOUNT',
  };
}
