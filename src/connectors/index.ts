import type { Connection } from '../connections/connection.ts';
import { awsAccounts } from './aws-accounts/connector.ts';
import { awsCloudtrail } from './aws-cloudtrail/connector.ts';
import { awsIdentityCenter } from './aws-identity-center/connector.ts';
import { awsInventory } from './aws-inventory/connector.ts';
import type { Connector } from './connector.ts';

/** Every connector by the name a connection's `module` gives. Another connector is one more line here. */
export const CONNECTORS: Readonly<Record<Connection['module'], Connector>> = {
  aws_accounts: awsAccounts,
  aws_inventory: awsInventory,
  aws_identity_center: awsIdentityCenter,
  aws_cloudtrail: awsCloudtrail,
};
