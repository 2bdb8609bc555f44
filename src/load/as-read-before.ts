import type { WrittenItem } from './item-writer.ts';
import { jsonValue } from './json-value.ts';

import type { UnreadMembers } from './unread-members.ts';

/** An item, with what could not be read of it and AWS's code for each. */
export interface ToldItem {
  readonly item: object;
  readonly blindTo: ReadonlyMap<string, string>;
}

/** The item with its blindness as a member of it. */
export function withBlindness({ item, blindTo }: ToldItem): Members {
  return (blindTo.size > 0 ? { ...item, BlindTo: Object.fromEntries(blindTo) } : item) as Members;
}

type Members = Readonly<Record<string, unknown>>;

/** Reading of the rows that a unit has by a program that could not read all that this one can. */
export interface EarlierReading {
  /** The id of what it could read. */
  readonly id: string;
  /** Members of the table that it could not read. */
  readonly unread: UnreadMembers;
}

/**
 * How an item compares with what an earlier program read: the ROW_HASH that it would have had then, the members that were
 * not read, and those others of which something was not, each as it would have been compared. Undefined where nothing
 * that counts in the item is new; `counting` is its hash now.
 */
export function asReadBefore(
  writer: { write(item: object): WrittenItem },
  told: ToldItem,
  counting: string,
  { id, unread }: EarlierReading,
): object | undefined {
  const item = unread.without(told.item);
  const blindTo = new Map([...told.blindTo].filter(([detail]) => !unread.has(detail)));
  const isBlindAsBefore = blindTo.size === told.blindTo.size;
  if (item === told.item && isBlindAsBefore) return undefined;
  const [now, before] = [withBlindness(told), withBlindness({ item, blindTo })];
  const written = writer.write(before);
  if (written.counting === counting) return undefined;
  const isTold = (value: unknown) => value !== undefined && value !== null;
  const differing = Object.keys(now).filter(
    (name) => isTold(now[name]) && now[name] !== before[name] && !(name === 'BlindTo' && isBlindAsBefore),
  );
  const rest = differing.filter((name) => isTold(before[name]));
  return {
    Readable: id,
    Hash: written.counting.slice(0, 32),
    Unread: differing.filter((name) => !rest.includes(name)),
    Members: Object.fromEntries(
      rest.map((name) => [name, written.checksums[name] ?? jsonValue(before[name])]),
    ),
  };
}
