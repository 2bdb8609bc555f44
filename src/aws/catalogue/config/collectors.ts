import type { ConfigurationRecorder } from '@aws-sdk/client-config-service';
import { requiredList } from '../answer.ts';
import { ask } from '../ask.ts';
import type { ItemSource } from '../entry-specs.ts';
import { configService } from './service.ts';

/** A region with its recorder, if it has one. */
interface RegionRecorder {
  readonly Region: string;
  readonly ConfigurationRecorder?: ConfigurationRecorder;
}

/** The one recorder that an account may have in a region. Without one there is the region, which is a fact. */
const recorderOfRegion: ItemSource<RegionRecorder> = {
  actions: ['config:DescribeConfigurationRecorders'],
  calls: '1',
  async *pages(context) {
    const operation = 'DescribeConfigurationRecorders';
    const { ConfigurationRecorders } = await ask(context, configService, operation, {});
    const [recorder] = requiredList(ConfigurationRecorders, operation, 'ConfigurationRecorders');
    yield [{ Region: context.region, ...(recorder ? { ConfigurationRecorder: recorder } : {}) }];
  },
};

const ofRegion = configService.detailsOf<RegionRecorder>();
const hasRecorder = ({ ConfigurationRecorder }: RegionRecorder) => ConfigurationRecorder !== undefined;

export const recorders = configService.details('recorders', {
  doc: 'Whether AWS Config records, what, and where it delivers to.',
  thing: 'recorder',
  list: recorderOfRegion,
  gone: [],
  details: {
    Status: ofRegion.each('DescribeConfigurationRecorderStatus', {
      request: ({ ConfigurationRecorder }) => ({
        ConfigurationRecorderNames: [ConfigurationRecorder?.name ?? ''],
      }),
      when: hasRecorder,
      take: ({ ConfigurationRecordersStatus }) => ConfigurationRecordersStatus?.[0],
      // Deleted since it was listed: nothing records.
      notConfigured: { NoSuchConfigurationRecorderException: null },
    }),
    DeliveryChannel: ofRegion.each('DescribeDeliveryChannels', {
      request: () => ({}),
      when: hasRecorder,
      take: ({ DeliveryChannels }) => DeliveryChannels && (DeliveryChannels[0] ?? null),
    }),
  },
  tables: {
    RECORDERS: {
      doc: 'AWS Config’s recorder, one row per account and region, also where there is none.',
      key: 'Region',
      // Both change with every delivery.
      volatile: ['lastStatus', 'lastStatusChangeTime'],
      // Security teams have Config record in regions that nobody uses.
      showsUse: () => false,
      columns: {
        ARN: ['STRING', 'ConfigurationRecorder.arn', 'Recorder ARN.'],
        NAME: ['STRING', 'ConfigurationRecorder.name', 'Name of the recorder; NULL where there is none.'],
        HAS_RECORDER: ['BOOLEAN', hasRecorder, 'Whether there is a recorder.'],
        IS_RECORDING: [
          'BOOLEAN',
          (region) => isRecording(region),
          'Whether it records; false without a recorder, NULL where that could not be read.',
        ],
        ROLE_ARN: ['STRING', 'ConfigurationRecorder.roleARN', 'Role by which it reads.'],
        RECORDS_ALL: [
          'BOOLEAN',
          ({ ConfigurationRecorder }) => ConfigurationRecorder?.recordingGroup?.allSupported,
          'Whether it records every type of resource of the region.',
        ],
        INCLUDES_GLOBAL: [
          'BOOLEAN',
          ({ ConfigurationRecorder }) => ConfigurationRecorder?.recordingGroup?.includeGlobalResourceTypes,
          'Whether it records users, groups, roles and policies of IAM, too.',
        ],
        STRATEGY: [
          'STRING',
          ({ ConfigurationRecorder }) => ConfigurationRecorder?.recordingGroup?.recordingStrategy?.useOnly,
          'ALL_SUPPORTED_RESOURCE_TYPES, INCLUSION_BY_RESOURCE_TYPES or EXCLUSION_BY_RESOURCE_TYPES.',
        ],
        RESOURCE_TYPES: [
          'VARIANT',
          ({ ConfigurationRecorder }) => ConfigurationRecorder?.recordingGroup?.resourceTypes,
          'Types that it records, where it does not record all.',
        ],
        EXCLUDED_TYPES: [
          'VARIANT',
          ({ ConfigurationRecorder }) =>
            ConfigurationRecorder?.recordingGroup?.exclusionByResourceTypes?.resourceTypes,
          'Types that it leaves out.',
        ],
        FREQUENCY: [
          'STRING',
          ({ ConfigurationRecorder }) => ConfigurationRecorder?.recordingMode?.recordingFrequency,
          'CONTINUOUS or DAILY.',
        ],
        FREQUENCY_OVERRIDES: [
          'VARIANT',
          ({ ConfigurationRecorder }) => ConfigurationRecorder?.recordingMode?.recordingModeOverrides,
          'Types that have another frequency.',
        ],
        LAST_STATUS: [
          'STRING',
          'Status.lastStatus',
          'Pending, Success, Failure or NotApplicable: how the last delivery went.',
        ],
        LAST_ERROR: ['STRING', 'Status.lastErrorCode', 'Why the last delivery failed.'],
        LAST_STARTED_AT: ['TIMESTAMP_LTZ', 'Status.lastStartTime', 'When it last began to record.'],
        DELIVERY_BUCKET: [
          'STRING',
          'DeliveryChannel.s3BucketName',
          'Bucket that it delivers to; NULL where there is no channel, or BLIND_TO names it.',
        ],
        DELIVERY_PREFIX: ['STRING', 'DeliveryChannel.s3KeyPrefix', 'Prefix in that bucket.'],
        DELIVERY_KMS_KEY_ARN: ['STRING', 'DeliveryChannel.s3KmsKeyArn', 'Key of what it delivers.'],
        DELIVERY_TOPIC_ARN: ['STRING', 'DeliveryChannel.snsTopicARN', 'Topic that hears of changes.'],
      },
    },
  },
});

