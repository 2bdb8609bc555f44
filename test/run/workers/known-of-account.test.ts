import { expect, test } from 'vitest';
import type { EarlierRead } from '../../../src/aws/catalogue/context.ts';
import { ByAccount } from '../../../src/ledger/known/by-account.ts';
import { EarlierReads } from '../../../src/ledger/known/earlier-reads.ts';
import { EmptyRegions } from '../../../src/ledger/known/empty-regions.ts';
import { FoundRows } from '../../../src/ledger/known/known-rows.ts';
import { UnitInstants } from '../../../src/ledger/known/unit-instants.ts';
import type { UnitResult } from '../../../src/ledger/units.ts';
import { HandedKnowledge, knownOf } from '../../../src/run/workers/known-of-account.ts';

const told: UnitResult = {
  collector: 'guardduty.detectors',
  region: 'us-east-1',
  status: 'ok',
  rows: 1,
  durationMs: 1,
  sourceAccountId: '111111111111',
};

const earlier: EarlierRead = {
  sweptAt: new Date('2026-01-01T00:00:00Z'),
  readAt: new Date('2026-01-02T00:00:00Z'),
  items: [{ SnapshotId: 'snap-1', UserId: '111111111111' }],
};

const all = {
  watermarks: new UnitInstants(),
  emptyRegions: new EmptyRegions(),
  knownRows: new FoundRows(new ByAccount(), new Map()),
  resting: new UnitInstants(),
  earlier: new EarlierReads(),
  told: new Map([['222222222222', [told]]]),
};

test('what an administrator has told of an account goes with it, and no further', () => {
  const handed = new HandedKnowledge(new Map());
  for (const id of ['222222222222', '333333333333']) {
    handed.take(id, structuredClone(knownOf(all, id)));
  }
  expect(handed.told.get('222222222222')).toEqual([told]);
  expect(handed.told.get('333333333333')).toEqual([]);
  handed.drop('222222222222');
  expect(handed.told.get('222222222222')).toBeUndefined();
});

test('what an earlier run has read of a unit goes with its account, and no further', () => {
  const unit = { collector: 'ec2.snapshot_permissions', accountId: '222222222222', region: 'us-east-1' };
  const known = { ...all, earlier: new EarlierReads() };
  known.earlier.set(unit, earlier);
  const handed = new HandedKnowledge(new Map());
  for (const id of ['222222222222', '333333333333']) {
    handed.take(id, structuredClone(knownOf(known, id)));
  }
  expect(handed.earlier.of(unit)).toEqual(earlier);
  expect(handed.earlier.of({ ...unit, accountId: '333333333333' })).toBeUndefined();
  handed.drop('222222222222');
  expect(handed.earlier.of(unit)).toBeUndefined();
});
