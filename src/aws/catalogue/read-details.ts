import { plural } from '../../text/figures.ts';
import { isDenied } from '../outcome.ts';
import type { CollectContext } from './context.ts';
import type { Detail } from './detail.ts';
import { ofEach, unlessRefused } from './not-found.ts';

/** Details by the member that each adds to a row. */
export type DetailReads = Readonly<Record<string, Detail<never, unknown>>>;

/** An item with what its details add: a value, `null` where nothing is configured, nothing where it is not known. */
export type Detailed<Item, D extends DetailReads> = Item & {
  readonly [K in keyof D]?: D[K] extends Detail<never, infer Value> ? Value | null : never;
};

/** A row, and the reads that it is blind to with AWS's code for each. */
interface DetailedRow {
  readonly item: object;
  readonly blindTo: ReadonlyMap<string, string>;
}

/** Items whose details are read at once; the pacer keeps the rate of their calls. */
const TOGETHER = 16;

/** Record of one detail in a unit so far. */
interface Tally {
  asked: number;
  /** Failed for another reason than a refusal. */
  failed: number;
  error: unknown;
}

/**
 * The rows of a list with their details, one after another for an item and for several items beside each other. A read
 * that is refused leaves its row blind to it and takes nothing else with it. Where a read fails for every item, and no
 * policy is why, the unit fails: what was known of it before is better than rows that know nothing.
 */
export async function* readDetails(
  context: CollectContext,
  pages: AsyncIterable<readonly object[]>,
  details: DetailReads,
  { gone, thing }: { readonly gone: readonly string[]; readonly thing: string },
): AsyncGenerator<DetailedRow> {
  const begun = Object.entries(details).map(([name, detail]) => {
    const { when, start } = detail as unknown as Detail<object, unknown>;
    return { name, when, page: start(context), tally: { asked: 0, failed: 0, error: undefined } as Tally };
  });
  for await (const page of pages) {
    const reads = begun.map(({ name, when, page: of, tally }) => ({ name, when, tally, read: of(page) }));
    yield* ofEach({ items: page, gone, things: plural(thing), together: TOGETHER }, async (item) => {
      const row: Record<string, unknown> = { ...item };
      const blindTo = new Map<string, string>();
      for (const { name, when, tally, read } of reads) {
        if (when && !when(row)) continue;
        tally.asked += 1;
        const value = await unlessRefused(
          gone,
          () => read(row),
          (error, code) => {
            context.signal.throwIfAborted();
            blindTo.set(name, code);
            if (isDenied(error)) return;
            tally.failed += 1;
            tally.error = error;
          },
        );
        if (value !== undefined) row[name] = value;
      }
      return [{ item: row, blindTo }];
    });
  }
  for (const { tally } of begun) if (tally.failed > 0 && tally.failed === tally.asked) throw tally.error;
}
