import * as sdk from '@aws-sdk/client-iam';
import { decodePolicyDocuments } from '../policy-document.ts';
import { service } from '../service.ts';

/** IAM: what its collectors, in several files, are declared with. */
export const iam = service({
  name: 'iam',
  prefix: 'iam',
  scope: 'account',
  sdk,
  client: sdk.IAMClient,
  decode: decodePolicyDocuments,
});
