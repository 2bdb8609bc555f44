import { ByAccount } from '../../ledger/known/by-account.ts';
import { EarlierReads } from '../../ledger/known/earlier-reads.ts';
import { EmptyRegions } from '../../ledger/known/empty-regions.ts';
import { FoundRows } from '../../ledger/known/known-rows.ts';
import { UnitInstants } from '../../ledger/known/unit-instants.ts';
import type { UnitResult } from '../../ledger/units.ts';
import type { Knowledge } from '../open.ts';
import type { KnownOfAccount } from './messages.ts';

/** Knowledge of one account, of that of all. */
export function knownOf(
  { watermarks, emptyRegions, knownRows, resting, earlier, told }: Knowledge,
  accountId: string,
): KnownOfAccount {
  return {
    watermarks: watermarks.byAccount.of(accountId),
    emptyRegions: emptyRegions.byAccount.of(accountId),
    digests: knownRows.digests.of(accountId),
    resting: resting.byAccount.of(accountId),
    earlier: earlier.byAccount.of(accountId),
    told: told.get(accountId) ?? [],
  };
}

/** Knowledge of the accounts that a worker reads now. */
export class HandedKnowledge implements Knowledge {
  readonly watermarks = new UnitInstants();
  readonly emptyRegions = new EmptyRegions();
  readonly resting = new UnitInstants();
  readonly earlier = new EarlierReads();
  readonly told = new Map<string, readonly UnitResult[]>();
  readonly knownRows: FoundRows;

  constructor(references: ReadonlyMap<string, string>) {
    this.knownRows = new FoundRows(new ByAccount(), references);
  }

  take(accountId: string, known: KnownOfAccount): void {
    this.watermarks.byAccount.take(accountId, known.watermarks);
    this.emptyRegions.byAccount.take(accountId, known.emptyRegions);
    this.knownRows.digests.take(accountId, known.digests);
    this.resting.byAccount.take(accountId, known.resting);
    this.earlier.byAccount.take(accountId, known.earlier);
    this.told.set(accountId, known.told);
  }

  drop(accountId: string): void {
    this.watermarks.byAccount.drop(accountId);
    this.emptyRegions.byAccount.drop(accountId);
    this.knownRows.digests.drop(accountId);
    this.resting.byAccount.drop(accountId);
    this.earlier.byAccount.drop(accountId);
    this.told.delete(accountId);
  }
}
