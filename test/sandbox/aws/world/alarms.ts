import type { CompositeAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Account, World } from '../contract.ts';
import { logsOf } from './logs.ts';
import { createRandom, type Random } from './random.ts';
import { newest, oldest } from './times.ts';

/** What an account has of CloudWatch alarms in a region. */
export interface AlarmsState {
  readonly metric: MetricAlarm[];
  readonly composite: CompositeAlarm[];
}

interface Place {
  readonly world: World;
  readonly account: Account;
  readonly region: string;
}

/** The account's alarms in the region; edits go through `account.changeContent('alarms us-east-1', …)`. */
export function alarmsOf(place: Place): AlarmsState {
  return place.account.content(`alarms ${place.region}`, () => generate(place));
}

/** An alarm on each metric that the logs are counted in, a plain one, one that computes, and one made of others. */
function generate(place: Place): AlarmsState {
  const { world, account, region } = place;
  if (!world.assetRegions.includes(region)) return { metric: [], composite: [] };
  const random = createRandom(world.seed, account.id, 'alarms', region);
  const counted = logsOf(place).filters.flatMap(({ metricTransformations = [] }) =>
    metricTransformations.map(({ metricName, metricNamespace }) => ({
      ...named(place, `${metricName}`, random),
      Namespace: metricNamespace,
      MetricName: metricName,
      ...onOneMetric('Sum', 1),
    })),
  );
  const cpu = random.chance(0.7)
    ? [
        {
          ...named(place, 'high-cpu', random),
          Namespace: 'AWS/EC2',
          MetricName: 'CPUUtilization',
          Dimensions: [{ Name: 'AutoScalingGroupName', Value: 'web' }],
          ...onOneMetric('Average', 80),
        },
      ]
    : [];
  const errors = random.chance(0.4) ? [computed(place, random)] : [];
  const metric = [...counted, ...cpu, ...errors];
  const isJoined = metric.length > 1 && random.chance(0.8);
  return { metric, composite: isJoined ? [joined(place, metric, random)] : [] };
}

function named({ world, account, region }: Place, name: string, random: Random) {
  const arn = (service: string, resource: string) =>
    `arn:${world.partition}:${service}:${region}:${account.id}:${resource}`;
  return {
    AlarmName: name,
    AlarmArn: arn('cloudwatch', `alarm:${name}`),
    AlarmConfigurationUpdatedTimestamp: random.date(oldest, newest),
    ActionsEnabled: random.chance(0.9),
    OKActions: [],
    AlarmActions: random.chance(0.8) ? [arn('sns', 'security-alarms')] : [],
    InsufficientDataActions: [],
    StateValue: random.pick(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
    StateReason: 'Unchecked: Initial alarm creation',
    StateUpdatedTimestamp: newest,
  } satisfies MetricAlarm;
}

function onOneMetric(Statistic: 'Sum' | 'Average', Threshold: number) {
  return {
    Statistic,
    Period: 300,
    EvaluationPeriods: 1,
    Threshold,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  } satisfies MetricAlarm;
}

function computed(place: Place, random: Random): MetricAlarm {
  return {
    ...named(place, 'error-rate', random),
    EvaluationPeriods: 3,
    Threshold: 0.05,
    ComparisonOperator: 'GreaterThanThreshold',
    Metrics: [
      { Id: 'rate', Expression: 'errors / calls', ReturnData: true },
      {
        Id: 'errors',
        ReturnData: false,
        MetricStat: {
          Metric: { Namespace: 'AWS/Lambda', MetricName: 'Errors' },
          Period: 60,
          Stat: 'Sum',
        },
      },
    ],
  };
}

function joined(place: Place, alarms: readonly MetricAlarm[], random: Random): CompositeAlarm {
  return {
    ...named(place, 'anything', random),
    AlarmRule: alarms.map(({ AlarmName }) => `ALARM("${AlarmName}")`).join(' OR '),
  };
}
