import type { FunctionConfiguration, FunctionUrlConfig } from '@aws-sdk/client-lambda';
import { jsonDocument } from '../../policy/policy-document.ts';
import { tagsOf } from '../tagging/service.ts';
import { tagMap } from '../tagging/tags.ts';
import { lambda } from './service.ts';

const ofFunction = lambda.detailsOf<FunctionConfiguration>();
const request = ({ FunctionName }: FunctionConfiguration) => ({ FunctionName });

/** Lambda’s code for a function that is gone, and for one that has no policy. */
const NOT_THERE = 'ResourceNotFoundException';

export const functions = lambda.details('functions', {
  doc: 'Functions with who may call them, by policy or URL, and the names of their environment variables.',
  thing: 'function',
  list: lambda.list('ListFunctions', 'Functions', { pageSize: 50 }),
  gone: [NOT_THERE],
  details: {
    // Before the policy: it tells a function that is gone from one that has none.
    Urls: ofFunction.list('ListFunctionUrlConfigs', 'FunctionUrlConfigs', {
      request,
      pageSize: 50,
      lacksRegions: true,
    }),
    Policy: ofFunction.each('GetPolicy', {
      request,
      take: ({ Policy }) => (Policy === undefined ? undefined : jsonDocument(Policy)),
      notConfigured: { [NOT_THERE]: null },
    }),
    Tags: tagsOf<FunctionConfiguration>('lambda:function', ({ FunctionArn }) => FunctionArn),
  },
  tables: {
    FUNCTIONS: {
      doc: 'Functions, one row each, as their unpublished version is.',
      key: 'FunctionArn',
      columns: {
        ARN: ['STRING', 'FunctionArn', 'Function ARN.'],
        NAME: ['STRING', 'FunctionName', 'Name, unique in the region.'],
        DESCRIPTION: ['STRING', 'Description', 'Description.'],
        RUNTIME: ['STRING', 'Runtime', 'Such as nodejs22.x; NULL for images.'],
        HANDLER: ['STRING', 'Handler', 'What is called in the code; NULL for images.'],
        ROLE_ARN: ['STRING', 'Role', 'Role that the function runs with.'],
        PACKAGE_TYPE: ['STRING', 'PackageType', 'Zip or Image.'],
        ARCHITECTURE: ['STRING', ({ Architectures }) => Architectures?.[0], 'x86_64 or arm64.'],
        MEMORY_MB: ['NUMBER', 'MemorySize', 'Memory in MB.'],
        TIMEOUT_SECONDS: ['NUMBER', 'Timeout', 'Seconds after which a call is broken off.'],
        CODE_SHA256: ['STRING', 'CodeSha256', 'Hash of the code, in base64.'],
        VPC_ID: ['STRING', 'VpcConfig.VpcId', 'VPC it reaches into; NULL where it is in none.'],
        SUBNETS: ['VARIANT', 'VpcConfig.SubnetIds', 'Ids of its subnets.'],
        SECURITY_GROUPS: ['VARIANT', 'VpcConfig.SecurityGroupIds', 'Ids of its security groups.'],
        KMS_KEY_ARN: [
          'STRING',
          'KMSKeyArn',
          'Key that its environment is encrypted with; NULL for AWS’s own.',
        ],
        ENVIRONMENT_NAMES: [
          'VARIANT',
          ({ Environment }) => (Environment === undefined ? [] : Environment.Variables),
          'Names of its environment variables, never their values; NULL where Lambda could not decrypt them.',
        ],
        DEAD_LETTER_ARN: [
          'STRING',
          'DeadLetterConfig.TargetArn',
          'Queue or topic of events that it failed for.',
        ],
        TRACING: ['STRING', 'TracingConfig.Mode', 'Active or PassThrough.'],
        LAYERS: ['VARIANT', ({ Layers }) => Layers?.map(({ Arn }) => Arn), 'ARNs of its layers, in order.'],
        LOG_GROUP: ['STRING', 'LoggingConfig.LogGroup', 'Log group that it writes to.'],
        SIGNING_PROFILE_ARN: [
          'STRING',
          'SigningProfileVersionArn',
          'Signing profile of its code; NULL where it is not signed.',
        ],
        URL: [
          'STRING',
          ({ Urls }) => mostOpen(Urls)?.FunctionUrl,
          'Its URL, the most open of several; NULL where it has none, or BLIND_TO names Urls.',
        ],
        URL_AUTH_TYPE: [
          'STRING',
          ({ Urls }) => mostOpen(Urls)?.AuthType,
          'NONE where that URL lets in anybody whom the policy does, or AWS_IAM.',
        ],
        URLS: ['VARIANT', 'Urls', 'All its URLs with those of its aliases, and what origins they allow.'],
        POLICY: [
          'POLICY',
          'Policy',
          'Policy of the function, not of its versions and aliases; NULL where there is none, or BLIND_TO names it.',
        ],
        LAST_MODIFIED: ['TIMESTAMP_LTZ', 'LastModified', 'When its code or settings were changed last.'],
        TAGS: [
          'VARIANT',
          ({ Tags }) => Tags && tagMap(Tags.flatMap((each) => each.Tags ?? [])),
          'Tags as an object.',
        ],
      },
    },
  },
});

export const eventSourceMappings = lambda.operation('event_source_mappings', 'ListEventSourceMappings', {
  doc: 'What queues, streams and topics call which functions.',
  pageSize: 100,
  tables: {
    EVENT_SOURCE_MAPPINGS: {
      doc: 'Event source mappings, one row each.',
      rows: 'EventSourceMappings',
      key: 'UUID',
      volatile: ['LastProcessingResult'],
      columns: {
        UUID: ['STRING', 'UUID', 'Id of the mapping.'],
        FUNCTION_ARN: ['STRING', 'FunctionArn', 'Function that is called.'],
        EVENT_SOURCE_ARN: [
          'STRING',
          'EventSourceArn',
          'Queue, stream or broker; NULL for one outside of AWS.',
        ],
        STATE: ['STRING', 'State', 'Such as Enabled or Disabled.'],
        STARTING_POSITION: ['STRING', 'StartingPosition', 'Where reading of a stream began.'],
        BATCH_SIZE: ['NUMBER', 'BatchSize', 'The most records of one call.'],
        MAXIMUM_RETRY_ATTEMPTS: [
          'NUMBER',
          'MaximumRetryAttempts',
          'How often a failed batch is tried again; -1 for always.',
        ],
        ON_FAILURE_ARN: [
          'STRING',
          ({ DestinationConfig }) => DestinationConfig?.OnFailure?.Destination,
          'Where records go that failed.',
        ],
        LAST_MODIFIED: ['TIMESTAMP_LTZ', 'LastModified', 'When it was changed, or its state changed.'],
      },
    },
  },
});

/** The URL by which most are let in. */
function mostOpen(urls: readonly FunctionUrlConfig[] | null | undefined): FunctionUrlConfig | undefined {
  return urls?.find(({ AuthType }) => AuthType === 'NONE') ?? urls?.[0];
}
