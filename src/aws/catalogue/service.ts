import { lazily } from '../../concurrency/lazily.ts';
import { bugError } from '../../errors.ts';
import { sampleAnswer } from '../sample.ts';
import { administratorOf } from './administrator.ts';
import { withoutMember } from './answer.ts';
import { ask } from './ask.ts';
import { callsOf, callsWith, conditionalActions } from './calls.ts';
import type { CollectContext } from './context.ts';
import { type Detail, detailMaker } from './detail.ts';
import type { CollectedItem, TableEntry, WhenEmpty } from './entry.ts';
import type { EntrySpec, ListSpec, ServiceDeclaration } from './entry-specs.ts';
import { hasPages, pagesOf } from './listing.ts';
import { mendingOf } from './mending.ts';
import { unlessNotConfigured } from './not-found.ts';
import { listOf, type RowsOfPage, rowsAt, takeRows } from './path.ts';
import { readDetails } from './read-details.ts';
import type { InputOf, OperationOf, OutputOf } from './sdk-types.ts';
import { actionOf, factsOf, type ServiceDefinition } from './service-definition.ts';
import type { ServiceFacts } from './service-facts.ts';
import type { ServiceSdk } from './service-sdk.ts';
import type { SmallestRequest } from './smallest-request.ts';
import { type TableSpec, tableEntry } from './table-spec.ts';

/** Declares a service of which every operation is asked for by the same smallest request, unless it has its own. */
export function service<
  const M extends object,
  O extends OperationOf<M>,
  const Prefix extends string,
  const Renamed extends string = never,
>(
  definition: ServiceDefinition<M, O, Prefix, Renamed> & { readonly usualRequest: SmallestRequest<object> },
): ServiceDeclaration<M, OperationOf<M>, `${Prefix}:${OperationOf<M>}` | Renamed>;
/** Declares a service; its collectors are made with the functions it returns. */
export function service<
  const M extends object,
  O extends OperationOf<M>,
  const Prefix extends string,
  const Renamed extends string = never,
  const Others extends string = never,
>(
  definition: ServiceDefinition<M, O, Prefix, Renamed, Others>,
): ServiceDeclaration<M, O, `${Prefix}:${O}` | Renamed | Others>;
export function service<M extends object, O extends OperationOf<M>>(
  declared: ServiceDefinition<M, O, string, string, string>,
): ServiceDeclaration<M, O, string> {
  // Node looks a module up again whenever it is imported, which each call would wait for.
  const definition = { ...declared, sdk: lazily(declared.sdk) };
  const facts = factsOf(definition);
  const action = (operation: string) => actionOf(definition, operation);
  const { mend, forAnswersOf } = mendingOf(facts.secrets, definition.hasPolicyDocuments === true);

  return {
    ...definition,
    facts,

    operation(name, operation, spec) {
      const tables = Object.entries(spec.tables).map(([table, listed]) => ({
        ...listed,
        lands: (listed.lands ?? ((item) => item)) as Lands,
        entry: tableEntry(definition, table, listed as unknown as TableSpec<object>),
      }));
      const mendListed = lazily(async () => forAnswersOf(await definition.sdk(), operation));
      return {
        ...common(definition, facts, name, spec),
        calls: callsOf(spec.pageSize),
        actions: [action(operation)],
        conditional: {},
        tables: tables.map((table) => table.entry),
        samples: async () => {
          const page = sampleAnswer(await definition.sdk(), operation) ?? {};
          return Object.fromEntries(
            tables.flatMap(({ rows, inherits, entry }) =>
              rowsAt(page, rows, inherits)
                .slice(0, 1)
                .map((item) => [entry.name, mend(item)]),
            ),
          );
        },
        async *collect(context) {
          const mendAnswered = await mendListed();
          for await (const page of listedPages(context, definition, operation, spec)) {
            requireList(page, operation, tables);
            const taken = takeRows(page, tables);
            for (const { lands, entry } of tables) {
              const items = taken.shift() ?? [];
              while (items.length > 0) {
                const landing = lands(items.pop() as object, context);
                if (landing) yield { table: entry, item: mendAnswered(landing) };
              }
            }
          }
        },
      };
    },

    single(name, operation, spec) {
      const { input = {}, take, notConfigured = {} } = spec;
      const scope = spec.scope ?? definition.scope;
      const key = scope === 'region' ? 'Region' : 'AccountId';
      const tables = Object.entries<object>(spec.tables).map(([table, listed]) =>
        tableEntry(definition, table, { ...(listed as TableSpec<object>), key: key as never }),
      );
      return {
        ...common(definition, facts, name, spec),
        calls: '1',
        actions: [action(operation)],
        conditional: {},
        tables,
        samples: async () => {
          const item = take((sampleAnswer(await definition.sdk(), operation) ?? {}) as never);
          return Object.fromEntries(item ? tables.map((table) => [table.name, mend(item)]) : []);
        },
        async *collect(context) {
          const request = requestOf(input as RequestMaker<InputOf<M, typeof operation>>, context);
          const whose = scope === 'region' ? { Region: context.region } : { AccountId: context.accountId };
          const item = await unlessNotConfigured(notConfigured, async () => {
            const taken = take(await ask(context, definition, operation, request));
            if (taken === undefined) throw withoutMember(operation, ...Object.keys(spec.tables));
            return taken;
          });
          for (const table of tables) yield { table, item: { ...mend(item), ...whose } };
        },
      };
    },

    details(name, spec) {
      const { thing, list, details, gone, administrator } = spec;
      const made: readonly Detail<never, unknown>[] = Object.values(details);
      const conditional = conditionalActions(list, made, thing, administrator);
      const tables = Object.entries(spec.tables).map(([table, listed]) =>
        tableEntry(definition, table, listed as TableSpec<object>, Object.keys(details)),
      );
      return {
        ...common(definition, facts, name, spec),
        services: [facts, ...made.map((detail) => detail.facts)],
        calls: callsWith(list, made, thing),
        actions: [...new Set([...list.actions, ...Object.keys(conditional)])],
        conditional,
        tables,
        administrator: administrator && administratorOf(administrator, tables, mend),
        samples: async () => {
          const item = await list.sample?.();
          if (!item) return {};
          const values = await Promise.all(made.map((detail) => detail.sample?.()));
          const detailed = mend({
            ...item,
            ...Object.fromEntries(Object.keys(details).map((name, at) => [name, values[at]])),
          });
          return Object.fromEntries(tables.map((table) => [table.name, detailed]));
        },
        async *collect(context) {
          for await (const { item, blindTo } of readDetails(context, list.pages(context), details, {
            gone,
            thing,
          })) {
            const mended = mend(item);
            for (const table of tables) yield { table, item: mended, blindTo };
          }
        },
      };
    },

    read(name, spec) {
      const conditional = (spec.conditional ?? {}) as Readonly<Record<string, string>>;
      const tables = new Map<PropertyKey, TableEntry>();
      for (const [table, listed] of Object.entries(spec.tables)) {
        tables.set(table, tableEntry(definition, table, listed as unknown as TableSpec<object>));
      }
      return {
        ...common(definition, facts, name, spec),
        calls: spec.calls,
        actions: [...spec.actions, ...Object.keys(conditional)],
        conditional,
        listedBy: spec.listedBy,
        remembers: spec.remembers,
        tables: [...tables.values()],
        async *collect(context): AsyncGenerator<CollectedItem> {
          for await (const [table, item] of spec.read(context)) {
            const entry = tables.get(table);
            if (entry) yield { table: entry, item: mend(item) };
          }
        },
      };
    },

    list: (operation, rows, request = {}) => ({
      actions: [action(operation)],
      calls: callsOf(request.pageSize),
      sample: async () => rowsAt(sampleAnswer(await definition.sdk(), operation) ?? {}, rows)[0],
      async *pages(context) {
        for await (const page of listedPages(context, definition, operation, request)) {
          requireList(page, operation, [{ rows }]);
          yield rowsAt(page, rows) as never;
        }
      },
    }),

    detailsOf: () => detailMaker({ ...definition, facts, actionOf: action }),
  };
}

