import type { AdministratorSpec, AskedElsewhere } from './administrator.ts';
import type { CollectContext } from './context.ts';
import type { DetailMaker } from './detail.ts';
import type { Collector, Scope, WhenEmpty } from './entry.ts';
import type { Detailed, DetailReads } from './read-details.ts';
import type { InputOf, ItemAt, ListIn, OperationOf, OutputOf } from './sdk-types.ts';
import type { ActionSource } from './service-facts.ts';
import type { ServiceSdk } from './service-sdk.ts';
import type { TableSpec } from './table-spec.ts';

/** Declarations that entries of every kind may have. */
export interface EntrySpec {
  readonly doc: string;
  readonly absent?: readonly string[];
  readonly scope?: Scope;
  readonly whenEmpty?: WhenEmpty;
  /** Whether the collector is read only by connections whose `collectors` have its full name, or are `all`. */
  readonly onRequest?: boolean;
  /** Days between two reads, where that is not every run. */
  readonly everyDays?: number;
  /** Types of the tagging API that show its things where they wait; those of the service unless said. */
  readonly shownByTags?: readonly string[];
}

/** Request of a list. A `pageSize` of `own` says that the service alone sets the size of its pages. */
export interface ListSpec<M, O extends string> {
  /** Fixed request members; paging members are the paginator's. */
  readonly input?: Partial<InputOf<M, O>>;
  /** Items per page; left out where the operation does not page. */
  readonly pageSize?: number | 'own';
}

/** A table that is cut from the answer of an operation. */
export interface ListedTableSpec<Output, Rows extends string> extends TableSpec<ItemAt<Output, Rows>> {
  readonly rows: Rows & ListIn<Output>;
  /** Members of the record that an item is listed in, which the item has not itself. */
  readonly inherits?: readonly string[];
  /** Part of an item that lands, where that is not the item itself; undefined leaves it out. */
  readonly lands?: (item: ItemAt<Output, Rows>, context: CollectContext) => object | undefined;
}

export interface OperationSpec<M, O extends string, Rows extends Record<string, string>>
  extends EntrySpec,
    ListSpec<M, O> {
  readonly tables: { readonly [K in keyof Rows]: ListedTableSpec<OutputOf<M, O>, Rows[K]> };
}

/** Source of the items of a list with details. */
export interface ItemSource<Item> {
  /** IAM actions that every read needs. */
  readonly actions: readonly string[];
  /** IAM actions that only some reads need, each with when it does; none unless said. */
  readonly conditional?: Readonly<Record<string, string>>;
  /** API calls for one unit, in words. */
  readonly calls: string;
  pages(context: CollectContext): AsyncIterable<readonly Item[]>;
  /** An item as full as the SDK's schema knows it; none where code makes the items. */
  readonly sample?: () => Promise<object | undefined>;
}

/** A list, and of each of its items some calls more. */
export interface DetailsSpec<
  Item extends object,
  D extends DetailReads,
  T extends string,
  Action extends string,
> extends EntrySpec {
  /** Word for an item in messages and documents. */
  readonly thing: string;
  readonly list: ItemSource<Item>;
  readonly details: D;
  /** Codes with which AWS says of an item that it was deleted since it was listed. */
  readonly gone: readonly string[];
  /** The delegated administrator that answers for its members, where there is one. */
  readonly administrator?: AdministratorSpec<NoInfer<Detailed<Item, D>>, Action>;
  readonly tables: { readonly [K in T]: TableSpec<Detailed<Item, D> & AskedElsewhere> };
}

/** Key of a table that has one row for each account, or for each region. */
interface Whose {
  readonly AccountId?: string;
  readonly Region?: string;
}

/** One answer that makes one row, for the account or the region. */
export interface SingleSpec<M, O extends string, Item extends object, T extends string> extends EntrySpec {
  readonly input?: InputOf<M, O> | ((context: CollectContext) => InputOf<M, O>);
  /** Part of the answer that is kept. Undefined says that the answer lacks what AWS always sends. */
  readonly take: (answer: Omit<OutputOf<M, O>, '$metadata'>) => Item | undefined;
  /** Error codes by which AWS says that nothing is configured, with what that means. */
  readonly notConfigured?: Readonly<Record<string, NoInfer<Item>>>;
  readonly tables: { readonly [K in T]: Omit<TableSpec<Item & Whose>, 'key'> };
}

/** The escape hatch, for the few reads that are more than one operation. */
export interface ReadSpec<Items extends Record<string, object>, Action extends string> extends EntrySpec {
  /** API calls for one unit, in words: a number for what is certain, `1 per X` for what grows. */
  readonly calls: string;
  /** IAM actions that every read needs. */
  readonly actions: readonly Action[];
  /** IAM actions that only some reads need, each with when it does. */
  readonly conditional?: { readonly [K in Action]?: string };
  /** Name of another collector, whose list this one takes where both are read of a unit. */
  readonly listedBy?: string;
  /** Whether it asks only what is new where the context tells of an earlier read. */
  readonly remembers?: boolean;
  readonly tables: { readonly [K in keyof Items]: TableSpec<Items[K]> };
  read(context: CollectContext): AsyncIterable<{ [K in keyof Items]: readonly [K, Items[K]] }[keyof Items]>;
}

/** Service with the functions that declare its collectors. `O`: the operations whose smallest request is known. */
export interface ServiceDeclaration<M, O extends OperationOf<M>, Action extends string>
  extends ServiceSdk<M>,
    ActionSource<Action> {
  /** A collector that is one (paged) operation. */
  operation<const Op extends O, const Rows extends Record<string, string>>(
    name: string,
    operation: Op,
    spec: OperationSpec<M, Op, Rows>,
  ): Collector;
  /** A collector that is one answer, which makes one row. */
  single<const Op extends O, Item extends object, const T extends string>(
    name: string,
    operation: Op,
    spec: SingleSpec<M, Op, Item, T>,
  ): Collector;
  /** A collector that is a list, and of each of its items some calls more. */
  details<Item extends object, const D extends DetailReads, const T extends string>(
    name: string,
    spec: DetailsSpec<Item, D, T, Action>,
  ): Collector;
  /** A collector that needs code. */
  read<Items extends Record<string, object>>(name: string, spec: ReadSpec<Items, Action>): Collector;
  /** The items of an operation, for details. */
  list<const Op extends O, const Rows extends ListIn<OutputOf<M, Op>>>(
    operation: Op,
    rows: Rows,
    request?: ListSpec<M, Op>,
  ): ItemSource<ItemAt<OutputOf<M, Op>, Rows> & object>;
  /** Maker of details of such items. */
  detailsOf<Item extends object>(): DetailMaker<M, O, Item>;
}
