/** A unit of a connection, as its watermark is kept. */
export interface UnitName {
  readonly collector: string;
  readonly accountId: string;
  readonly region: string;
}

/** Up to where each unit of events has been read by published runs; a unit never read has none. */
export class Watermarks {
  readonly #instants = new Map<string, number>();

  set(unit: UnitName, until: Date): void {
    this.#instants.set(keyOf(unit), until.getTime());
  }

  of(unit: UnitName): Date | undefined {
    const instant = this.#instants.get(keyOf(unit));
    return instant === undefined ? undefined : new Date(instant);
  }
}

function keyOf({ collector, accountId, region }: UnitName): string {
  return `${collector} ${accountId} ${region}`;
}
