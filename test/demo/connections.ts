import { connectionTable } from '../installation/connection-table.ts';
import type { World } from '../sandbox/aws/contract.ts';
import { REGIONS } from './organization.ts';

export const ACCOUNTS = 'AWS_ACCOUNTS_DEMO_CONNECTION';
export const INVENTORY = 'AWS_INVENTORY_DEMO_CONNECTION';
export const CLOUDTRAIL = 'AWS_CLOUDTRAIL_DEMO_CONNECTION';
export const IDENTITY_CENTER = 'AWS_IDENTITY_CENTER_DEMO_CONNECTION';

/** The statements with which a user configures the demo's connections. */
export function connectionStatements({ entry, identityCenter }: World): readonly string[] {
  return [
    ...connectionTable(
      ACCOUNTS,
      `module: aws_accounts
source_role_arn: ${entry.sourceRoleArn}
destination_role_arn: ${entry.organizationRoleArn}
destination_role_external_id: ${entry.externalId}
tags: true
schedule: 0 */12 * * *
`,
    ),
    ...connectionTable(
      INVENTORY,
      `module: aws_inventory
source_role_arn: ${entry.sourceRoleArn}
destination_role_name: ${entry.memberRoleName}
external_id: ${entry.externalId}
accounts_connection_name: ${ACCOUNTS}
regions: [${REGIONS.join(', ')}]
schedule: 30 */12 * * *
`,
    ),
    ...connectionTable(
      CLOUDTRAIL,
      `module: aws_cloudtrail
source_role_arn: ${entry.sourceRoleArn}
destination_role_name: ${entry.memberRoleName}
external_id: ${entry.externalId}
accounts_connection_name: ${ACCOUNTS}
regions: [${REGIONS.join(', ')}]
lookback_hours: 4
schedule: 45 * * * *
`,
    ),
    ...connectionTable(
      IDENTITY_CENTER,
      `module: aws_identity_center
source_role_arn: ${entry.sourceRoleArn}
destination_role_arn: ${entry.organizationRoleArn}
destination_role_external_id: ${entry.externalId}
identity_center_region: ${identityCenter().region}
schedule: 0 */12 * * *
`,
    ),
  ];
}
