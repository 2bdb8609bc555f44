import { makeConnection } from '../installation/connection-table.ts';
import { type Installation, type InstallOptions, install } from '../installation/installation.ts';
import type { Account } from '../sandbox/aws/contract.ts';
import { managementEvents } from '../sandbox/aws/world/cloudtrail/events.ts';

export const CLOUDTRAIL = 'AWS_CLOUDTRAIL_TEST_CONNECTION';
export const REGION = 'us-east-1';

const HOUR_MS = 3_600_000;

/** An installation with a CloudTrail connection over a few accounts, and what CloudTrail knows of them. */
export interface CloudtrailInstallation extends Installation {
  readonly accounts: readonly Account[];
  /** Ids of the changes in the accounts since an instant that CloudTrail has by now, sorted. */
  changesSince(since: Date): string[];
  /** Ids that the view of events shows, sorted. */
  visibleEvents(): Promise<string[]>;
}

/** Sets everything up; `lines` are options of the connection beside those that every test needs. */
export async function installCloudtrail(
  count: number,
  lines: readonly string[] = ['lookback_hours: 6'],
  options: InstallOptions = {},
): Promise<CloudtrailInstallation> {
  const installation = await install({ accounts: 8 + count, ...options });
  const { world } = installation.sandbox;
  const accounts = [...world.accounts.values()]
    .filter(({ isManagement, state }) => !isManagement && state === 'ACTIVE')
    .slice(0, count);
  await makeConnection(
    installation.client,
    CLOUDTRAIL,
    `module: aws_cloudtrail
source_role_arn: ${world.entry.sourceRoleArn}
destination_role_name: ${world.entry.memberRoleName}
external_id: ${world.entry.externalId}
account_ids: [${accounts.map(({ id }) => `"${id}"`).join(', ')}]
regions: [${REGION}, eu-south-1]
${lines.join('\n')}`,
  );
  return {
    ...installation,
    accounts,
    changesSince: (since) =>
      accounts
        .flatMap((account) =>
          managementEvents({ world, account, region: REGION }, since, new Date(), new Date()),
        )
        .filter(({ ReadOnly }) => ReadOnly === 'false')
        .map(({ EventId = '' }) => EventId)
        .sort(),
    async visibleEvents() {
      const rows = await installation.client.query<{ EVENT_ID: string }>(
        'SELECT EVENT_ID FROM AWS_CLOUDTRAIL_EVENTS ORDER BY EVENT_ID',
      );
      return rows.map(({ EVENT_ID }) => EVENT_ID);
    },
  };
}

/** The instant a first read of six hours surely began before. */
export function sixHoursBefore(instant: Date): Date {
  return new Date(instant.getTime() - 6 * HOUR_MS);
}
