import { parseArn } from '../../aws/arn.ts';
import { ACCOUNT_ROWS } from '../account-rows.ts';
import { chainOf } from '../chain.ts';
import { collectorsOfService } from '../collectors.ts';
import { defineConnector } from '../define-connector.ts';
import { destinationAccount } from '../destination-account.ts';
import { identityCenterOptions, identityCenterSchema } from './options.ts';

/** Reads IAM Identity Center, in the account of the destination role and the one region its instance lives in. */
export const awsIdentityCenter = defineConnector({
  module: 'aws_identity_center',
  doc: 'Users, groups, permission sets and account assignments of IAM Identity Center.',
  schema: identityCenterSchema,
  optionsOf: identityCenterOptions,
  enters: 'identity-center',
  collectors: collectorsOfService('identitycenter'),
  connectionColumns: ACCOUNT_ROWS,
  readPlan: (options) => ({
    partition: parseArn(options.destination_role_arn).partition,
    chain: chainOf(options),
    regions: [options.identity_center_region],
    homeRegion: options.identity_center_region,
    accountTags: false,
    accountsList: undefined,
  }),
  plan: destinationAccount,
});
