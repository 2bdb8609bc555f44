/** Unit of a connection, by the names under which the ledger keeps it. */
export interface UnitName {
  readonly collector: string;
  readonly accountId: string;
  readonly region: string;
}

/** Instants by unit, such as the last read of each; a unit without one is not there. */
export class UnitInstants {
  readonly #instants = new Map<string, number>();

  set(unit: UnitName, instant: Date): void {
    this.#instants.set(keyOf(unit), instant.getTime());
  }

  of(unit: UnitName): Date | undefined {
    const instant = this.#instants.get(keyOf(unit));
    return instant === undefined ? undefined : new Date(instant);
  }

  /** Number of units. */
  get size(): number {
    return this.#instants.size;
  }
}

function keyOf({ collector, accountId, region }: UnitName): string {
  return `${collector} ${accountId} ${region}`;
}
