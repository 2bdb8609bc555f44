import type * as s3 from '@aws-sdk/client-s3';
import type * as control from '@aws-sdk/client-s3-control';
import { AwsError, type Operation, type OperationCall, type PolicyDocument } from '../contract.ts';
import { pageOf } from '../page-token.ts';
import { type AccessPointState, type BucketState, s3Of } from '../world/s3.ts';
import { typed } from './typed.ts';

const mostBuckets = 10_000;

/** What S3 answers of buckets. */
export const s3Operations: Readonly<Record<string, Operation>> = {
  ListBuckets: typed(listBuckets),
  GetBucketAcl: ofBucket(
    ({ grants }, { account }): s3.GetBucketAclOutput => ({
      Owner: { ID: `owner-of-${account.id}` },
      Grants: grants,
    }),
  ),
  GetBucketEncryption: ofBucket(
    ({ encryption }): s3.GetBucketEncryptionOutput => ({
      ServerSideEncryptionConfiguration: set(
        encryption,
        'ServerSideEncryptionConfigurationNotFoundError',
        'The server side encryption configuration was not found',
      ),
    }),
  ),
  GetBucketLifecycleConfiguration: ofBucket(
    ({ lifecycle }): s3.GetBucketLifecycleConfigurationOutput => ({
      Rules: set(lifecycle, 'NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'),
    }),
  ),
  GetBucketReplication: ofBucket(
    ({ replication }): s3.GetBucketReplicationOutput => ({
      ReplicationConfiguration: set(
        replication,
        'ReplicationConfigurationNotFoundError',
        'The replication configuration was not found',
      ),
    }),
  ),
  GetObjectLockConfiguration: ofBucket(
    ({ objectLock }): s3.GetObjectLockConfigurationOutput => ({
      ObjectLockConfiguration: set(
        objectLock,
        'ObjectLockConfigurationNotFoundError',
        'Object Lock configuration does not exist for this bucket',
      ),
    }),
  ),
  GetBucketWebsite: ofBucket(({ website }) =>
    set(website, 'NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration'),
  ),
  GetBucketLogging: ofBucket(
    ({ logging }): s3.GetBucketLoggingOutput => (logging ? { LoggingEnabled: logging } : {}),
  ),
  GetBucketOwnershipControls: ofBucket(
    ({ ownership }): s3.GetBucketOwnershipControlsOutput => ({
      OwnershipControls: {
        Rules: [
          {
            ObjectOwnership: set(
              ownership,
              'OwnershipControlsNotFoundError',
              'The bucket ownership controls were not found',
            ),
          },
        ],
      },
    }),
  ),
  GetBucketPolicy: ofBucket(
    (bucket): s3.GetBucketPolicyOutput => ({
      Policy: JSON.stringify(policyOf(bucket)),
    }),
  ),
  GetBucketPolicyStatus: ofBucket(
    (bucket): s3.GetBucketPolicyStatusOutput => ({
      PolicyStatus: { IsPublic: isPublic(policyOf(bucket)) },
    }),
  ),
  GetBucketVersioning: ofBucket(({ versioning }) => versioning),
  GetPublicAccessBlock: ofBucket(
    ({ publicAccessBlock }): s3.GetPublicAccessBlockOutput => ({
      PublicAccessBlockConfiguration: set(publicAccessBlock, ...neverBlocked),
    }),
  ),
};

/** What S3 answers of the account. */
export const s3ControlOperations: Readonly<Record<string, Operation>> = {
  GetPublicAccessBlock: typed<control.GetPublicAccessBlockRequest, control.GetPublicAccessBlockOutput>(
    (call) => {
      requireOwn(call);
      return { PublicAccessBlockConfiguration: set(s3Of(call).publicAccessBlock, ...neverBlocked) };
    },
  ),
  ListAccessPoints: typed<control.ListAccessPointsRequest, control.ListAccessPointsResult>((call) => {
    requireOwn(call);
    const { Bucket, MaxResults = mostAccessPoints, NextToken } = call.input;
    if (MaxResults < 0 || MaxResults > mostAccessPoints) {
      throw new AwsError('InvalidRequest', `MaxResults must be between 0 and ${mostAccessPoints}`);
    }
    const { items, nextToken } = pageOf(call, {
      list: `ListAccessPoints ${call.region} ${Bucket ?? ''}`,
      items: s3Of(call).accessPoints.filter(
        ({ region, settings }) =>
          region === call.region && (Bucket === undefined || settings.Bucket === Bucket),
      ),
      size: MaxResults,
      token: NextToken,
      invalidToken: () => new AwsError('InvalidToken', 'The provided token is malformed'),
    });
    const listed = items.map(
      ({ settings: { PublicAccessBlockConfiguration: _block, CreationDate: _made, ...listedToo } }) => ({
        ...listedToo,
        Bucket: listedToo.Bucket ?? '',
        NetworkOrigin: listedToo.NetworkOrigin ?? ('Internet' as const),
      }),
    );
    return { AccessPointList: listed, ...(nextToken && { NextToken: nextToken }) };
  }),
  GetAccessPoint: ofAccessPoint(({ settings }): control.GetAccessPointResult => settings),
  GetAccessPointPolicy: ofAccessPoint(
    ({ policy }): control.GetAccessPointPolicyResult => ({ Policy: JSON.stringify(pointPolicy(policy)) }),
  ),
  GetAccessPointPolicyStatus: ofAccessPoint(
    ({ policy, settings: { NetworkOrigin } }): control.GetAccessPointPolicyStatusResult => ({
      // One that a VPC alone reaches is not public, whatever its policy says.
      PolicyStatus: { IsPublic: NetworkOrigin !== 'VPC' && isPublic(pointPolicy(policy)) },
    }),
  ),
};

