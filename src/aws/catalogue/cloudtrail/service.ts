import { service } from '../service.ts';
import { NOTHING } from '../smallest-request.ts';

/** CloudTrail, as the collectors of this folder are declared with. */
export const cloudtrail = service({
  name: 'cloudtrail',
  prefix: 'cloudtrail',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-cloudtrail'),
  client: 'CloudTrailClient',
  // Two a second in each region (API reference of LookupEvents), with no burst worth counting on.
  rates: { operations: { LookupEvents: { perSecond: 1.6, burst: 1 } } },
  requests: {
    DescribeTrails: [{ includeShadowTrails: false }],
    GetEventSelectors: [{ TrailName: NOTHING }, 'TrailNotFoundException'],
    GetTrailStatus: [{ Name: NOTHING }, 'TrailNotFoundException'],
    LookupEvents: [{ MaxResults: 1 }],
  },
});
