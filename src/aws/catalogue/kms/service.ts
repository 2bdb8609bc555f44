import { service } from '../service.ts';

/** A key that does not exist. */
const key = { KeyId: '00000000-0000-0000-0000-000000000000' };
const NO_KEY = 'NotFoundException';

/** KMS. No operation that uses a key is ever asked. */
export const kms = service({
  name: 'kms',
  prefix: 'kms',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-kms'),
  client: 'KMSClient',
  whenEmpty: 'wait',
  shownByTags: ['kms'],
  // https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html
  rates: {
    operations: {
      DescribeKey: { perSecond: 1_600, burst: 1_600 },
      GetKeyPolicy: { perSecond: 800, burst: 800 },
      GetKeyRotationStatus: { perSecond: 800, burst: 800 },
      ListAliases: { perSecond: 400, burst: 400 },
      ListKeys: { perSecond: 400, burst: 400 },
    },
  },
  requests: {
    DescribeKey: [key, NO_KEY],
    GetKeyPolicy: [key, NO_KEY],
    GetKeyRotationStatus: [key, NO_KEY],
    ListAliases: [{ Limit: 1 }],
    ListKeys: [{ Limit: 1 }],
  },
});
