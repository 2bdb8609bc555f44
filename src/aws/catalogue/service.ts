import type { SqlType } from '../../table.ts';
import { withoutMember } from './answer.ts';
import type { CollectContext } from './context.ts';
import type { CollectedItem, Collector, Scope, TableEntry, TableKind, WhenEmpty } from './entry.ts';
import { hasPages, pagesOf, type ServiceSdk } from './listing.ts';
import { readPath, rowsAt } from './path.ts';
import type { InputOf, ItemAt, ListIn, OperationOf, OutputOf, PathIn } from './sdk-types.ts';

/** How a table is written in an entry: paths are checked against the SDK's types. */
interface TableSpec<Item> {
  /** `state` unless said otherwise. */
  readonly kind?: TableKind;
  readonly doc: string;
  readonly key: PathIn<Item> | ((item: Item) => string | undefined);
  readonly volatile?: readonly (keyof Item & string)[];
  readonly ordered?: readonly string[];
  /** Every item does, unless said otherwise. */
  readonly showsUse?: (item: Item) => boolean;
  readonly columns: Readonly<Record<string, ColumnSpec<Item>>>;
}

type ColumnSpec<Item> = readonly [
  type: SqlType,
  value: PathIn<Item> | ((item: Item) => unknown),
  comment: string,
];

/** A table that is cut from the answer of an operation. */
interface ListedTableSpec<Output, Rows extends string> extends TableSpec<ItemAt<Output, Rows>> {
  readonly rows: Rows & ListIn<Output>;
  /** Members of the record that an item is listed in, which the item has not itself. */
  readonly inherits?: readonly string[];
  /** What of an item lands, where that is not the item itself; undefined leaves it out. */
  readonly lands?: (item: ItemAt<Output, Rows>, context: CollectContext) => object | undefined;
}

type Lands = (item: object, context: CollectContext) => object | undefined;

interface OperationSpec<M, O extends string, Rows extends Record<string, string>> {
  readonly doc: string;
  /** Fixed request members; paging members are the paginator's. */
  readonly input?: Partial<InputOf<M, O>>;
  /** Items per page; leave out where the operation does not page. */
  readonly pageSize?: number;
  /** IAM actions, where they are not just `prefix:Operation`. */
  readonly actions?: readonly string[];
  readonly absent?: readonly string[];
  readonly scope?: Scope;
  readonly whenEmpty?: WhenEmpty;
  readonly tables: { readonly [K in keyof Rows]: ListedTableSpec<OutputOf<M, O>, Rows[K]> };
}

/** The escape hatch, for the few reads that are more than one operation. */
interface ReadSpec<Items extends Record<string, object>> {
  readonly doc: string;
  /** API calls for one unit, in words: a number for what is certain, `1 per X` for what grows. */
  readonly calls: string;
  /** IAM actions that every read needs. */
  readonly actions: readonly string[];
  /** IAM actions that only some reads need, each with when it does. */
  readonly conditional?: Readonly<Record<string, string>>;
  readonly absent?: readonly string[];
  readonly scope?: Scope;
  readonly whenEmpty?: WhenEmpty;
  readonly tables: { readonly [K in keyof Items]: TableSpec<Items[K]> };
  read(context: CollectContext): AsyncIterable<{ [K in keyof Items]: readonly [K, Items[K]] }[keyof Items]>;
}

/** One AWS service: the SDK module its operations come from and how its collectors are named. */
export interface ServiceDefinition<M> extends ServiceSdk<M> {
  readonly name: string;
  readonly prefix: string;
  readonly scope: Scope;
  /** `AWS_EC2` + `_` + the entry's table name; defaults to the service's name. */
  readonly tablePrefix?: string;
  /** What becomes of its collectors in empty regions: they are `read`, unless an entry or this says otherwise. */
  readonly whenEmpty?: WhenEmpty;
  /** Mends every item before it is read, e.g. decodes policy documents. */
  readonly decode?: (item: object) => object;
}

export interface Service<M> extends ServiceSdk<M> {
  /** A collector that is one (paged) operation. */
  operation<const O extends OperationOf<M>, const Rows extends Record<string, string>>(
    name: string,
    operation: O,
    spec: OperationSpec<M, O, Rows>,
  ): Collector;
  /** A collector that needs code. */
  read<Items extends Record<string, object>>(name: string, spec: ReadSpec<Items>): Collector;
}

