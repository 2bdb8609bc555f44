import { type Cast, plantProblems } from '../demo/organization.ts';
import { connectionTable } from '../installation/connection-table.ts';
import { type Installation, install } from '../installation/installation.ts';
import type { World } from '../sandbox/aws/contract.ts';
import { alarmingKinds } from '../sandbox/aws/world/cloudtrail/event-kinds.ts';
import { plantEvent } from '../sandbox/aws/world/cloudtrail/plant-events.ts';
import { plantForDetections } from './plant.ts';
import { plantGaps } from './plant-gaps.ts';
import { plantServices } from './plant-services.ts';
import { plantTrust } from './plant-trust.ts';

export const REGIONS = ['us-east-1', 'eu-west-1'] as const;

export const CLOUDTRAIL = 'AWS_CLOUDTRAIL_TEST_CONNECTION';
export const IDENTITY_CENTER = 'AWS_IDENTITY_CENTER_TEST_CONNECTION';
/** Events of the account and region that people come in through, a day and more of them. */
export const PEOPLE = 'AWS_CLOUDTRAIL_PEOPLE_CONNECTION';

/** Ages are asked as of this day, whatever the clock says: thresholds grow with the days since. */
const AS_OF = new Date('2026-11-15T00:00:00Z');

/** How many days later than the day of reference it is. */
function daysSince(): number {
  return Math.floor((Date.now() - AS_OF.getTime()) / 86_400_000);
}

/** An installation whose organization has something that passes, fails and cannot be read for each detection. */
export interface TroubledInstallation extends Installation {
  readonly cast: Cast;
}

export async function installTroubled(): Promise<TroubledInstallation> {
  const installation = await install({
    accounts: 14,
    seed: 7,
    inventory: [`regions: [${REGIONS.join(', ')}]`, 'collectors: [default, iam.service_last_accessed]'],
  });
  const { world, aws } = installation.sandbox;
  if (!aws) throw new Error('no AWS sandbox');
  const cast = plantProblems(world, aws);
  plantForDetections(world, cast);
  plantServices(world, cast);
  plantTrust(world, cast);
  plantGaps(world, cast);
  plantEvents(world, cast);
  const { entry } = world;
  const events = (hours: number, regions: readonly string[]) => `module: aws_cloudtrail
source_role_arn: ${entry.sourceRoleArn}
destination_role_name: ${entry.memberRoleName}
external_id: ${entry.externalId}
accounts_connection_name: AWS_ACCOUNTS_TEST_CONNECTION
lookback_hours: ${hours}
regions: [${regions.join(', ')}]`;
  for (const statement of [
    ...connectionTable(CLOUDTRAIL, events(2, REGIONS)),
    ...connectionTable(PEOPLE, events(30, [world.identityCenter().region])),
    ...connectionTable(
      IDENTITY_CENTER,
      `module: aws_identity_center
source_role_arn: ${entry.sourceRoleArn}
destination_role_arn: ${entry.organizationRoleArn}
destination_role_external_id: ${entry.externalId}
identity_center_region: ${world.identityCenter().region}`,
    ),
    'USE ROLE ACCOUNTADMIN',
    'GRANT USAGE ON WAREHOUSE SNOWCENSUS_WH TO ROLE SNOWCENSUS_READER',
    'USE ROLE SNOWCENSUS_OWNER',
    `INSERT INTO SNOWCENSUS_DETECTIONS.DETECTION_PARAMETERS (DETECTION_ID, NAME, VALUE) VALUES
      ${Object.entries(DAYS)
        .map(([id, days]) => `('${id}', 'days', '${days + daysSince()}')`)
        .join(', ')}, ('iam_expired_certificate', 'days', '${1 - daysSince()}')`,
  ]) {
    await installation.client.query(statement);
  }
  return { ...installation, cast };
}

/** Somebody signs in without MFA, and stops a trail. */
function plantEvents(world: World, { changes }: Cast): void {
  const time = new Date(Date.now() - 600_000);
  for (const kind of Object.values(alarmingKinds)) {
    plantEvent(world, { accountId: changes, region: 'us-east-1', time, kind });
  }
}

/** Thresholds of the detections that go by an age, on the day of reference: nothing comes of that age within the day, whatever the hour. */
const DAYS = {
  ec2_stopped_old: 30,
  identity_center_stale_user: 90,
  iam_key_rotation: 90,
  iam_role_unused: 90,
  iam_root_used: 90,
  iam_service_unused: 90,
  iam_user_unused: 44,
};
