import { service } from '../service.ts';

/** CloudWatch Logs, as far as it is about groups: what is in a log is never read. */
export const logs = service({
  name: 'logs',
  prefix: 'logs',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-cloudwatch-logs'),
  client: 'CloudWatchLogsClient',
  whenEmpty: 'wait',
  shownByTags: ['logs'],
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
  rates: {
    operations: {
      DescribeLogGroups: { perSecond: 8, burst: 8 },
      DescribeMetricFilters: { perSecond: 4, burst: 4 },
    },
  },
  requests: {
    DescribeLogGroups: [{ limit: 1 }],
    DescribeMetricFilters: [{ limit: 1 }],
    DescribeResourcePolicies: [{ limit: 1 }],
  },
});
