import * as sdk from '@aws-sdk/client-ec2';
import { decodePolicyDocuments } from '../policy-document.ts';
import { service } from '../service.ts';

/** Members that hold secrets: AWS sends them along unasked, and no row may ever have them. */
const SECRETS = new Set(['CustomerGatewayConfiguration', 'PreSharedKey', 'UserData']);

/** EC2 as all its collectors know it; the files beside this one hold the entries. */
export const ec2 = service({
  name: 'ec2',
  prefix: 'ec2',
  scope: 'region',
  sdk,
  client: sdk.EC2Client,
  whenEmpty: 'wait',
  decode: (item) => decodePolicyDocuments(withoutSecrets(item)),
});

/** The item without what is secret in it, at any depth. The item is its reader's own, so it is changed in place. */
function withoutSecrets(item: object): object {
  for (const [name, value] of Object.entries(item)) {
    if (SECRETS.has(name)) delete (item as Record<string, unknown>)[name];
    else if (value !== null && typeof value === 'object') withoutSecrets(value);
  }
  return item;
}
