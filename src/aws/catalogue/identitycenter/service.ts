import * as sdk from '@aws-sdk/client-sso-admin';
import { service } from '../service.ts';

/** IAM Identity Center: its instances, permission sets and assignments, as the collectors of this folder are declared with. */
export const identityCenter = service({
  name: 'identitycenter',
  prefix: 'sso',
  scope: 'organization',
  sdk,
  client: sdk.SSOAdminClient,
  tablePrefix: 'AWS_IDENTITY_CENTER',
});