export const aggregators = configService.operation('aggregators', 'DescribeConfigurationAggregators', {
  doc: 'Aggregators of AWS Config, which gather in one region what is recorded elsewhere.',
  pageSize: 100,
  tables: {
    AGGREGATORS: {
      doc: 'Aggregators of AWS Config, one row each.',
      rows: 'ConfigurationAggregators',
      key: 'ConfigurationAggregatorArn',
      // Security teams gather in a region of their own.
      showsUse: () => false,
      columns: {
        ARN: ['STRING', 'ConfigurationAggregatorArn', 'Aggregator ARN.'],
        NAME: ['STRING', 'ConfigurationAggregatorName', 'Name of the aggregator.'],
        ACCOUNT_SOURCES: [
          'VARIANT',
          'AccountAggregationSources',
          'Accounts and regions that it gathers from; each has let it.',
        ],
        ORGANIZATION_SOURCE: [
          'VARIANT',
          'OrganizationAggregationSource',
          'Role and regions by which it gathers from the whole organization.',
        ],
        FILTERS: ['VARIANT', 'AggregatorFilters', 'Types of resources that it gathers alone.'],
        CREATED_BY: ['STRING', 'CreatedBy', 'Service of AWS that made it, if one did.'],
        CREATED_AT: ['TIMESTAMP_LTZ', 'CreationTime', 'When it was made.'],
        UPDATED_AT: ['TIMESTAMP_LTZ', 'LastUpdatedTime', 'When it was last changed.'],
      },
    },
  },
});

function isRecording(
  region: RegionRecorder & { readonly Status?: { readonly recording?: boolean | undefined } | null },
) {
  if (!hasRecorder(region) || region.Status === null) return false;
  return region.Status?.recording;
}
