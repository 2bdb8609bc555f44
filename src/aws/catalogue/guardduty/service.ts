import { service } from '../service.ts';
import { NOTHING } from '../smallest-request.ts';

/** GuardDuty. AWS publishes no rate for it. */
export const guardDuty = service({
  name: 'guardduty',
  prefix: 'guardduty',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-guardduty'),
  client: 'GuardDutyClient',
  whenEmpty: 'wait',
  requests: {
    GetDetector: [{ DetectorId: NOTHING }, 'BadRequestException'],
    GetMemberDetectors: [
      ({ accountId }) => ({ DetectorId: NOTHING, AccountIds: [accountId] }),
      'BadRequestException',
    ],
    ListDetectors: [{ MaxResults: 1 }],
    ListMembers: [{ DetectorId: NOTHING, MaxResults: 1 }, 'BadRequestException'],
  },
});
