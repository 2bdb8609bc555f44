import { type Collector, collectsEvents } from '../aws/catalogue/entry.ts';
import { accountsTable, type Connection } from '../connections/connection.ts';
import { chosenCollectors, narrowedTo } from '../connectors/choose-collectors.ts';
import type { Connector, PlannedAccount } from '../connectors/connector.ts';
import { type Administrators, NO_ADMINISTRATORS, readAdministrators } from '../ledger/known/delegations.ts';
import { EarlierReads, readEarlierReads } from '../ledger/known/earlier-reads.ts';
import { EmptyRegions, readEmptyRegions } from '../ledger/known/empty-regions.ts';
import { type FoundRows, readKnownRows } from '../ledger/known/known-rows.ts';
import { readRestingUnits } from '../ledger/known/resting-units.ts';
import { UnitInstants } from '../ledger/known/unit-instants.ts';
import { Ledger } from '../ledger/ledger.ts';
import { landingTable } from '../load/landing.ts';
import type { Readable } from '../load/readable.ts';
import type { Database } from '../snowflake/database.ts';
import type { Table } from '../table.ts';
import type { ToldUnits } from './administrators/told-units.ts';
import { onlyAccounts, planAccounts } from './plan-accounts.ts';
import { isComplete, type RunEnvironment, type RunRequest } from './run-request.ts';

/** Knowledge of a connection's units from earlier runs. */
export interface Knowledge {
  /** Beginnings of the windows of events. */
  readonly watermarks: UnitInstants;
  /** Regions to probe before, or instead of, reading them whole. */
  readonly emptyRegions: EmptyRegions;
  /** Digests of rows that need not be loaded when they are found again. */
  readonly knownRows: FoundRows;
  /** Units that are not asked, for it is not their turn yet. */
  readonly resting: UnitInstants;
  /** Reads of units of which only what is new is asked. */
  readonly earlier: EarlierReads;
  /** Units that need not be read, for administrators have told of them. */
  readonly told: ToldUnits;
}

/** Reading plan of a run, once it is open. */
export interface OpenedRun extends Knowledge {
  readonly accounts: readonly PlannedAccount[];
  readonly collectors: readonly Collector[];
  /** Whether the accounts come from an accounts connection, whose list is whole. */
  readonly isListed: boolean;
  readonly warning: string | undefined;
  /** Accounts to ask first for what they tell of others. */
  readonly administrators: Administrators;
  /** Members that can be read, where that has been found out already. */
  readonly readable?: Readable;
}

/** Subject of a run, before anything is known of its accounts. */
export interface RunScope {
  readonly collectors: readonly Collector[];
  /** Tables of what it collects. */
  readonly landings: readonly Table[];
}

/** The collectors that the options and the one who asked leave, and their tables. */
export function scopeOf({ connection, collectors: only }: RunRequest, connector: Connector): RunScope {
  const chosen = chosenCollectors(connector, connection.options.collectors);
  const collectors = only ? narrowedTo(chosen, only) : chosen;
  return { collectors, landings: collectors.flatMap((collector) => collector.tables.map(landingTable)) };
}

/** The opening reads: the accounts list and what earlier runs have left to know. */
export async function openRun(
  { database }: Pick<RunEnvironment, 'database'>,
  request: RunRequest,
  connector: Connector,
  { collectors }: RunScope,
): Promise<OpenedRun> {
  const { connection } = request;
  const { fullSweepEvery, askAllEvery } = connector.readPlan(connection);
  const { accounts, list, warning } = await planAccounts(database, connector, connection);
  return {
    accounts: onlyAccounts(connection.name, accounts, request.accounts),
    collectors,
    isListed: list !== undefined,
    warning,
    watermarks: collectors.some(collectsEvents)
      ? await new Ledger(database).watermarks(connection.name)
      : new UnitInstants(),
    emptyRegions:
      fullSweepEvery !== undefined && isComplete(request) && canProbe(connector.collectors, collectors)
        ? await readEmptyRegions(database, {
            connection: connection.name,
            collectors: collectors.filter(({ whenEmpty }) => whenEmpty !== 'read').map(({ name }) => name),
            runs: fullSweepEvery - 1,
          })
        : new EmptyRegions(),
    knownRows: await readKnownRows(database, connection.name, collectors),
    // Who names collectors wants them read now.
    resting: request.collectors
      ? new UnitInstants()
      : await readRestingUnits(database, connection.name, collectors),
    earlier:
      askAllEvery !== undefined && isComplete(request)
        ? await readEarlierReads(database, {
            connection: connection.name,
            collectors,
            runs: askAllEvery - 1,
          })
        : new EarlierReads(),
    told: new Map(),
    administrators: await administratorsOf(database, connector, connection, collectors),
  };
}

/** Delegated administrators that the accounts connection has found, where it is in our own schema. */
async function administratorsOf(
  database: Database,
  connector: Connector,
  connection: Connection,
  collectors: readonly Collector[],
): Promise<Administrators> {
  const { accountsList } = connector.readPlan(connection);
  if (accountsList === undefined) return NO_ADMINISTRATORS;
  const list = accountsTable(accountsList, database.schema);
  const { schema } = database;
  if (list.database !== schema.database || list.schema !== schema.schema) return NO_ADMINISTRATORS;
  const principals = collectors.flatMap(({ administrator }) => administrator?.principal ?? []);
  return readAdministrators(database, list.name, [...new Set(principals)]);
}

/** Without one of the probes, what it would show goes unseen. */
function canProbe(all: readonly Collector[], chosen: readonly Collector[]): boolean {
  return all.every((collector) => collector.whenEmpty !== 'probe' || chosen.includes(collector));
}
