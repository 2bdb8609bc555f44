import type { Collector } from '../aws/catalogue/entry.ts';
import type { Connection } from '../connections/connection.ts';
import type { PlannedAccount } from '../connectors/connector.ts';
import { connectorOf } from '../connectors/index.ts';
import { decideClosing, type Fate } from '../ledger/closing.ts';
import { readFates, readLastWholeRun, type WholeRun } from '../ledger/next-run.ts';
import type { Database } from '../snowflake/database.ts';
import { openRun, scopeOf } from './open.ts';
import type { RunRequest } from './run-request.ts';

/** Accounts that a run does not enter, for one reason. */
export interface NotEntered {
  readonly status: string;
  readonly reason: string;
  readonly accounts: readonly string[];
}

/** Preview of a run: what it would read and close, by what the ledger and the accounts list know now. */
export interface RunPreview {
  readonly connection: string;
  readonly module: string;
  readonly accounts: readonly PlannedAccount[];
  readonly leftOut: readonly NotEntered[];
  readonly collectors: readonly Collector[];
  /** Collectors of the module that the options leave out. */
  readonly collectorsLeftOut: readonly string[];
  readonly regions: 'all' | readonly string[];
  /** Regions of accounts that a few probes are asked of, unless these find something. */
  readonly regionsProbed: number;
  /** Units that are not asked, for it is not their turn yet. */
  readonly unitsResting: number;
  readonly closing: ClosingPreview;
  /** The last whole run, by which the next can be measured; undefined before the first. */
  readonly lastWhole: WholeRun | undefined;
  /** Flaw of the accounts list that a person should know; undefined where there is none. */
  readonly warning: string | undefined;
}

/** Units that a run would close, should AWS answer as the accounts list does. */
export interface ClosingPreview {
  /** Units that hold rows, and would leave the current views. */
  readonly closed: number;
  /** Units that would stay open until somebody confirms. */
  readonly held: number;
  /** Of how many that hold rows. */
  readonly holding: number;
}

/**
 * Previews the next whole run of a connection. Reads Snowflake only, asks nothing of AWS and writes nothing. Throws what
 * the opening of a run throws, such as the config error of an accounts list that was never read.
 */
export async function previewRun(database: Database, connection: Connection): Promise<RunPreview> {
  const asked: RunRequest = { connection, triggeredBy: 'manual' };
  const connector = connectorOf(connection);
  const scope = scopeOf(asked, connector);
  const plan = await openRun({ database }, asked, connector, scope);
  const { regions } = connector.readPlan(connection);
  const counts = await readFates(database, {
    connection: connection.name,
    accounts: new Map(plan.accounts.map((account) => [account.id, fateOf(account)])),
    collectors: plan.collectors.map(({ name }) => name),
    regions,
  });
  const decision = decideClosing(counts, plan.isListed ? 'whole' : 'none');
  const isConfirmed = connection.options.allow_closing === true;
  const closing = counts.filter(
    ({ collector, fate }) =>
      fate !== 'kept' &&
      (isConfirmed || decision.excused.includes(fate) || !decision.heldCollectors.includes(collector)),
  );
  return {
    connection: connection.name,
    module: connection.module,
    accounts: plan.accounts.filter(({ verdict }) => verdict === undefined),
    leftOut: leftOutOf(plan.accounts),
    collectors: plan.collectors,
    collectorsLeftOut: connector.collectors
      .filter((collector) => !plan.collectors.includes(collector))
      .map(({ name }) => name),
    regions,
    regionsProbed: plan.emptyRegions.size,
    unitsResting: plan.resting.size,
    closing: {
      closed: sum(closing.map(({ holding }) => holding)),
      held: isConfirmed ? 0 : decision.heldUnits,
      holding: sum(counts.map(({ holding }) => holding)),
    },
    lastWhole: await readLastWholeRun(database, connection.name),
    warning: plan.warning,
  };
}

/** Fate of the units of an account: what is only denied, such as a suspended one, stays as it is. */
function fateOf({ verdict }: PlannedAccount): Fate {
  if (verdict?.status === 'skipped') return 'skipped';
  return verdict?.status === 'absent' ? 'closed' : 'kept';
}

function leftOutOf(accounts: readonly PlannedAccount[]): readonly NotEntered[] {
  const left = accounts.flatMap(({ id, verdict }) =>
    verdict ? [{ id, status: verdict.status, reason: verdict.reason ?? verdict.code ?? '' }] : [],
  );
  return [...Map.groupBy(left, ({ status, reason }) => `${status} ${reason}`).values()].flatMap((group) =>
    group.slice(0, 1).map(({ status, reason }) => ({ status, reason, accounts: group.map(({ id }) => id) })),
  );
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0);
}
