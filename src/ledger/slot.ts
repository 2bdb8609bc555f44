/** Times at which a connection was due and for which nothing will be run, one after another and for one reason. */
export interface MissedSlot {
  /** The last of them. */
  readonly at: Date;
  readonly reason: string;
  /** How many there are; one unless said. */
  readonly slots?: number;
}

/** The slot of its schedule that a run is for. */
export interface Slot {
  readonly at: Date;
  /** From when on the connection has this schedule; undefined when that is not known. */
  readonly since: Date | undefined;
  /** Slots that were missed and are not in the ledger yet; each is given once. */
  readonly takeMissed: () => readonly MissedSlot[];
  /** Called once the ledger accounts for the slot. */
  readonly onRecorded: () => void;
}

/** Missed slots one after another, for one reason. */
export interface Stretch {
  readonly last: Date;
  readonly slots: number;
  readonly reason: string;
}

/** The missed slots after `from` as as few rows as they fit in. */
export function stretches(missed: readonly MissedSlot[], from: Date | undefined): readonly Stretch[] {
  return missed
    .filter(({ at }) => !from || at > from)
    .reduce<Stretch[]>((found, { at, reason, slots = 1 }) => {
      const last = found.at(-1);
      const goesOn = last?.reason === reason;
      return [
        ...(goesOn ? found.slice(0, -1) : found),
        { last: at, slots: slots + (goesOn ? last.slots : 0), reason },
      ];
    }, []);
}

/** Beyond so many, slots that are missed for the reason of those before them are kept as one with them. */
const KEPT_APART = 100;

/** Adds slots to those that were missed before them; what is kept of them does not grow with time. */
export function addMissed(missed: MissedSlot[], more: MissedSlot): void {
  const last = missed.at(-1);
  if (missed.length < KEPT_APART || last?.reason !== more.reason) missed.push(more);
  else missed.splice(-1, 1, { ...more, slots: (last.slots ?? 1) + (more.slots ?? 1) });
}