const mostAccessPoints = 1_000;

/** An account may be asked about itself only. */
function requireOwn({ input, account }: OperationCall<{ readonly AccountId?: string | undefined }>): void {
  if (input.AccountId !== account.id) throw new AwsError('AccessDenied', 'Access Denied', 403);
}

/** A question about one access point, which only its own region answers. */
function ofAccessPoint(answer: (point: AccessPointState) => object): Operation {
  return typed<{ readonly AccountId?: string; readonly Name?: string }, object>((call) => {
    requireOwn(call);
    const point = s3Of(call).accessPoints.find(
      ({ region, settings }) => region === call.region && settings.Name === call.input.Name,
    );
    return answer(set(point, 'NoSuchAccessPoint', 'The specified accesspoint does not exist'));
  });
}

function pointPolicy(policy: PolicyDocument | undefined): PolicyDocument {
  return set(policy, 'NoSuchAccessPointPolicy', 'The specified accesspoint policy does not exist');
}

const neverBlocked = [
  'NoSuchPublicAccessBlockConfiguration',
  'The public access block configuration was not found',
] as const;

/** Region and ARN are told only to a request that has a parameter (API reference of ListBuckets). */
function listBuckets(call: OperationCall<s3.ListBucketsRequest>): s3.ListBucketsOutput {
  const { MaxBuckets = mostBuckets, ContinuationToken, Prefix = '', BucketRegion } = call.input;
  if (MaxBuckets < 1 || MaxBuckets > mostBuckets) {
    throw new AwsError(
      'InvalidArgument',
      `Argument max-buckets must be an integer between 1 and ${mostBuckets}`,
    );
  }
  const says = Object.values(call.input).some((value) => value !== undefined);
  const { items, nextToken } = pageOf(call, {
    list: `ListBuckets ${Prefix} ${BucketRegion ?? ''}`,
    items: [...s3Of(call).buckets.values()].filter(
      ({ name, region }) =>
        name.startsWith(Prefix) && (BucketRegion === undefined || BucketRegion === region),
    ),
    size: MaxBuckets,
    token: ContinuationToken,
    invalidToken: () => new AwsError('InvalidArgument', 'The continuation token provided is incorrect'),
  });
  return {
    Owner: { ID: `owner-of-${call.account.id}` },
    Buckets: items.map(({ name, region, createdAt }) => ({
      Name: name,
      CreationDate: createdAt,
      ...(says ? { BucketRegion: region, BucketArn: `arn:${call.world.partition}:s3:::${name}` } : {}),
    })),
    ...(nextToken === undefined ? {} : { ContinuationToken: nextToken }),
  };
}

/** A question about one bucket, which only its own region answers. */
function ofBucket(answer: (bucket: BucketState, call: OperationCall) => object): Operation {
  return (call) => {
    const { Bucket } = call.input as { readonly Bucket: string };
    const bucket = s3Of(call).buckets.get(Bucket);
    if (!bucket)
      throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: Bucket });
    if (bucket.region !== call.region) {
      throw new AwsError(
        'PermanentRedirect',
        'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
        301,
        { Bucket, Endpoint: `${Bucket}.s3.${bucket.region}.amazonaws.com`, Region: bucket.region },
      );
    }
    return answer(bucket, call);
  };
}

function set<T>(value: T | undefined, code: string, message: string): T {
  if (value === undefined) throw new AwsError(code, message, 404);
  return value;
}

function policyOf({ policy }: BucketState): PolicyDocument {
  return set(policy, 'NoSuchBucketPolicy', 'The bucket policy does not exist');
}

/** Who is let in is not told one by one, and no condition says from where (S3 guide, access-control-block-public-access). */
function isPublic({ Statement }: PolicyDocument): boolean {
  return Statement.some(
    ({ Effect, Principal, Condition }) =>
      Effect === 'Allow' && isEverybody(Principal) && Condition === undefined,
  );
}

/** A star alone, or as an AWS principal. */
function isEverybody(principal: PolicyDocument['Statement'][number]['Principal']): boolean {
  return principal === '*' || (typeof principal === 'object' && [principal.AWS].flat().includes('*'));
}
