import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  CLOUDTRAIL,
  type CloudtrailInstallation,
  installCloudtrail,
  REGION,
} from '../e2e/cloudtrail-installation.ts';
import { makeConnection } from '../installation/connection-table.ts';
import { ACCOUNTS, INVENTORY } from '../installation/installation.ts';
import { plantEvent } from '../sandbox/aws/world/cloudtrail/plant-events.ts';

const IDENTITY_CENTER = 'AWS_IDENTITY_CENTER_TEST_CONNECTION';
const HOUR_MS = 3_600_000;

let installation: CloudtrailInstallation;
let accountId: string;
/** When it happened: a sign-in of an IAM user, and a sign-in and a refused one of a user of Identity Center. */
const signedInAt = new Date(1000 * Math.floor((Date.now() - HOUR_MS) / 1000));
let userName: string;
let userId: string;

/** An event with its record changed. */
function plant(name: string, time: Date, change: (record: Record<string, unknown>) => void): void {
  const event = plantEvent(installation.sandbox.world, { accountId, region: REGION, time, name });
  const record = JSON.parse(event.CloudTrailEvent ?? '{}') as Record<string, unknown>;
  change(record);
  event.CloudTrailEvent = JSON.stringify(record);
}

beforeAll(async () => {
  installation = await installCloudtrail(1, ['lookback_hours: 6'], {
    inventory: [
      `regions: [${REGION}]`,
      'collectors: [iam.authorization_details, iam.access_keys, iam.credential_report]',
    ],
  });
  const { world } = installation.sandbox;
  const [account] = installation.accounts;
  accountId = account?.id ?? '';
  const user = [...(account?.iam().users.values() ?? [])].find(({ passwordEnabled }) => passwordEnabled);
  userName = user?.UserName ?? '';
  userId = world.identityCenter().users[0]?.UserId ?? '';
  plant('ConsoleLogin', signedInAt, (record) => {
    record.userIdentity = { type: 'IAMUser', arn: user?.Arn, userName };
  });
  const onBehalfOf = { userId };
  plant('Federate', signedInAt, (record) => {
    record.userIdentity = { type: 'IdentityCenterUser', onBehalfOf };
  });
  plant('Federate', new Date(signedInAt.getTime() + 60_000), (record) => {
    record.userIdentity = { type: 'IdentityCenterUser', onBehalfOf };
    record.errorCode = 'AccessDenied';
  });
  await makeConnection(
    installation.client,
    IDENTITY_CENTER,
    `module: aws_identity_center
source_role_arn: ${world.entry.sourceRoleArn}
destination_role_arn: ${world.entry.organizationRoleArn}
destination_role_external_id: ${world.entry.externalId}
collectors: [identitycenter.users]
identity_center_region: ${world.identityCenter().region}`,
  );
  for (const connection of [ACCOUNTS, INVENTORY, IDENTITY_CENTER]) await installation.run(connection);
}, 300_000);
afterAll(() => installation.close());

const ask = <T = Record<string, unknown>>(sql: string) => installation.client.query<T>(sql);

test('until events are read, activity says that it does not know of them', async () => {
  const users = await ask<{ NOT_READ: string[]; LAST_ACTIVITY_AT: string | null }>(
    'SELECT NOT_READ, LAST_ACTIVITY_AT FROM AWS_IAM_USER_ACTIVITY',
  );
  expect(users.length).toBeGreaterThan(5);
  for (const { NOT_READ } of users) expect(NOT_READ).toEqual(['cloudtrail']);
  expect(users.some(({ LAST_ACTIVITY_AT }) => LAST_ACTIVITY_AT === null)).toBe(true);
  expect(users.some(({ LAST_ACTIVITY_AT }) => LAST_ACTIVITY_AT !== null)).toBe(true);
  const people = await ask(
    'SELECT COUNT(*) AS N, COUNT(EVENTS_FROM) AS KNOWN FROM AWS_IDENTITY_CENTER_USER_ACTIVITY',
  );
  expect(people).toEqual([{ N: installation.sandbox.world.identityCenter().users.length, KNOWN: 0 }]);
});

test('the last sign-in is the latest that CloudTrail has, and none that was refused', async () => {
  await installation.run(CLOUDTRAIL);
  const [user] = await ask<{ LAST_SIGN_IN_AT: Date; LAST_ACTIVITY_AT: Date; NOT_READ: string[] }>(
    `SELECT LAST_SIGN_IN_AT, LAST_ACTIVITY_AT, NOT_READ FROM AWS_IAM_USER_ACTIVITY
     WHERE ACCOUNT_ID = '${accountId}' AND USER_NAME = '${userName}'`,
  );
  expect(user?.NOT_READ).toEqual([]);
  expect(new Date(user?.LAST_SIGN_IN_AT ?? 0)).toEqual(signedInAt);
  expect(new Date(user?.LAST_ACTIVITY_AT ?? 0)).toEqual(signedInAt);
  const [person] = await ask<Record<string, Date>>(
    `SELECT LAST_SIGN_IN_AT, LAST_FEDERATED_AT, LAST_EVENT_AT, EVENTS_FROM FROM AWS_IDENTITY_CENTER_USER_ACTIVITY
     WHERE USER_ID = '${userId}'`,
  );
  expect(new Date(person?.LAST_SIGN_IN_AT ?? 0)).toEqual(signedInAt);
  expect(new Date(person?.LAST_FEDERATED_AT ?? 0)).toEqual(signedInAt);
  expect(new Date(person?.LAST_EVENT_AT ?? 0).getTime()).toBeGreaterThan(signedInAt.getTime());
  // The events are not those of the account that owns Identity Center: of others who are not in them nothing is known.
  expect(person?.EVENTS_FROM).toBeNull();
});
