import type { TrailState } from '../../contract.ts';
import { type Blueprint, randomOf } from '../blueprint.ts';
import type { Random } from '../random.ts';
import { newest, oldest, recent } from '../times.ts';

/** What sets one trail apart from another. */
interface TrailPlan {
  readonly name: string;
  readonly organization?: boolean;
  readonly multiRegion: boolean;
  readonly logging: boolean;
  readonly selectors: 'advanced' | 'basic';
}

/**
 * Trails that are at home in the region. The organization's own is the management account's; the others made theirs
 * before there was one: a trail for all regions in the first region, a forgotten one that no longer logs elsewhere.
 */
export function generateTrails(blueprint: Blueprint, region: string): TrailState[] {
  const position = blueprint.assetRegions.indexOf(region);
  const random = randomOf(blueprint, region, 'trails');
  const plans: TrailPlan[] = [];
  if (position === 0 && blueprint.accountId === blueprint.managementAccountId) {
    const everywhere = { organization: true, multiRegion: true, logging: true } as const;
    plans.push({ name: 'organization-trail', ...everywhere, selectors: 'advanced' });
  }
  if (position === 0 && random.chance(0.7)) {
    plans.push({ name: 'account-trail', multiRegion: true, logging: true, selectors: 'advanced' });
  }
  if (position > 0 && random.chance(0.6)) {
    plans.push({ name: 'old-trail', multiRegion: false, logging: false, selectors: 'basic' });
  }
  return plans.map((plan) => trailState(blueprint, region, plan, random));
}

function trailState(blueprint: Blueprint, region: string, plan: TrailPlan, random: Random): TrailState {
  const { partition, accountId } = blueprint;
  const { name, organization = false, multiRegion, logging } = plan;
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  const trailArn = arn('cloudtrail', `trail/${name}`);
  const started = random.date(oldest, recent);
  return {
    trail: {
      Name: name,
      S3BucketName: `${name}-${accountId}`,
      S3KeyPrefix: 'logs',
      ...(logging ? { SnsTopicName: name, SnsTopicARN: arn('sns', name) } : {}),
      IncludeGlobalServiceEvents: multiRegion,
      IsMultiRegionTrail: multiRegion,
      HomeRegion: region,
      TrailARN: trailArn,
      LogFileValidationEnabled: logging,
      ...(logging
        ? {
            CloudWatchLogsLogGroupArn: arn('logs', `log-group:${name}:*`),
            CloudWatchLogsRoleArn: `arn:${partition}:iam::${accountId}:role/cloudtrail-to-logs`,
            KmsKeyId: arn('kms', `key/${random.text('0123456789abcdef', 8)}-0000-4000-8000-000000000000`),
          }
        : {}),
      HasCustomEventSelectors: true,
      HasInsightSelectors: organization,
      IsOrganizationTrail: organization,
    },
    status: {
      IsLogging: logging,
      StartLoggingTime: started,
      TimeLoggingStarted: started.toISOString(),
      ...(logging
        ? { LatestDeliveryTime: newest, LatestDeliveryAttemptTime: newest.toISOString() }
        : {
            StopLoggingTime: random.date(recent, newest),
            LatestDeliveryError: 'NoSuchBucket',
            LatestDeliveryTime: recent,
          }),
    },
    selectors: { TrailARN: trailArn, ...selectorsOf(plan, partition) },
  };
}

function selectorsOf({ selectors }: TrailPlan, partition: string) {
  if (selectors === 'basic') {
    return {
      EventSelectors: [
        {
          ReadWriteType: 'WriteOnly' as const,
          IncludeManagementEvents: true,
          DataResources: [{ Type: 'AWS::S3::Object', Values: [`arn:${partition}:s3`] }],
          ExcludeManagementEventSources: ['kms.amazonaws.com'],
        },
      ],
    };
  }
  return {
    AdvancedEventSelectors: [
      { Name: 'Management events', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
    ],
  };
}
