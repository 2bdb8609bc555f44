import { service } from '../service.ts';

const cloudwatch = service({
  name: 'cloudwatch',
  prefix: 'cloudwatch',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-cloudwatch'),
  client: 'CloudWatchClient',
  whenEmpty: 'wait',
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
  rates: { operations: { DescribeAlarms: { perSecond: 7, burst: 7 } } },
  requests: { DescribeAlarms: [{ MaxRecords: 1 }] },
});

/** Members that change when an alarm goes off, which is no change of the alarm. */
const STATE_OF_METRIC = [
  'StateValue',
  'StateReason',
  'StateReasonData',
  'StateUpdatedTimestamp',
  'StateTransitionedTimestamp',
  'EvaluationState',
] as const;

const STATE_OF_COMPOSITE = [
  'StateValue',
  'StateReason',
  'StateReasonData',
  'StateUpdatedTimestamp',
  'StateTransitionedTimestamp',
  'ActionsSuppressedBy',
  'ActionsSuppressedReason',
] as const;

export const alarms = cloudwatch.operation('alarms', 'DescribeAlarms', {
  doc: 'Alarms on metrics, and those made of other alarms, with whom they call.',
  pageSize: 100,
  // Without it those made of other alarms are left out.
  input: { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
  tables: {
    ALARMS: {
      doc: 'Alarms on metrics, one row each.',
      rows: 'MetricAlarms',
      key: 'AlarmArn',
      volatile: STATE_OF_METRIC,
      columns: {
        ARN: ['STRING', 'AlarmArn', 'ARN of the alarm.'],
        NAME: ['STRING', 'AlarmName', 'Name, unique in the region.'],
        METRIC_NAMESPACE: [
          'STRING',
          'Namespace',
          'Namespace of its metric; NULL where it computes with several.',
        ],
        METRIC_NAME: ['STRING', 'MetricName', 'Its metric; NULL where it computes with several.'],
        DIMENSIONS: ['VARIANT', 'Dimensions', 'What the metric is narrowed to.'],
        METRICS: ['VARIANT', 'Metrics', 'Metrics that it computes with; NULL where it has one alone.'],
        STATISTIC: ['STRING', 'Statistic', 'Such as Sum or Average.'],
        PERIOD_SECONDS: ['NUMBER', 'Period', 'Seconds of one period.'],
        EVALUATION_PERIODS: ['NUMBER', 'EvaluationPeriods', 'How many periods are looked at.'],
        COMPARISON: ['STRING', 'ComparisonOperator', 'Such as GreaterThanOrEqualToThreshold.'],
        THRESHOLD: ['NUMBER', 'Threshold', 'What the metric is compared with.'],
        TREAT_MISSING_DATA: ['STRING', 'TreatMissingData', 'What missing points mean, such as notBreaching.'],
        ACTIONS_ENABLED: ['BOOLEAN', 'ActionsEnabled', 'Whether it does anything.'],
        ALARM_ACTIONS: ['VARIANT', 'AlarmActions', 'ARNs of what is done when it goes off, such as topics.'],
        STATE: ['STRING', 'StateValue', 'OK, ALARM or INSUFFICIENT_DATA when it was read.'],
        UPDATED_AT: [
          'TIMESTAMP_LTZ',
          'AlarmConfigurationUpdatedTimestamp',
          'When its settings were changed last.',
        ],
      },
    },
    COMPOSITE_ALARMS: {
      doc: 'Alarms made of other alarms, one row each.',
      rows: 'CompositeAlarms',
      key: 'AlarmArn',
      volatile: STATE_OF_COMPOSITE,
      columns: {
        ARN: ['STRING', 'AlarmArn', 'ARN of the alarm.'],
        NAME: ['STRING', 'AlarmName', 'Name, unique in the region.'],
        RULE: ['STRING', 'AlarmRule', 'Expression of other alarms that makes it go off.'],
        ACTIONS_ENABLED: ['BOOLEAN', 'ActionsEnabled', 'Whether it does anything.'],
        ALARM_ACTIONS: ['VARIANT', 'AlarmActions', 'ARNs of what is done when it goes off, such as topics.'],
        STATE: ['STRING', 'StateValue', 'OK, ALARM or INSUFFICIENT_DATA when it was read.'],
        UPDATED_AT: [
          'TIMESTAMP_LTZ',
          'AlarmConfigurationUpdatedTimestamp',
          'When its settings were changed last.',
        ],
      },
    },
  },
});
