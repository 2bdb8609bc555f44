import { service } from '../service.ts';
import type { EndpointRule } from '../service-sdk.ts';
import { NOTHING, type RequestFacts } from '../smallest-request.ts';

/** A bucket that cannot exist: the name is too long for one that is made today. */
const bucket = { Bucket: `${NOTHING}-no-bucket-has-this-name` };
const NO_BUCKET = 'NoSuchBucket';

/** Buckets are asked for by path where the endpoint was set by hand: an address has no hosts below it. */
const byPath: EndpointRule = (parameters, usual) =>
  usual(parameters.Endpoint === undefined ? parameters : { ...parameters, ForcePathStyle: true });

/** S3, as far as it is about buckets. AWS publishes no rate for it. */
export const s3 = service({
  name: 's3',
  prefix: 's3',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-s3'),
  client: 'S3Client',
  endpoint: byPath,
  requests: {
    GetBucketAcl: [bucket, NO_BUCKET],
    GetBucketEncryption: [bucket, NO_BUCKET],
    GetBucketLifecycleConfiguration: [bucket, NO_BUCKET],
    GetBucketLogging: [bucket, NO_BUCKET],
    GetBucketOwnershipControls: [bucket, NO_BUCKET],
    GetBucketPolicy: [bucket, NO_BUCKET],
    GetBucketPolicyStatus: [bucket, NO_BUCKET],
    GetBucketReplication: [bucket, NO_BUCKET],
    GetBucketVersioning: [bucket, NO_BUCKET],
    GetBucketWebsite: [bucket, NO_BUCKET],
    GetObjectLockConfiguration: [bucket, NO_BUCKET],
    GetPublicAccessBlock: [bucket, NO_BUCKET],
    ListBuckets: [{ MaxBuckets: 1 }],
  },
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
  actions: {
    GetBucketEncryption: 's3:GetEncryptionConfiguration',
    GetBucketLifecycleConfiguration: 's3:GetLifecycleConfiguration',
    GetBucketReplication: 's3:GetReplicationConfiguration',
    GetObjectLockConfiguration: 's3:GetBucketObjectLockConfiguration',
    GetPublicAccessBlock: 's3:GetBucketPublicAccessBlock',
    ListBuckets: 's3:ListAllMyBuckets',
  },
});

/** The account goes into the host, which an address does not have; it is in a header, too. */
const withoutAccountHost: EndpointRule = (parameters, usual) => {
  const url = parameters.Endpoint === undefined ? undefined : new URL(parameters.Endpoint);
  if (!url || !isHostWithoutHosts(url.hostname)) return usual(parameters);
  const authSchemes = [{ name: 'sigv4', signingName: 's3', signingRegion: parameters.Region }];
  return { url, properties: { authSchemes } };
};

function isHostWithoutHosts(host: string): boolean {
  return host === 'localhost' || /^[\d.]+$/.test(host) || host.startsWith('[');
}

const noAccessPoint = ({ accountId }: RequestFacts) => ({ AccountId: accountId, Name: NOTHING });
const NO_ACCESS_POINT = 'NoSuchAccessPoint';

/** S3, as far as it is about the account. */
export const s3Control = service({
  name: 's3',
  prefix: 's3',
  scope: 'account',
  sdk: () => import('@aws-sdk/client-s3-control'),
  client: 'S3ControlClient',
  endpoint: withoutAccountHost,
  requests: {
    GetAccessPoint: [noAccessPoint, NO_ACCESS_POINT],
    GetAccessPointPolicy: [noAccessPoint, NO_ACCESS_POINT, 'NoSuchAccessPointPolicy'],
    GetAccessPointPolicyStatus: [noAccessPoint, NO_ACCESS_POINT, 'NoSuchAccessPointPolicy'],
    ListAccessPoints: [({ accountId }) => ({ AccountId: accountId, MaxResults: 1 })],
    GetPublicAccessBlock: [
      ({ accountId }) => ({ AccountId: accountId }),
      'NoSuchPublicAccessBlockConfiguration',
    ],
  },
  actions: { GetPublicAccessBlock: 's3:GetAccountPublicAccessBlock' },
});
