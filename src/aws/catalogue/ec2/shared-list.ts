import type { CollectContext } from '../context.ts';
import type { Collector } from '../entry.ts';

/** A list that one collector of a unit reads, and that another one of the same unit takes instead of asking for it again. */
export interface SharedList<Item> {
  readonly collector: Collector;
  /** Picked parts of the list, for the other collector, whose `listedBy` names the first. */
  items(context: CollectContext): AsyncIterable<readonly Item[]>;
}

/**
 * The list of a collector, of which `pick` takes what another one needs. Where the collector is not read in the unit, or
 * could not be read whole, the other asks for `pages` by itself.
 */
export function sharedList<Listed extends object, Item>(
  collector: Collector,
  { pages }: { pages(context: CollectContext): AsyncIterable<readonly Listed[]> },
  pick: (item: Listed) => Item | undefined,
): SharedList<Item> {
  const keyOf = ({ region }: CollectContext) => `${collector.name} ${region}`;
  const picked = (items: readonly Listed[]) =>
    items.map(pick).filter((item): item is Item & {} => item !== undefined);
  return {
    collector: {
      ...collector,
      async *collect(context) {
        const { promise, resolve } = Promise.withResolvers<readonly Item[] | undefined>();
        // Where the other collector has asked before, that one lists by itself, and nobody waits for this list.
        void context.once(keyOf(context), () => promise);
        const taken: Item[] = [];
        let isWhole = false;
        try {
          for await (const collected of collector.collect(context)) {
            taken.push(...picked([collected.item as Listed]));
            yield collected;
          }
          isWhole = true;
        } finally {
          resolve(isWhole ? taken : undefined);
        }
      },
    },
    async *items(context) {
      const taken = await context.once<readonly Item[] | undefined>(keyOf(context), async () => undefined);
      if (taken) yield taken;
      else for await (const page of pages(context)) yield picked(page);
    },
  };
}
