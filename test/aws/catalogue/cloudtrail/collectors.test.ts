import { afterEach, beforeEach, expect, test } from 'vitest';
import { UnitInstants } from '../../../../src/ledger/known/unit-instants.ts';
import { managementEvents } from '../../../sandbox/aws/world/cloudtrail/events.ts';
import { plantEvent } from '../../../sandbox/aws/world/cloudtrail/plant-events.ts';
import { collectors, type Reader, type ReadOutcome, startReader } from '../../reader.ts';

const REGION = 'us-east-1';
const HOUR_MS = 3_600_000;
const events = collectors('cloudtrail.events');
const trails = collectors('cloudtrail.trails');

let reader: Reader;
beforeEach(async () => {
  reader = await startReader();
});
afterEach(() => reader[Symbol.asyncDispose]());

interface Wanted {
  readonly hours?: number;
  readonly readOnly?: boolean;
  readonly watermarks?: UnitInstants;
  readonly until?: Date;
}

function readEvents({
  hours = 6,
  readOnly = true,
  watermarks = new UnitInstants(),
  until = new Date(),
}: Wanted) {
  const readPlan = { lookbackMs: hours * HOUR_MS, overlapMs: 20 * 60_000, keptMs: 2160 * HOUR_MS, readOnly };
  return reader.read(reader.access(), reader.member, {
    collectors: events,
    events: { readPlan, watermarks, until },
  });
}

function rowsOf(outcome: ReadOutcome) {
  return outcome.rows.get('AWS_CLOUDTRAIL_EVENTS') ?? [];
}

/** Ids of what CloudTrail has of the hours before an instant, in order. */
function known(hours: number, until: Date, now = new Date()): string[] {
  const place = { world: reader.world, account: reader.member, region: REGION };
  const from = new Date(until.getTime() - hours * HOUR_MS);
  return managementEvents(place, from, until, now).map(({ EventId }) => String(EventId));
}

const idsOf = (outcome: ReadOutcome) => rowsOf(outcome).map(({ EVENT_ID }) => EVENT_ID);

test('all pages of a window are read', async () => {
  const until = new Date(Date.now() - HOUR_MS);
  const expected = known(48, until);
  expect(expected.length).toBeGreaterThan(200);
  const outcome = await readEvents({ hours: 48, until });
  expect(idsOf(outcome)).toEqual(expected);
  expect(outcome.unit('cloudtrail.events')).toMatchObject({
    status: 'ok',
    rows: expected.length,
    watermark: until.toISOString(),
  });
  expect(reader.aws.metrics.byAction['cloudtrail:LookupEvents']).toBeGreaterThanOrEqual(5);
});

test('events that only read are left out by AWS itself', async () => {
  const until = new Date(Date.now() - HOUR_MS);
  const all = await readEvents({ hours: 24, until });
  const changes = await readEvents({ hours: 24, until, readOnly: false });
  const expected = rowsOf(all).filter(({ READ_ONLY }) => READ_ONLY === false);
  expect(expected.length).toBeGreaterThan(10);
  expect(expected.length).toBeLessThan(rowsOf(all).length);
  expect(idsOf(changes)).toEqual(expected.map(({ EVENT_ID }) => EVENT_ID));
});

test('records of a megabyte together make shorter pages, and arrive whole', async () => {
  const time = new Date(Date.now() - 10 * HOUR_MS);
  const planted = Array.from({ length: 50 }, () =>
    plantEvent(reader.world, { accountId: reader.member.id, region: REGION, time, name: 'PutKeyPolicy' }),
  );
  const bytes = planted.reduce((sum, { CloudTrailEvent = '' }) => sum + CloudTrailEvent.length, 0);
  expect(bytes).toBeGreaterThan(2_000_000);
  const outcome = await readEvents({ hours: 1, until: new Date(time.getTime() + 60_000) });
  for (const { EventId, CloudTrailEvent = '' } of planted) {
    const row = rowsOf(outcome).find(({ EVENT_ID }) => EVENT_ID === EventId);
    const { requestParameters } = JSON.parse(CloudTrailEvent) as { requestParameters: object };
    expect(JSON.stringify(row?.REQUEST_PARAMETERS) === JSON.stringify(requestParameters)).toBe(true);
  }
  expect(reader.aws.metrics.byAction['cloudtrail:LookupEvents']).toBeGreaterThanOrEqual(3);
});

test('a record that is no JSON stays text', async () => {
  const time = new Date(Date.now() - HOUR_MS);
  const event = plantEvent(reader.world, { accountId: reader.member.id, region: REGION, time });
  event.CloudTrailEvent = '{"cut off":';
  const outcome = await readEvents({ hours: 2 });
  const row = rowsOf(outcome).find(({ EVENT_ID }) => EVENT_ID === event.EventId);
  expect(row).toMatchObject({ EVENT_NAME: 'CreateAccessKey', RAW: { CloudTrailEvent: '{"cut off":' } });
  expect(row?.SOURCE_IP).toBeUndefined();
});

