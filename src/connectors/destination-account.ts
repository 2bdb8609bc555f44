import { parseArn } from '../aws/arn.ts';
import type { CommonOptions } from '../connections/options.ts';
import type { PlannedAccount } from './connector.ts';

/** The one account of a connection that enters a role by its ARN. */
export function destinationAccount(
  options: Pick<CommonOptions, 'default_external_id'> & {
    readonly destination_role_arn: string;
    readonly destination_role_external_id?: string | undefined;
  },
): readonly PlannedAccount[] {
  const { partition, accountId } = parseArn(options.destination_role_arn);
  const externalId = options.destination_role_external_id ?? options.default_external_id;
  const hop = { roleArn: options.destination_role_arn, externalId };
  return [{ id: accountId, name: undefined, partition, hop }];
}
