import type { CollectContext } from '../context.ts';
import type { Collector } from '../entry.ts';

/**
 * The collector, and what `pick` takes of each of its items for another one of the same unit, which then need not list
 * them again: its `listedBy` names this one. It gets undefined where the collector is not read in the unit, or could not
 * be read whole: then it lists them itself.
 */
export function sharedList<T>(
  collector: Collector,
  pick: (item: object) => T | undefined,
): { readonly collector: Collector; picked(context: CollectContext): Promise<readonly T[] | undefined> } {
  const keyOf = ({ region }: CollectContext) => `${collector.name} ${region}`;
  return {
    collector: {
      ...collector,
      async *collect(context) {
        const { promise, resolve } = Promise.withResolvers<readonly T[] | undefined>();
        // Where the other one has asked before, it lists them itself, and nobody waits for this.
        void context.once(keyOf(context), () => promise);
        const picked: T[] = [];
        let isWhole = false;
        try {
          for await (const collected of collector.collect(context)) {
            const taken = pick(collected.item);
            if (taken !== undefined) picked.push(taken);
            yield collected;
          }
          isWhole = true;
        } finally {
          resolve(isWhole ? picked : undefined);
        }
      },
    },
    picked: (context) => context.once(keyOf(context), async () => undefined),
  };
}
