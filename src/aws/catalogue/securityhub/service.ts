import { service } from '../service.ts';

/** Security Hub’s code for an account and region in which it is off. */
export const OFF = 'InvalidAccessException';

/** Security Hub CSPM. */
export const securityHub = service({
  name: 'securityhub',
  prefix: 'securityhub',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-securityhub'),
  client: 'SecurityHubClient',
  whenEmpty: 'wait',
  // Ten a second and bursts of thirty for each operation (Security Hub guide, quotas).
  rates: { usual: { perSecond: 8, burst: 24 } },
  requests: {
    DescribeHub: [{}, OFF],
    GetEnabledStandards: [{ MaxResults: 1 }, OFF],
  },
});
