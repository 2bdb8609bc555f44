/** A time at which a connection was due and for which nothing will be run. */
export interface MissedSlot {
  readonly at: Date;
  readonly reason: string;
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
    .reduce<Stretch[]>((found, { at, reason }) => {
      const last = found.at(-1);
      const slots = last?.reason === reason ? last.slots + 1 : 1;
      const kept = slots > 1 ? found.slice(0, -1) : found;
      return [...kept, { last: at, slots, reason }];
    }, []);
}
