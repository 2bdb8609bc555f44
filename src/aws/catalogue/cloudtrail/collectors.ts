import { type EventRecord, type ManagementEvent, managementEvents } from './events.ts';
import { cloudtrail } from './service.ts';
import { ownTrails, type TrailFacts } from './trails.ts';

export const trails = cloudtrail.read<{ TRAILS: TrailFacts }>('trails', {
  doc: 'The account’s own trails with status and selectors, each in its home region.',
  calls: '1, 2 per trail at home in the region',
  actions: ['cloudtrail:DescribeTrails'],
  conditional: {
    'cloudtrail:GetTrailStatus': 'where a trail is at home',
    'cloudtrail:GetEventSelectors': 'where a trail is at home',
  },
  tables: {
    TRAILS: {
      doc: 'Trails, one row each.',
      key: 'TrailARN',
      volatile: [
        'LatestCloudWatchLogsDeliveryTime',
        'LatestDeliveryAttemptSucceeded',
        'LatestDeliveryAttemptTime',
        'LatestDeliveryTime',
        'LatestDigestDeliveryTime',
        'LatestNotificationAttemptSucceeded',
        'LatestNotificationAttemptTime',
        'LatestNotificationTime',
      ],
      columns: {
        TRAIL_ARN: ['STRING', 'TrailARN', 'ARN of the trail.'],
        NAME: ['STRING', 'Name', 'Name.'],
        HOME_REGION: ['STRING', 'HomeRegion', 'Region the trail was made in.'],
        IS_LOGGING: ['BOOLEAN', 'IsLogging', 'Whether it logs now.'],
        STARTED_LOGGING_AT: ['TIMESTAMP_LTZ', 'StartLoggingTime', 'When it last began to log.'],
        STOPPED_LOGGING_AT: ['TIMESTAMP_LTZ', 'StopLoggingTime', 'When it last stopped, if ever.'],
        IS_MULTI_REGION: ['BOOLEAN', 'IsMultiRegionTrail', 'Whether it logs all regions.'],
        IS_ORGANIZATION: ['BOOLEAN', 'IsOrganizationTrail', 'Whether it logs all accounts.'],
        LOGS_GLOBAL_EVENTS: ['BOOLEAN', 'IncludeGlobalServiceEvents', 'Whether it logs IAM and its like.'],
        LOG_FILE_VALIDATION: ['BOOLEAN', 'LogFileValidationEnabled', 'Whether log files are digested.'],
        S3_BUCKET: ['STRING', 'S3BucketName', 'Bucket that it delivers to.'],
        KMS_KEY_ID: ['STRING', 'KmsKeyId', 'Key that encrypts its log files, if any.'],
        SNS_TOPIC_ARN: ['STRING', 'SnsTopicARN', 'Topic that is told of deliveries, if any.'],
        LOG_GROUP_ARN: ['STRING', 'CloudWatchLogsLogGroupArn', 'Log group that it also writes to, if any.'],
        LAST_DELIVERY_AT: ['TIMESTAMP_LTZ', 'LatestDeliveryTime', 'Last delivery to the bucket.'],
        DELIVERY_ERROR: [
          'STRING',
          'LatestDeliveryError',
          'Error of the last delivery to the bucket, if any.',
        ],
        HAS_INSIGHTS: ['BOOLEAN', 'HasInsightSelectors', 'Whether it logs insights.'],
        EVENT_SELECTORS: ['VARIANT', 'EventSelectors', 'Basic selectors, where it has those.'],
        ADVANCED_EVENT_SELECTORS: [
          'VARIANT',
          'AdvancedEventSelectors',
          'Advanced selectors, where it has those.',
        ],
      },
    },
  },
  async *read(context) {
    for await (const trail of ownTrails(context)) yield ['TRAILS', trail];
  },
});

export const events = cloudtrail.read<{ EVENTS: ManagementEvent }>('events', {
  doc: 'Management events of the last 90 days, from where the last run ended.',
  calls: '1 per 50 events',
  actions: ['cloudtrail:LookupEvents'],
  tables: {
    EVENTS: {
      kind: 'events',
      doc: 'Management events, one row each.',
      key: 'EventId',
      columns: {
        EVENT_ID: ['STRING', 'EventId', 'CloudTrail’s id of the event.'],
        EVENT_TIME: ['TIMESTAMP_LTZ', 'EventTime', 'When it happened, to the second.'],
        EVENT_SOURCE: ['STRING', 'EventSource', 'Service called, such as iam.amazonaws.com.'],
        EVENT_NAME: ['STRING', 'EventName', 'Operation called, such as CreateAccessKey.'],
        EVENT_TYPE: ['STRING', 'CloudTrailEvent.eventType', 'AwsApiCall, AwsConsoleSignIn and the like.'],
        READ_ONLY: ['BOOLEAN', ({ ReadOnly }) => asBoolean(ReadOnly), 'Whether it only read.'],
        USERNAME: ['STRING', 'Username', 'User, or session of a role.'],
        IDENTITY_TYPE: [
          'STRING',
          ({ CloudTrailEvent }) => CloudTrailEvent?.userIdentity?.type,
          'Root, IAMUser, AssumedRole, AWSService and the like.',
        ],
        IDENTITY_ARN: [
          'STRING',
          ({ CloudTrailEvent }) => CloudTrailEvent?.userIdentity?.arn,
          'ARN of the caller.',
        ],
        IDENTITY_CENTER_USER_ID: [
          'STRING',
          ({ CloudTrailEvent }) => CloudTrailEvent?.userIdentity?.onBehalfOf?.userId,
          'User of Identity Center on whose behalf it was, where there is one.',
        ],
        MFA_AUTHENTICATED: [
          'BOOLEAN',
          ({ CloudTrailEvent }) => mfaOf(CloudTrailEvent),
          'Whether the caller’s session began with MFA; of a ConsoleLogin, whether MFA was used for it.',
        ],
        ACCESS_KEY_ID: ['STRING', 'AccessKeyId', 'Access key that signed the call.'],
        SOURCE_IP: ['STRING', 'CloudTrailEvent.sourceIPAddress', 'Address, or AWS service, it came from.'],
        USER_AGENT: ['STRING', 'CloudTrailEvent.userAgent', 'What the caller said it is.'],
        ERROR_CODE: ['STRING', 'CloudTrailEvent.errorCode', 'Why it was refused, if it was.'],
        ERROR_MESSAGE: ['STRING', 'CloudTrailEvent.errorMessage', 'The refusal in words.'],
        RECIPIENT_ACCOUNT_ID: ['STRING', 'CloudTrailEvent.recipientAccountId', 'Account that it concerns.'],
        RESOURCES: ['VARIANT', 'Resources', 'Resources that it concerns, by type and name.'],
        REQUEST_PARAMETERS: ['VARIANT', 'CloudTrailEvent.requestParameters', 'What was asked for.'],
      },
    },
  },
  async *read(context) {
    for await (const event of managementEvents(context)) yield ['EVENTS', event];
  },
});

/**
 * A sign-in has no session yet: AWS says there, as Yes or No, whether MFA was used for it.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 */
function mfaOf(record: EventRecord | undefined): boolean | undefined {
  const ofSession = record?.userIdentity?.sessionContext?.attributes?.mfaAuthenticated;
  if (ofSession !== undefined) return asBoolean(ofSession);
  const used = record?.additionalEventData?.MFAUsed;
  return used === 'Yes' || used === 'No' ? used === 'Yes' : undefined;
}

/** CloudTrail writes truth as text. */
function asBoolean(value: string | boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : String(value) === 'true';
}
