import type { AccessPoint, GetAccessPointResult, PolicyStatus } from '@aws-sdk/client-s3-control';
import { jsonDocument } from '../../policy/policy-document.ts';
import type { CollectContext } from '../context.ts';
import type { ItemSource } from '../entry-specs.ts';
import { listAll } from '../listing.ts';
import { grantsToAnyone, isPublicByPolicy } from './bucket-policy.ts';
import { s3Control } from './service.ts';

/** An access point with what may already have been read of it. */
interface AccessPointSoFar extends AccessPoint {
  readonly Policy?: unknown;
  readonly PolicyStatus?: PolicyStatus | null;
}

/** The account's access points in the unit's region: the account is a part of the question. */
const accessPointsOfRegion: ItemSource<AccessPointSoFar> = {
  actions: ['s3:ListAccessPoints'],
  calls: '1 per 1,000',
  async *pages(context) {
    yield await listAll(context, s3Control, 'ListAccessPoints', 'AccessPointList', {
      input: { AccountId: context.accountId },
      pageSize: 1_000,
    });
  },
};

const ofPoint = s3Control.detailsOf<AccessPointSoFar>();
const request = ({ Name }: AccessPointSoFar, { accountId }: CollectContext) => ({
  AccountId: accountId,
  Name,
});

export const accessPoints = s3Control.details('access_points', {
  doc: 'Access points: further doors of buckets, each with a policy and a block of its own.',
  scope: 'region',
  whenEmpty: 'wait',
  thing: 'access point',
  list: accessPointsOfRegion,
  gone: ['NoSuchAccessPoint'],
  details: {
    Settings: ofPoint.each('GetAccessPoint', {
      request,
      take: (settings): Partial<GetAccessPointResult> => settings,
    }),
    Policy: ofPoint.each('GetAccessPointPolicy', {
      request,
      take: ({ Policy }) => (Policy === undefined ? undefined : jsonDocument(Policy)),
      notConfigured: { NoSuchAccessPointPolicy: null },
    }),
    PolicyStatus: ofPoint.each('GetAccessPointPolicyStatus', {
      request,
      when: ({ Policy }) => Policy === undefined || grantsToAnyone(Policy),
      take: ({ PolicyStatus }) => PolicyStatus,
      notConfigured: { NoSuchAccessPointPolicy: null },
    }),
  },
  tables: {
    ACCESS_POINTS: {
      doc: 'Access points of the account, one row each; their buckets may be of other accounts.',
      key: 'AccessPointArn',
      columns: {
        ARN: ['STRING', 'AccessPointArn', 'Access point ARN.'],
        NAME: ['STRING', 'Name', 'Name, unique in account and region.'],
        ALIAS: ['STRING', 'Alias', 'Name by which it is used like a bucket.'],
        BUCKET: ['STRING', 'Bucket', 'Bucket that it leads to.'],
        BUCKET_ACCOUNT_ID: ['STRING', 'BucketAccountId', 'Account of that bucket.'],
        NETWORK_ORIGIN: ['STRING', 'NetworkOrigin', 'Internet, or VPC where only one VPC comes in.'],
        VPC_ID: ['STRING', 'VpcConfiguration.VpcId', 'That VPC.'],
        BLOCKS_PUBLIC_ACLS: [
          'BOOLEAN',
          ({ Settings }) => Settings?.PublicAccessBlockConfiguration?.BlockPublicAcls,
          'New public ACLs are refused.',
        ],
        IGNORES_PUBLIC_ACLS: [
          'BOOLEAN',
          ({ Settings }) => Settings?.PublicAccessBlockConfiguration?.IgnorePublicAcls,
          'Public ACLs have no effect.',
        ],
        BLOCKS_PUBLIC_POLICY: [
          'BOOLEAN',
          ({ Settings }) => Settings?.PublicAccessBlockConfiguration?.BlockPublicPolicy,
          'New public policies are refused.',
        ],
        RESTRICTS_PUBLIC_BUCKETS: [
          'BOOLEAN',
          ({ Settings }) => Settings?.PublicAccessBlockConfiguration?.RestrictPublicBuckets,
          'A public policy lets in none but the account and services of AWS.',
        ],
        POLICY_IS_PUBLIC: [
          'BOOLEAN',
          (point) => isPublicByPolicy(point),
          'Whether the policy lets in the public; false without a policy, NULL where that could not be read.',
        ],
        POLICY: [
          'POLICY',
          'Policy',
          'Policy of the access point; NULL where there is none, or BLIND_TO names it.',
        ],
        CREATED_AT: ['TIMESTAMP_LTZ', 'Settings.CreationDate', 'When it was made.'],
      },
    },
  },
});
