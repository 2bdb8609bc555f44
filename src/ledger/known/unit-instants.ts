import { ByAccount } from './by-account.ts';

/** Unit of a connection, by the names under which the ledger keeps it. */
export interface UnitName {
  readonly collector: string;
  readonly accountId: string;
  readonly region: string;
}

/** Instants by unit, such as the last read of each; a unit without one is not there. */
export class UnitInstants {
  /** Milliseconds by collector and region. */
  readonly byAccount = new ByAccount<number>();

  set(unit: UnitName, instant: Date): void {
    this.byAccount.set(unit.accountId, keyOfUnit(unit), instant.getTime());
  }

  of(unit: UnitName): Date | undefined {
    const instant = this.byAccount.get(unit.accountId, keyOfUnit(unit));
    return instant === undefined ? undefined : new Date(instant);
  }

  /** Number of units. */
  get size(): number {
    return this.byAccount.size;
  }
}

/** Key of a unit among those of its account. */
export function keyOfUnit({ collector, region }: UnitName): string {
  return `${collector} ${region}`;
}
