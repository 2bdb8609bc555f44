import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import { jsonDocument } from '../../policy/policy-document.ts';
import { tagsOf } from '../tagging/service.ts';
import { tagMap } from '../tagging/tags.ts';
import { logs } from './service.ts';

export const logGroups = logs.details('log_groups', {
  doc: 'Log groups with how long they are kept and what they are encrypted with.',
  thing: 'log group',
  list: logs.list('DescribeLogGroups', 'logGroups', { pageSize: 50 }),
  gone: [],
  details: { Tags: tagsOf<LogGroup>('logs:log-group', arnOf) },
  tables: {
    LOG_GROUPS: {
      doc: 'Log groups, one row each.',
      key: arnOf,
      // Logs grow while nobody changes the group.
      volatile: ['storedBytes'],
      columns: {
        ARN: ['STRING', arnOf, 'ARN of the log group.'],
        NAME: ['STRING', 'logGroupName', 'Name, unique in the region.'],
        CLASS: ['STRING', 'logGroupClass', 'STANDARD, INFREQUENT_ACCESS or DELIVERY.'],
        RETENTION_DAYS: ['NUMBER', 'retentionInDays', 'Days that logs are kept; NULL for ever.'],
        KMS_KEY_ARN: ['STRING', 'kmsKeyId', 'Key that it is encrypted with; NULL for AWS’s own.'],
        STORED_BYTES: ['NUMBER', 'storedBytes', 'Bytes that it holds.'],
        METRIC_FILTER_COUNT: ['NUMBER', 'metricFilterCount', 'How many metric filters it has.'],
        DATA_PROTECTION: [
          'STRING',
          'dataProtectionStatus',
          'Whether sensitive data in it is masked, such as ACTIVATED; NULL where it never was.',
        ],
        DELETION_PROTECTED: [
          'BOOLEAN',
          'deletionProtectionEnabled',
          'Whether it is protected from deletion.',
        ],
        CREATED_AT: ['TIMESTAMP_LTZ', ({ creationTime }) => instantOfMs(creationTime), 'When it was made.'],
        TAGS: [
          'VARIANT',
          ({ Tags }) => Tags && tagMap(Tags.flatMap((each) => each.Tags ?? [])),
          'Tags as an object.',
        ],
      },
    },
  },
});

export const metricFilters = logs.operation('metric_filters', 'DescribeMetricFilters', {
  doc: 'Metric filters of all log groups: what in the logs is counted, so that an alarm can tell.',
  pageSize: 50,
  tables: {
    METRIC_FILTERS: {
      doc: 'Metric filters, one row each.',
      rows: 'metricFilters',
      key: ({ logGroupName, filterName }) => `${logGroupName}:${filterName}`,
      columns: {
        NAME: ['STRING', 'filterName', 'Name, unique in its log group.'],
        LOG_GROUP: ['STRING', 'logGroupName', 'Name of the log group that it reads.'],
        PATTERN: ['STRING', 'filterPattern', 'Pattern of what it counts.'],
        METRIC_NAME: [
          'STRING',
          ({ metricTransformations }) => metricTransformations?.[0]?.metricName,
          'Metric that it counts in.',
        ],
        METRIC_NAMESPACE: [
          'STRING',
          ({ metricTransformations }) => metricTransformations?.[0]?.metricNamespace,
          'Namespace of that metric.',
        ],
        CREATED_AT: ['TIMESTAMP_LTZ', ({ creationTime }) => instantOfMs(creationTime), 'When it was made.'],
      },
    },
  },
});

export const resourcePolicies = logs.operation('resource_policies', 'DescribeResourcePolicies', {
  doc: 'Policies by which services and other accounts may write logs, those of the account and region.',
  tables: {
    RESOURCE_POLICIES: {
      doc: 'Resource policies of CloudWatch Logs, one row each.',
      rows: 'resourcePolicies',
      key: 'policyName',
      columns: {
        NAME: ['STRING', 'policyName', 'Name, unique in the region.'],
        POLICY: [
          'POLICY',
          ({ policyDocument }) => policyDocument && jsonDocument(policyDocument),
          'The policy.',
        ],
        UPDATED_AT: [
          'TIMESTAMP_LTZ',
          ({ lastUpdatedTime }) => instantOfMs(lastUpdatedTime),
          'When it was changed last.',
        ],
      },
    },
  },
});

/** The ARN without the asterisk, which stands for the streams in the group; older regions send no other. */
function arnOf({ logGroupArn, arn }: LogGroup): string | undefined {
  return logGroupArn ?? arn?.replace(/:\*$/, '');
}

function instantOfMs(milliseconds: number | undefined): Date | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds);
}
