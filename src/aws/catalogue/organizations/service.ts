import * as sdk from '@aws-sdk/client-organizations';
import { service } from '../service.ts';

/** AWS Organizations, as the collectors of this folder are declared with. */
export const organizations = service({
  name: 'organizations',
  prefix: 'organizations',
  scope: 'organization',
  sdk,
  client: sdk.OrganizationsClient,
  tablePrefix: 'AWS',
});
