import { transientError } from '../../errors.ts';
import type { SqlType } from '../../table.ts';
import { CANONICAL_SHAPE, canonicalPolicies, canonicalPolicy } from '../policy/canonical-policy.ts';
import {
  type ColumnEntry,
  type PolicyKind,
  standardColumn,
  type TableEntry,
  type TableKind,
} from './entry.ts';
import { pathReader } from './path.ts';
import type { InnerMemberOf, PathIn } from './sdk-types.ts';

/** How a table is written in an entry: paths are checked against the SDK's types. */
export interface TableSpec<Item> {
  /** `state` unless said otherwise. */
  readonly kind?: TableKind;
  readonly doc: string;
  /** Column of the account that a row is about, where that is not the account that was asked. */
  readonly account?: string;
  readonly key: PathIn<Item> | ((item: Item) => string | undefined);
  readonly volatile?: readonly ((keyof Item & string) | InnerMemberOf<Item>)[];
  readonly ordered?: readonly string[];
  /** Every item does, unless said otherwise. */
  readonly showsUse?: (item: Item) => boolean;
  readonly columns: Readonly<Record<string, ColumnSpec<Item>>>;
}

/** A column of policies is a VARIANT, and has another beside it with the same in one form. */
type ColumnSpec<Item> = readonly [
  type: SqlType | PolicyKind,
  value: PathIn<Item> | ((item: Item) => unknown),
  comment: string,
  shape?: string,
];

/** The table of an entry; `details`: names of the reads that its rows may be blind to. */
export function tableEntry<Item extends object>(
  service: { readonly name: string; readonly tablePrefix?: string | undefined },
  name: string,
  spec: TableSpec<Item>,
  details: readonly string[] = [],
): TableEntry {
  const table = `${service.tablePrefix ?? `AWS_${service.name.toUpperCase()}`}_${name}`;
  return {
    kind: spec.kind ?? 'state',
    name: table,
    doc: spec.doc,
    account: spec.account,
    keyName: typeof spec.key === 'string' ? spec.key : 'key',
    key: reader(spec.key) as TableEntry['key'],
    volatile: spec.volatile ?? [],
    ordered: spec.ordered ?? [],
    showsUse: (spec.showsUse as TableEntry['showsUse'] | undefined) ?? (() => true),
    details,
    columns: Object.fromEntries(
      Object.entries(spec.columns).flatMap(([name, [type, value, comment, shape]]) => {
        const policies = isPolicyKind(type) ? type : undefined;
        const sqlType = isPolicyKind(type) ? 'VARIANT' : type;
        const read = typedReader(`${table}.${name}`, sqlType, reader(value));
        const column: ColumnEntry = { type: sqlType, value: read, comment, shape, policies };
        return [[name, column] as const, ...inOneForm(name, column)];
      }),
    ),
  };
}

const FORMS: Readonly<
  Record<PolicyKind, { readonly form: (policies: unknown) => unknown; readonly shape: string }>
> = {
  POLICY: { form: canonicalPolicy, shape: CANONICAL_SHAPE },
  NAMED_POLICIES: {
    form: canonicalPolicies,
    shape: `{ PolicyName: string, PolicyDocument: ${CANONICAL_SHAPE} }[]`,
  },
};

function isPolicyKind(type: string): type is PolicyKind {
  return Object.hasOwn(FORMS, type);
}

/** The column beside one of policies. */
function inOneForm(
  name: string,
  { policies, value }: ColumnEntry,
): readonly (readonly [name: string, column: ColumnEntry])[] {
  if (policies === undefined) return [];
  const { form, shape } = FORMS[policies];
  const comment = `${name} in one form: lists always as lists, actions in lower case, values of conditions as text; NULL where it is no document with statements.`;
  return [[standardColumn(name), { type: 'VARIANT', value: (item) => form(value(item)), comment, shape }]];
}

function typedReader(column: string, type: SqlType, read: (item: object) => unknown) {
  return (item: object) => typedValue(column, type, read(item));
}

function reader(value: string | ((item: never) => unknown)): (item: object) => unknown {
  return typeof value === 'string' ? pathReader(value) : (value as (item: object) => unknown);
}

/**
 * The value of a typed column. AWS writes what is not set as an empty text in some answers and leaves it out of others,
 * and writes some times as text, in more than one form. Throws a transient error for a time that nobody can read, which
 * would end the load of all other rows.
 */
function typedValue(column: string, type: SqlType, value: unknown): unknown {
  if (value === '') return undefined;
  if (type !== 'TIMESTAMP_LTZ' || typeof value !== 'string') return value;
  const instant = new Date(value);
  if (!Number.isNaN(instant.getTime())) return instant;
  throw transientError(`AWS answered ${JSON.stringify(value)} where ${column} holds a time`, {
    hint: 'Run again; if it persists, look for a proxy or an emulator between this process and AWS.',
  });
}