type RequestMaker<Input> = Input | ((context: CollectContext) => Input);

function requestOf<Input>(input: RequestMaker<Input>, context: CollectContext): Input {
  return typeof input === 'function' ? (input as (context: CollectContext) => Input)(context) : input;
}

type Lands = (item: object, context: CollectContext) => object | undefined;

function common(
  definition: Pick<ServiceDefinition<object, never, string>, 'name' | 'scope' | 'whenEmpty' | 'shownByTags'>,
  facts: ServiceFacts,
  name: string,
  spec: EntrySpec,
) {
  const scope = spec.scope ?? definition.scope;
  const whenEmpty: WhenEmpty =
    scope === 'region' ? (spec.whenEmpty ?? definition.whenEmpty ?? 'read') : 'read';
  return {
    name: `${definition.name}.${name}`,
    scope,
    doc: spec.doc,
    absent: spec.absent ?? [],
    onRequest: spec.onRequest ?? false,
    everyDays: spec.everyDays,
    whenEmpty,
    shownByTags: whenEmpty === 'wait' ? (spec.shownByTags ?? definition.shownByTags ?? []) : [],
    services: [facts, ...facts.with],
  };
}

/** The pages of a list. Throws a bug error where its entry is wrong about whether the operation pages. */
async function* listedPages<M extends object, const O extends OperationOf<M>>(
  context: CollectContext,
  service: ServiceSdk<M>,
  operation: O,
  { input = {}, pageSize }: ListSpec<M, O>,
): AsyncGenerator<OutputOf<M, O> & object> {
  if (hasPages(await service.sdk(), operation) !== (pageSize !== undefined)) {
    throw bugError(`the entry of ${operation} is wrong about whether it pages`);
  }
  yield* pagesOf(context, service, operation, { input, pageSize: pageSize === 'own' ? undefined : pageSize });
}

function requireList(page: object, operation: string, tables: readonly RowsOfPage[]): void {
  const lists = tables.map(({ rows }) => listOf(rows));
  if (!lists.some((list) => Array.isArray((page as Readonly<Record<string, unknown>>)[list])))
    throw withoutMember(operation, ...lists);
}