test('a number of a record is what CloudTrail wrote', async () => {
  const time = new Date(Date.now() - HOUR_MS);
  const event = plantEvent(reader.world, { accountId: reader.member.id, region: REGION, time });
  event.CloudTrailEvent =
    '{"eventVersion":"1.08","requestParameters":{"limit":9223372036854775807,"size":10}}';
  const row = rowsOf(await readEvents({ hours: 2 })).find(({ EVENT_ID }) => EVENT_ID === event.EventId);
  const requestParameters = { limit: '9223372036854775807', size: 10 };
  expect(row).toMatchObject({
    REQUEST_PARAMETERS: requestParameters,
    RAW: { CloudTrailEvent: { requestParameters } },
  });
});

test.each([
  [{ additionalEventData: { MFAUsed: 'No' } }, false],
  [{ additionalEventData: { MFAUsed: 'Yes' } }, true],
  [{ additionalEventData: {} }, undefined],
  [{ userIdentity: { sessionContext: { attributes: { mfaAuthenticated: 'true' } } } }, true],
])('a sign-in with %j has MFA: %s', async (more, expected) => {
  const time = new Date(Date.now() - HOUR_MS);
  const event = plantEvent(reader.world, { accountId: reader.member.id, region: REGION, time });
  event.EventName = 'ConsoleLogin';
  event.CloudTrailEvent = JSON.stringify({
    eventType: 'AwsConsoleSignIn',
    userIdentity: { type: 'Root' },
    ...more,
  });
  const row = rowsOf(await readEvents({ hours: 2 })).find(({ EVENT_ID }) => EVENT_ID === event.EventId);
  expect(row?.EVENT_NAME).toBe('ConsoleLogin');
  expect(row?.MFA_AUTHENTICATED).toBe(expected);
});

test('an event delivered late is in the next window’s overlap', async () => {
  const first = new Date(Date.now() - 30 * 60_000);
  const before = await readEvents({ until: first });
  const { EventId } = plantEvent(reader.world, {
    accountId: reader.member.id,
    region: REGION,
    time: new Date(first.getTime() - 14 * 60_000),
  });
  expect(idsOf(before)).not.toContain(EventId);
  const watermarks = new UnitInstants();
  watermarks.set({ collector: 'cloudtrail.events', accountId: reader.member.id, region: REGION }, first);
  expect(idsOf(await readEvents({ watermarks }))).toContain(EventId);
});

test('a token that expires midway costs no event', async () => {
  const until = new Date(Date.now() - HOUR_MS);
  const expected = known(48, until);
  const expired = { code: 'InvalidNextTokenException', message: 'Invalid NextToken.', status: 400 };
  reader.aws.faults.add({
    match: { operation: 'LookupEvents', nth: 3, times: 1 },
    action: { error: expired },
  });
  const outcome = await readEvents({ hours: 48, until });
  expect(outcome.unit('cloudtrail.events').status).toBe('ok');
  expect(new Set(idsOf(outcome))).toEqual(new Set(expected));
});

test('a unit that fails midway has no watermark', async () => {
  const broken = { code: 'InternalFailure', message: 'broken', status: 500 };
  reader.aws.faults.add({ match: { operation: 'LookupEvents', nth: 2 }, action: { error: broken } });
  const outcome = await readEvents({ hours: 48 });
  expect(outcome.unit('cloudtrail.events')).toMatchObject({ status: 'failed', rows: 0 });
  expect(outcome.unit('cloudtrail.events').watermark).toBeUndefined();
});

test('every trail is read once, where it is at home, the organization’s in its own account', async () => {
  const management = reader.world.accounts.get(reader.world.managementAccountId);
  if (!management) throw new Error('no management account');
  const { organizationRoleArn, externalId } = reader.world.entry;
  management.changeIam(({ roles }) => {
    const statements = roles.get('snowcensus-organization')?.inlinePolicies[0]?.Document.Statement;
    statements?.push({ Effect: 'Allow', Action: ['ec2:*', 'cloudtrail:*'], Resource: '*' });
  });
  const read = async (account = reader.member) =>
    reader.read(reader.access(), account, {
      collectors: trails,
      regions: 'all',
      ...(account === management ? { hop: { roleArn: organizationRoleArn, externalId } } : {}),
    });
  const found = [];
  for (const account of [management, ...reader.members.slice(0, 4)]) {
    const { rows, units } = await read(account);
    const own = rows.get('AWS_CLOUDTRAIL_TRAILS') ?? [];
    for (const row of own) expect(row).toMatchObject({ ACCOUNT_ID: account.id, REGION: row.HOME_REGION });
    expect(new Set(units.map(({ status }) => status))).toEqual(new Set(['ok', 'absent']));
    found.push(...own);
  }
  const arns = found.map(({ TRAIL_ARN }) => TRAIL_ARN);
  expect(new Set(arns).size).toBe(arns.length);
  expect(found.filter(({ IS_ORGANIZATION }) => IS_ORGANIZATION)).toHaveLength(1);
  expect(found.some(({ IS_LOGGING }) => IS_LOGGING === false)).toBe(true);
  expect(found.some(({ EVENT_SELECTORS }) => EVENT_SELECTORS !== undefined)).toBe(true);
});
