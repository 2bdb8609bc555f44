import type { SqlType } from '../../table.ts';
import type { CollectContext } from './context.ts';
import type { ServiceFacts } from './service-facts.ts';

/** Scope of a collector: it reads once per organization, once per account, or once per account and region. */
export type Scope = 'organization' | 'account' | 'region';

/** A typed column: its SQL type, where its value stands in the item, and its COMMENT. */
export interface ColumnEntry {
  readonly type: SqlType;
  readonly value: (item: object) => unknown;
  readonly comment: string;
  /** Shape of a VARIANT that no answer of the SDK's schemas shows. */
  readonly shape?: string | undefined;
  /** Policies that it holds, as AWS has them: the column {@link standardColumn} has them in one form. */
  readonly policies?: PolicyKind | undefined;
}

/** Kind of a column of policies: one `POLICY` document, or `NAMED_POLICIES`, a list of names and documents. */
export type PolicyKind = 'POLICY' | 'NAMED_POLICIES';

/** Name of the column that has the policies of this one in one form. */
export function standardColumn(column: string): string {
  return `${column}_STD`;
}

/**
 * Kind of a table's rows: the `state` of resources, read whole every time; `events`, of which every read brings those
 * of a further window of time; or a `reference`, the same for every account, which a run lands once, from whichever
 * account showed it first.
 */
export type TableKind = 'state' | 'events' | 'reference';

/** Column of views for the account that was asked, where rows may be about another. */
export const SOURCE_ACCOUNT = 'SOURCE_ACCOUNT_ID';

/** One table that a collector fills, one row per item. */
export interface TableEntry {
  readonly kind: TableKind;
  /** `AWS_EC2_INSTANCES`; the landing table adds `_SNAPSHOTS`, the change view of a state `_CHANGES`. */
  readonly name: string;
  readonly doc: string;
  /** The member that names the resource, for messages. */
  readonly keyName: string;
  /**
   * Column of the account that a row is about, where that is not the account that was asked: in the views it is
   * ACCOUNT_ID, and the account that was asked is {@link SOURCE_ACCOUNT}.
   */
  readonly account?: string | undefined;
  /** Name of the resource: unique within a unit. */
  readonly key: (item: object) => string | undefined;
  /** Members, at any depth, that change without the resource changing; they do not count for ROW_HASH. */
  readonly volatile: readonly string[];
  /**
   * Members, at any depth, that are lists with an order that means something; every other list is a set to ROW_HASH.
   * Undefined: every list of plain values has an order.
   */
  readonly ordered?: readonly string[];
  /**
   * Whether the item tells that somebody uses its region. What AWS puts into every region unasked does not, nor does
   * what belongs to an item that is asked the same.
   */
  readonly showsUse: (item: object) => boolean;
  /** Names of what is read of each row beside its list; a table with any has a column BLIND_TO. */
  readonly details?: readonly string[];
  readonly columns: Readonly<Record<string, ColumnEntry>>;
}

/**
 * Fate of a collector in a region that held nothing when it was last read whole: it is a `probe`, one of the few that
 * show whether the region is still empty; it may `wait` until they say that it is not; or it is `read` like anywhere
 * else, because what it finds would not show in them.
 */
export type WhenEmpty = 'probe' | 'wait' | 'read';

/** One item on its way to a row of `table`. */
export interface CollectedItem {
  readonly table: TableEntry;
  readonly item: object;
  /** Reads of the item that were refused or failed, with AWS's code for each; none unless said. */
  readonly blindTo?: ReadonlyMap<string, string>;
}

/** Rows of one member, as its administrator tells them. */
export interface MemberAnswer {
  readonly accountId: string;
  readonly items: readonly CollectedItem[];
}

/**
 * Delegated administrator of a service as a source: it is asked first, and each member of which it tells is not asked. One
 * of which it does not tell is read like any other account.
 */
export interface Administrator {
  /** Principal of the service that the organization has delegated, such as guardduty.amazonaws.com. */
  readonly principal: string;
  /** IAM actions that are needed in the administrator's account alone. */
  readonly actions: readonly string[];
  /** Answers for those of these accounts of which the administrator, in whose account the context reads, tells. */
  membersOf(context: CollectContext, accountIds: ReadonlySet<string>): AsyncGenerator<MemberAnswer>;
}

/**
 * One declared AWS read. Table definitions, views, COMMENTs, the least-privilege policy and the README's
 * table of collectors are derived from these records, never written beside them.
 */
export interface Collector {
  /** `ec2.instances`: what connections filter on and coverage speaks of. */
  readonly name: string;
  readonly scope: Scope;
  readonly doc: string;
  /** API calls for one unit, in words. */
  readonly calls: string;
  /** Every IAM action the collector may need, and no other. */
  readonly actions: readonly string[];
  /** Members of `actions` that not every read needs, each with when it does. */
  readonly conditional: Readonly<Record<string, string>>;
  /** Error codes that mean: there is nothing here, and that is the truth. */
  readonly absent: readonly string[];
  readonly tables: readonly TableEntry[];
  /** Facts of the services that it asks. */
  readonly services: readonly ServiceFacts[];
  /** `read` in every scope but a region's. */
  readonly whenEmpty: WhenEmpty;
  /** Whether the collector is read only by connections whose `collectors` name it, for it costs much and few ask for it. */
  readonly onRequest: boolean;
  /** Days between two reads of a unit, where what it costs or how slowly it changes forbids every run; undefined for each run. */
  readonly everyDays?: number | undefined;
  /** Name of another collector, whose list this one takes where both are read of a unit, and after which it is taken up. */
  readonly listedBy?: string | undefined;
  /**
   * Whether it takes over what the last run read of a unit and asks only what is new, but for full sweeps. It has one table,
   * and a list by another collector.
   */
  readonly remembers?: boolean | undefined;
  /**
   * Types, as the tagging API has them (`lambda:function`), that show in an empty region whether what waits there has
   * something to read by now. All of a region are asked for by one call.
   */
  readonly shownByTags: readonly string[];
  /** The delegated administrator that can answer for its members; none where only the account itself can. */
  readonly administrator?: Administrator | undefined;
  /**
   * Items as full as the SDK's schemas know them, by the name of the table: what documents tell the shape of columns by.
   * None where code makes the items.
   */
  readonly samples?: () => Promise<Readonly<Record<string, object>>>;
  collect(context: CollectContext): AsyncGenerator<CollectedItem>;
}

/** Whether the collector reads events, and so a window of time that begins where its last one ended. */
export function collectsEvents(collector: Collector): boolean {
  return collector.tables.some((table) => table.kind === 'events');
}
