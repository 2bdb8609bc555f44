import type { Collector, TableEntry } from '../aws/catalogue/entry.ts';
import type { Outcome } from '../aws/outcome.ts';
import type { Hop } from '../aws/role-session.ts';
import type { Connection } from '../connections/connection.ts';
import type { OptionReader } from '../connections/option-reader.ts';
import type { Partition } from '../partition.ts';
import type { Column, Row } from '../table.ts';

/** An account of the accounts list, as far as planning needs it. */
export interface ListedAccount {
  readonly id: string;
  readonly name: string | undefined;
  /** AWS's account state; undefined where AWS did not say. */
  readonly state: string | undefined;
  /** Names from the root down: `/Workloads/Prod`; a slash within a name is `%2F`. */
  readonly ouPath: string | undefined;
  readonly ouIds: readonly string[] | undefined;
  /** Undefined where the list was read without tags. */
  readonly tags: Readonly<Record<string, string>> | undefined;
  /** Why the accounts connection leaves the account out, for every inventory that reads its list. */
  readonly leftOut: string | undefined;
}

/** An account of a run: entered through `hop`, or left alone for the reason in `verdict`. */
export interface PlannedAccount {
  readonly id: string;
  readonly name: string | undefined;
  readonly partition: Partition;
  /** The last hop; undefined reads with the chain's own credentials. */
  readonly hop: Hop | undefined;
  /** Outcome of every unit of the account, without entering it. */
  readonly verdict?: Outcome;
}

/** How a connection reads events. */
export interface EventsPlan {
  /** How far back the first read of a unit begins. */
  readonly lookbackMs: number;
  /** How much of what was read before is read again, for events that AWS delivers late. */
  readonly overlapMs: number;
  /** How long AWS keeps events: older ones cannot be read. */
  readonly keptMs: number;
  /** Whether events that changed nothing are wanted too. */
  readonly readOnly: boolean;
}

/** Reading plan of a connection, before any account is known. */
export interface ReadPlan {
  readonly partition: Partition;
  /** Hops that all accounts share, walked once per run. */
  readonly chain: readonly Hop[];
  /** Regions of the connection, or `all` that an account has enabled. */
  readonly regions: 'all' | readonly string[];
  /** Region for collectors that read one region only; the partition's home unless said. */
  readonly homeRegion?: string;
  readonly accountTags: boolean;
  /** Connection table that lists the accounts; undefined when the plan needs no list. */
  readonly accountsList: string | undefined;
  /** Needed by collectors of events. */
  readonly events?: EventsPlan;
  /** Of how many runs one reads empty regions whole; the others only probe them. Without it every run does. */
  readonly fullSweepEvery?: number;
  /** Of how many runs one asks again all of which the others ask only what is new. Without it every run does. */
  readonly askAllEvery?: number;
}

/** Roles that connections enter: one of the same name in every account, or one of their own in a single account. */
export type EnteredRoleName = 'member' | 'organization' | 'identity-center';

/** One kind of connection. A connector plans; the run machinery reads, loads and publishes. It never sees a driver. */
export interface Connector extends OptionReader {
  /** Name by which a connection asks for it. */
  readonly module: string;
  readonly doc: string;
  readonly enters: EnteredRoleName;
  readonly collectors: readonly Collector[];
  /** Columns of the connection table that a run fills. */
  readonly connectionColumns: readonly Column[];
  /** Table entry with the items that are the connection table's rows; without it a row tells of each account. */
  readonly listed?: {
    /** Collector with the unit that must be ok for the list to be whole. */
    readonly collector: Collector;
    readonly entry: TableEntry;
    readonly rowOf: (connection: Connection) => (landed: Row) => Row;
  };
  readPlan(connection: Connection): ReadPlan;
  /** The accounts of a run, those left out included. `list` is empty where the readPlan asks for none. */
  plan(connection: Connection, list: readonly ListedAccount[]): readonly PlannedAccount[];
}
