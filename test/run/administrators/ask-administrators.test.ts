import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { collectors, type Reader, type ReadOutcome, startReader } from '../../aws/reader.ts';
import type { Account } from '../../sandbox/aws/contract.ts';
import { allowMemberOnly } from '../../sandbox/aws/world/plant.ts';
import { detectorMembers } from '../../sandbox/aws/world/posture/detector-members.ts';
import { plantDetectorAdministrator } from '../../sandbox/aws/world/posture/plant-administrator.ts';
import { type PostureState, postureOf } from '../../sandbox/aws/world/posture/posture.ts';

const region = 'us-east-1';
const [detectors] = collectors('guardduty.detectors');
const principal = 'guardduty.amazonaws.com';

let reader: Reader;
let administrator: Account;
/** Members whose detectors look, by what their relationship is. */
const byRelationship = new Map<string | undefined, Set<string | undefined>>();

beforeAll(async () => {
  reader = await startReader({ accounts: 120, assetRegions: [region] });
  const { world } = reader;
  administrator = plantDetectorAdministrator(world, region);
  for (const { member } of detectorMembers({ world, account: administrator, region })) {
    const { RelationshipStatus: status, AccountId } = member;
    byRelationship.set(status, (byRelationship.get(status) ?? new Set()).add(AccountId));
  }
});
afterAll(() => reader[Symbol.asyncDispose]());
beforeEach(() => reader.aws.resetMetrics());
afterEach(() => reader.aws.faults.clear());

function read(): Promise<ReadOutcome> {
  const administrators = new Map([[principal, [administrator.id]]]);
  return reader.readMembers(reader.access(), administrators, { collectors: detectors ? [detectors] : [] });
}

/** Accounts with a row, each once. */
function told({ rows, units }: ReadOutcome): ReadonlySet<unknown> {
  const found = (rows.get('AWS_GUARDDUTY_DETECTORS') ?? []).map(({ ACCOUNT_ID }) => ACCOUNT_ID);
  expect(new Set(found).size).toBe(found.length);
  expect(units).toHaveLength(found.length);
  for (const unit of units)
    expect(unit).toMatchObject({ status: 'ok', rows: 1, sourceAccountId: administrator.id });
  return new Set(found);
}

const calls = () => reader.aws.metrics.byAccountAction(administrator.id);

test('an administrator tells of members that look, fifty at a time, and of no other', async () => {
  expect([...byRelationship.keys()].sort()).toEqual(['Disabled', 'Enabled', 'Removed']);
  expect(byRelationship.get('Enabled')?.size).toBeGreaterThan(50);
  expect(told(await read())).toEqual(byRelationship.get('Enabled'));
  expect(calls()).toMatchObject({
    'guardduty:ListDetectors': 1,
    'guardduty:ListMembers': 2,
    'guardduty:GetMemberDetectors': 2,
  });
});

test('whom it cannot answer for, it does not tell of', async () => {
  const world = reader.world;
  // The last, so that pages do not shift.
  const silent = [...(byRelationship.get('Enabled') ?? [])].at(-1) ?? '';
  const member = world.accounts.get(silent) as Account;
  const before = structuredClone(postureOf({ world, account: member, region }));
  const pause = reader.aws.faults.pauseBefore({ operation: 'GetMemberDetectors' });
  const reading = read();
  await pause.reached;
  // It leaves after it was listed.
  member.changeContent<PostureState>(`posture ${region}`, (state) => {
    if (state.detector) state.detector = undefined as never;
  });
  pause.release();
  const expected = new Set(byRelationship.get('Enabled'));
  expected.delete(silent);
  expect(told(await reading)).toEqual(expected);
  member.changeContent<PostureState>(`posture ${region}`, (state) => Object.assign(state, before));
});

test.each(['ListDetectors', 'ListMembers', 'GetMemberDetectors'])(
  'where AWS throttles %s once, it tells the same',
  async (operation) => {
    const fault = reader.aws.faults.add({ match: { operation, times: 1 }, action: 'throttle' });
    expect(told(await read())).toEqual(byRelationship.get('Enabled'));
    expect(fault.struck).toBe(1);
  },
);

test('where the second half is refused, it has told of the first', async () => {
  const error = { code: 'AccessDeniedException', message: 'not allowed', status: 403 };
  reader.aws.faults.add({ match: { operation: 'GetMemberDetectors', nth: 2 }, action: { error } });
  expect(told(await read()).size).toBe(50 - notLooking());
});

/** Associated members on the first page that do not look. */
function notLooking(): number {
  const associated = detectorMembers({ world: reader.world, account: administrator, region }).filter(
    ({ member }) => member.RelationshipStatus !== 'Removed',
  );
  return associated.slice(0, 50).filter(({ member }) => member.RelationshipStatus !== 'Enabled').length;
}

test.each(['guardduty:ListDetectors', 'guardduty:ListMembers', 'guardduty:GetMemberDetectors'])(
  'without %s it tells of nobody, and nothing is thrown',
  async (refused) => {
    const actions = [...(detectors?.actions ?? []), 'ec2:DescribeRegions'];
    allowMemberOnly(
      reader.world,
      administrator.id,
      actions.filter((action) => action !== refused),
    );
    expect(told(await read()).size).toBe(0);
    allowMemberOnly(reader.world, administrator.id, actions);
    expect(told(await read())).toEqual(byRelationship.get('Enabled'));
  },
);

test('one that lets nobody in tells of nobody', async () => {
  reader.aws.faults.add({
    match: { operation: 'AssumeRole', roleAccountId: administrator.id },
    action: { error: { code: 'AccessDenied', message: 'not allowed', status: 403 } },
  });
  expect(told(await read()).size).toBe(0);
  expect(calls()).not.toHaveProperty('guardduty:ListMembers');
});