/** Declares a service; its collectors are made with the functions it returns. */
export function service<M extends object>(definition: ServiceDefinition<M>): Service<M> {
  const decode = definition.decode ?? ((item) => item);

  return {
    sdk: definition.sdk,
    client: definition.client,

    operation(name, operation, spec) {
      const tables = Object.entries(spec.tables).map(([table, listed]) => ({
        rows: listed.rows as string,
        inherits: listed.inherits,
        lands: (listed.lands ?? ((item) => item)) as Lands,
        entry: tableEntry(definition, table, listed as unknown as TableSpec<object>),
      }));
      const { input = {}, pageSize } = spec;
      const request = { input: input as Partial<InputOf<M, typeof operation>>, pageSize };
      return {
        ...common(definition, name, spec),
        calls: callsOf(definition.sdk, operation, pageSize),
        actions: spec.actions ?? [`${definition.prefix}:${operation}`],
        conditional: {},
        tables: tables.map((table) => table.entry),
        async *collect(context) {
          for await (const page of pagesOf(context, definition, operation, request)) {
            requireList(page, operation, tables);
            for (const { rows, inherits, lands, entry } of tables) {
              for (const item of rowsAt(page, rows, inherits)) {
                const landing = lands(item, context);
                if (landing) yield { table: entry, item: decode(landing) };
              }
            }
          }
        },
      };
    },

    read(name, spec) {
      const conditional = spec.conditional ?? {};
      const tables = new Map<PropertyKey, TableEntry>();
      for (const [table, listed] of Object.entries(spec.tables)) {
        tables.set(table, tableEntry(definition, table, listed as unknown as TableSpec<object>));
      }
      return {
        ...common(definition, name, spec),
        calls: spec.calls,
        actions: [...spec.actions, ...Object.keys(conditional)],
        conditional,
        tables: [...tables.values()],
        async *collect(context): AsyncGenerator<CollectedItem> {
          for await (const [table, item] of spec.read(context)) {
            const entry = tables.get(table);
            if (entry) yield { table: entry, item: decode(item) };
          }
        },
      };
    },
  };
}

function common(
  definition: { name: string; scope: Scope; whenEmpty?: WhenEmpty },
  name: string,
  spec: { doc: string; absent?: readonly string[]; scope?: Scope; whenEmpty?: WhenEmpty },
) {
  const scope = spec.scope ?? definition.scope;
  const whenEmpty: WhenEmpty =
    scope === 'region' ? (spec.whenEmpty ?? definition.whenEmpty ?? 'read') : 'read';
  return { name: `${definition.name}.${name}`, scope, doc: spec.doc, absent: spec.absent ?? [], whenEmpty };
}

function tableEntry(
  definition: { name: string; tablePrefix?: string },
  name: string,
  spec: TableSpec<object>,
): TableEntry {
  return {
    kind: spec.kind ?? 'state',
    name: `${definition.tablePrefix ?? `AWS_${definition.name.toUpperCase()}`}_${name}`,
    doc: spec.doc,
    keyName: typeof spec.key === 'string' ? spec.key : 'key',
    key: reader(spec.key) as TableEntry['key'],
    volatile: spec.volatile ?? [],
    ordered: spec.ordered ?? [],
    showsUse: spec.showsUse ?? (() => true),
    columns: Object.fromEntries(
      Object.entries(spec.columns).map(([column, [type, value, comment]]) => [
        column,
        { type, value: reader(value), comment },
      ]),
    ),
  };
}

function reader(value: string | ((item: never) => unknown)): (item: object) => unknown {
  return typeof value === 'string' ? (item) => readPath(item, value) : (value as (item: object) => unknown);
}

function requireList(page: object, operation: string, tables: readonly { readonly rows: string }[]): void {
  const lists = tables.map(({ rows }) => rows.split('.', 1)[0] ?? rows);
  if (!lists.some((list) => Array.isArray(readPath(page, list)))) throw withoutMember(operation, ...lists);
}

/** Calls for one unit, in words. */
function callsOf(sdk: object, operation: string, pageSize: number | undefined): string {
  if (!hasPages(sdk, operation)) return '1';
  return pageSize === undefined ? '1 per page' : `1 per ${pageSize.toLocaleString('en')}`;
}
