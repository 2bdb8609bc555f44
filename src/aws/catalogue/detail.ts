import { lazily } from '../../concurrency/lazily.ts';
import { sampleAnswer } from '../sample.ts';
import { brokenAnswer } from './answer.ts';
import { ask } from './ask.ts';
import type { CollectContext } from './context.ts';
import { listAll } from './listing.ts';
import { unlessNotConfigured, unlessNotFound, unlessNotOffered } from './not-found.ts';
import type { InputOf, ListedIn, OperationOf, OutputOf } from './sdk-types.ts';
import type { ServiceFacts } from './service-facts.ts';
import type { ServiceSdk } from './service-sdk.ts';

/**
 * One read that adds a member to the rows of a list. Its value is `null` where AWS says that nothing is configured;
 * there is no member where the read was refused, or where `when` says that it could tell nothing.
 */
export interface Detail<Item, Value> {
  /** IAM action that the read needs. */
  readonly action: string;
  readonly facts: ServiceFacts;
  /** Calls that it takes, in words that end in what they are for: `1 per bucket` is `item`. */
  readonly calls: 'item' | string;
  /** Whether the read can tell something of an item, by what earlier reads have told of that item. */
  readonly when?: ((item: Item) => boolean) | undefined;
  /** Begins a unit: from each page of the list comes a function that reads one item of the page. */
  readonly start: (
    context: CollectContext,
  ) => (page: readonly Item[]) => (item: Item) => Promise<Value | null>;
  /** Value as full as the SDK's schema knows it; none where code makes it. */
  readonly sample?: () => Promise<unknown>;
  /** Only its type matters: what the read gives. */
  readonly value?: Value;
}

interface CommonSpec<Item> {
  readonly when?: (item: Item) => boolean;
}

/** A call for each item. */
interface EachSpec<M, O extends string, Item, Value> extends CommonSpec<Item> {
  readonly request: (item: Item, context: CollectContext) => InputOf<M, O>;
  /**
   * Part of the answer that is kept. Undefined says that the answer lacks what AWS always sends; null, that nothing is
   * set.
   */
  readonly take: (answer: Omit<OutputOf<M, O>, '$metadata'>) => Value | null | undefined;
  /** Error codes by which AWS says that nothing is configured, with what that means. */
  readonly notConfigured?: Readonly<Record<string, NoInfer<Value> | null>>;
}

/** A list for each item. */
interface ListSpec<M, O extends string, Item> extends CommonSpec<Item> {
  readonly request: (item: Item, context: CollectContext) => InputOf<M, O>;
  readonly pageSize?: number;
  /** Error codes by which AWS says that the list is empty. */
  readonly notConfigured?: readonly string[];
  /** Whether there are regions without the operation, where there is nothing to list. */
  readonly lacksRegions?: boolean;
}

/** A list of the whole unit, of which each item gets what is its own. */
interface JoinedSpec<M, O extends string, Item, Element> {
  readonly input?: Partial<InputOf<M, O>>;
  readonly pageSize?: number;
  /** Members that element and item have in common. */
  readonly on: (element: Element) => string | undefined;
  readonly of: (item: Item) => string | undefined;
}

/** A call for so many items at once, of which each gets what is its own. */
interface BatchSpec<M, O extends string, Item, Element> extends JoinedSpec<M, O, Item, Element> {
  readonly size: number;
  readonly request: (items: readonly Item[]) => InputOf<M, O>;
}

/** Makes the details of items of one kind, by the operations of one service. */
export interface DetailMaker<M, R extends string, Item> {
  each<const O extends R & OperationOf<M>, Value>(
    operation: O,
    spec: EachSpec<M, O, Item, Value>,
  ): Detail<Item, Value>;
  list<const O extends R & OperationOf<M>, const K extends keyof OutputOf<M, O> & string>(
    operation: O,
    member: K,
    spec: ListSpec<M, O, Item>,
  ): Detail<Item, readonly ListedIn<OutputOf<M, O>, K>[]>;
  joined<const O extends R & OperationOf<M>, const K extends keyof OutputOf<M, O> & string>(
    operation: O,
    member: K,
    spec: JoinedSpec<M, O, Item, ListedIn<OutputOf<M, O>, K>>,
  ): Detail<Item, readonly ListedIn<OutputOf<M, O>, K>[]>;
  batch<const O extends R & OperationOf<M>, const K extends keyof OutputOf<M, O> & string>(
    operation: O,
    member: K,
    spec: BatchSpec<M, O, Item, ListedIn<OutputOf<M, O>, K>>,
  ): Detail<Item, readonly ListedIn<OutputOf<M, O>, K>[]>;
}

/** Facts of the service that a maker of details knows. */
interface MakerService<M> extends ServiceSdk<M> {
  readonly facts: ServiceFacts;
  actionOf(operation: string): string;
}

/** The maker of a service's details. */
export function detailMaker<M extends object, R extends OperationOf<M>, Item>(
  service: MakerService<M>,
): DetailMaker<M, R, Item> {
  const common = (operation: string, take: (answer: never) => unknown) => ({
    action: service.actionOf(operation),
    facts: service.facts,
    sample: async () => take((sampleAnswer(await service.sdk(), operation) ?? {}) as never),
  });
  const memberOf = (member: string) => (answer: Readonly<Record<string, unknown>>) => answer[member];
  return {
    each: <const O extends R, Value>(
      operation: O,
      { request, take, notConfigured = {}, when }: EachSpec<M, O, Item, Value>,
    ) => ({
      ...common(operation, take),
      calls: 'item',
      when,
      start: (context) => () => async (item) => {
        return unlessNotConfigured<Value | null>(notConfigured, async () => {
          const value = take(await ask(context, service, operation, request(item, context)));
          if (value === undefined) throw brokenAnswer(operation, 'lacks what AWS always sends');
          return value;
        });
      },
    }),

    list: (operation, member, { request, pageSize, notConfigured = [], lacksRegions = false, when }) => ({
      ...common(operation, memberOf(member)),
      calls: 'item',
      when,
      start: (context) => () => async (item) => {
        const input = request(item, context) as Partial<InputOf<M, typeof operation>>;
        const read = () => listAll(context, service, operation, member, { input, pageSize });
        const offered = lacksRegions ? () => unlessNotOffered(read) : read;
        return (await unlessNotFound(notConfigured, offered)) ?? [];
      },
    }),

    joined: (operation, member, { input, pageSize, on, of }) => ({
      ...common(operation, memberOf(member)),
      calls: pageSize === undefined ? '1' : `1 per ${pageSize.toLocaleString('en')}`,
      start: (context) => {
        const all = lazily(async () =>
          Map.groupBy(
            await listAll(context, service, operation, member, { ...(input ? { input } : {}), pageSize }),
            on,
          ),
        );
        return () => async (item) => (await all()).get(of(item)) ?? [];
      },
    }),

    batch: (operation, member, { size, request, on, of }) => ({
      ...common(operation, memberOf(member)),
      calls: `1 per ${size}`,
      start: (context) => (page) => {
        const batches = new Map(
          chunksOf(page, size).flatMap((chunk) => {
            const found = lazily(async () => {
              const input = request(chunk) as Partial<InputOf<M, typeof operation>>;
              return Map.groupBy(await listAll(context, service, operation, member, { input }), on);
            });
            return chunk.map((item) => [of(item), found] as const);
          }),
        );
        return async (item) => (await batches.get(of(item))?.())?.get(of(item)) ?? [];
      },
    }),
  };
}

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
