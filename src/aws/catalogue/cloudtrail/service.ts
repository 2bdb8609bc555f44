import * as sdk from '@aws-sdk/client-cloudtrail';
import { service } from '../service.ts';

/** CloudTrail, as the collectors of this folder are declared with. */
export const cloudtrail = service({
  name: 'cloudtrail',
  prefix: 'cloudtrail',
  scope: 'region',
  sdk,
  client: sdk.CloudTrailClient,
});
