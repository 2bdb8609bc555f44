import { collectorsOf } from '../../aws/catalogue/modules.ts';
import { parseArn } from '../../aws/partition.ts';
import type { Connection, ConnectionOf } from '../../connections/connection.ts';
import { bugError } from '../../errors.ts';
import { ACCOUNT_ROWS } from '../account-rows.ts';
import { chainOf } from '../chain.ts';
import type { Connector } from '../connector.ts';

/** Reads IAM Identity Center, in the account of the destination role and the one region its instance lives in. */
export const awsIdentityCenter: Connector = {
  module: 'aws_identity_center',
  doc: 'Users, groups, permission sets and account assignments of IAM Identity Center.',
  collectors: collectorsOf('aws_identity_center'),
  connectionColumns: ACCOUNT_ROWS,

  approach(connection) {
    const { options } = own(connection);
    return {
      partition: parseArn(options.destination_role_arn).partition,
      chain: chainOf(options),
      regions: [options.identity_center_region],
      homeRegion: options.identity_center_region,
      accountTags: false,
      accountsList: undefined,
    };
  },

  plan(connection) {
    const { options } = own(connection);
    const { partition, accountId } = parseArn(options.destination_role_arn);
    const externalId = options.destination_role_external_id ?? options.default_external_id;
    const hop = { roleArn: options.destination_role_arn, externalId };
    return [{ id: accountId, name: undefined, partition, hop }];
  },
};

function own(connection: Connection): ConnectionOf<'aws_identity_center'> {
  if (connection.module !== 'aws_identity_center')
    throw bugError(`${connection.name} is no aws_identity_center connection`);
  return connection;
}
