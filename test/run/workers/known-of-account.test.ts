import { expect, test } from 'vitest';
import { ByAccount } from '../../../src/ledger/known/by-account.ts';
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

const all = {
  watermarks: new UnitInstants(),
  emptyRegions: new EmptyRegions(),
  knownRows: new FoundRows(new ByAccount(), new Map()),
  resting: new UnitInstants(),
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
