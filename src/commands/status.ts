import type { ConnectionResult } from '../connections/connection.ts';
import { countSlots, nextSlot } from '../connections/schedule/slots.ts';
import { readConnections } from '../connectors/index.ts';
import { describeError } from '../errors.ts';
import { type BlindSpot, type Published, readBlindSpots, readPublished } from '../ledger/blind-spots.ts';
import { blindUnits } from '../ledger/blind-units.ts';
import { type LastRun, type LastRuns, readLastRuns } from '../ledger/last-runs.ts';
import { DAYS_MISSING, LeaseStatements, type Living } from '../ledger/lease/lease-statements.ts';
import { executeTimed, NOW } from '../snowflake/clock.ts';
import { objectName } from '../snowflake/identifiers.ts';
import { listConnectionTables } from '../snowflake/schema.ts';
import { clock, counted, distance } from '../text/figures.ts';
import { remedyOf } from '../text/remedy.ts';
import { shortReason } from '../text/short-reason.ts';
import type { Command, CommandContext } from './command.ts';
import { withWarehouse } from './session.ts';
import { textTable } from './text-table.ts';

/** One connection as the ledger knows it. */
interface ConnectionState {
  readonly name: string;
  readonly module: string | null;
  readonly schedule: { readonly cron: string; readonly timezone: string } | null;
  readonly paused: boolean;
  readonly nextRunAt: Date | null;
  readonly lastRun: LastRun | null;
  /** Times at which the data of detections was last brought up to date, and last read whole. */
  readonly publishedAt: Date | null;
  readonly completeAt: Date | null;
  /** Times at which it was due, in the last week, since it was last published for all it reads, or was made. */
  readonly overdue: number;
  /** Its table is gone: it is not run any more. What it read leaves the current views once it has been removed. */
  readonly gone: boolean;
  /** Problem of the connection that a person should see to; null where there is none. */
  readonly problem: string | null;
}

/** Tells how every connection stands, and what cannot be seen. */
export const status: Command = {
  name: 'status',
  usage: '',
  doc: 'Tell how every connection stands, what is stale, and what cannot be seen and why.',
  notes:
    'Reads the ledger in Snowflake, so it tells the same wherever the service runs.\n' +
    'Exit code: 0 all is well, 2 there are blind spots, or a connection is stale or has a problem.',
  flags: { json: { type: 'boolean', doc: 'Print it as one line of JSON.' } },

  async run(context, args) {
    const { connections, blindSpots, now } = await read(context);
    const isWell = blindSpots.length === 0 && connections.every(({ problem }) => problem === null);
    context.print(
      args.flags.json
        ? `${JSON.stringify({ ok: isWell, connections, blindSpots }, (_, value) => value ?? null)}\n`
        : readable(connections, blindSpots, now),
    );
    return isWell ? 0 : 2;
  },
};

async function read(context: CommandContext) {
  return withWarehouse(context, { command: 'status' }, async (database) => {
    const tables = await listConnectionTables(database);
    const results = readConnections(tables);
    // What is in the ledger is held against the clock that it goes by.
    const { at: now } = await executeTimed(database.session, `SELECT ${NOW}`, { about: 'clock' });
    const runs = await readLastRuns(database);
    const published = await readPublished(database);
    const made = new Map(tables.map(({ name, createdAt }) => [name, createdAt]));
    const names = new Set(tables.map(({ name }) => name));
    const living = new Map(
      (await new LeaseStatements(database).living()).map((connection) => [connection.name, connection]),
    );
    const blindSpots = blindUnits.select((name) => objectName(database.schema, name));
    return {
      now,
      connections: [
        ...results.map((result) => stateOf(result, runs, published, made, now)),
        ...[...runs]
          .filter(([name]) => !names.has(name))
          .map(([name, { last }]) => stateOfGone(name, last, published, living.get(name))),
      ],
      blindSpots: await readBlindSpots(database.session, blindSpots),
    };
  });
}

function stateOf(
  result: ConnectionResult,
  runs: ReadonlyMap<string, LastRuns>,
  published: ReadonlyMap<string, Published>,
  made: ReadonlyMap<string, Date | undefined>,
  now: Date,
): ConnectionState {
  const name = result.ok ? result.connection.name : result.name;
  const { module = null, schedule = undefined, paused = false } = result.ok ? result.connection : {};
  const { last: lastRun = null, lastComplete = null } = runs.get(name) ?? {};
  const last = published.get(name);
  const isDue = schedule !== undefined && !paused;
  const overdue = isDue ? countSlots(schedule, latestOf(last?.freshAt, made.get(name), now), now) : 0;
  return {
    name,
    module,
    schedule: schedule ?? null,
    paused,
    nextRunAt: isDue ? (nextSlot(schedule, now) ?? null) : null,
    lastRun,
    publishedAt: last?.at ?? null,
    completeAt: last?.completeAt ?? null,
    overdue,
    gone: false,
    problem: result.ok ? problemOf(lastComplete, overdue, last?.freshAt) : describeError(result.error),
  };
}

/**
 * A connection that had runs and has no table, or none that this role may see. Its rows stay current until it has ended:
 * a table that is only hidden must not take away what it read.
 */
function stateOfGone(
  name: string,
  lastRun: LastRun,
  published: ReadonlyMap<string, Published>,
  living: Living | undefined,
): ConnectionState {
  const { at = null, completeAt = null } = published.get(name) ?? {};
  const ended = { module: null, schedule: null, paused: false, nextRunAt: null, overdue: 0 };
  const problem = living ? stillCurrent(living) : null;
  return { ...ended, problem, name, lastRun, publishedAt: at, completeAt: completeAt ?? null, gone: true };
}

function stillCurrent({ name, missingSince }: Living): string {
  const end = missingSince && new Date(missingSince.getTime() + DAYS_MISSING * DAY_MS);
  return (
    'its table is gone, or this role may not see it, and what it read is still in the current views; ' +
    `it ends with the next run of any connection if the table was dropped, else ${end ? `at ${end.toISOString()}` : `${DAYS_MISSING} days later`}; ` +
    `run \`snowcensus connections remove ${name}\` to end it now, or make the table again or grant it`
  );
}

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** Never published, it was not due before its table was made. Further back than a week, the number tells nobody more. */
function latestOf(published: Date | undefined, made: Date | undefined, now: Date): Date {
  return new Date(Math.max((published ?? made)?.getTime() ?? 0, now.getTime() - WEEK_MS));
}

/** The run that is due just now may be under way: only the second time that went by is one too many. */
const STALE_AFTER = 2;

function problemOf(lastRun: LastRun | null, overdue: number, published: Date | undefined): string | null {
  if (lastRun?.status === 'failed' || lastRun?.status === 'aborted') {
    return `the last run ${lastRun.status === 'failed' ? 'failed' : 'was aborted'}${lastRun.error ? `: ${lastRun.error}` : ''}`;
  }
  if (lastRun !== null && lastRun.unitsHeld > 0) return lastRun.error ?? null;
  // What is told of a run that read something is for a person to see to as well.
  if (overdue < STALE_AFTER) return lastRun?.error ?? null;
  const since = published ? 'since it was last published' : 'and was never published';
  return `stale: it was due ${overdue} times ${since}; look whether snowcensus start is running`;
}

function readable(
  connections: readonly ConnectionState[],
  blindSpots: readonly BlindSpot[],
  now: Date,
): string {
  if (connections.length === 0) {
    return 'there is no connection yet; create one with snowcensus connections add\n';
  }
  const ago = (instant: Date | null | undefined): string =>
    instant ? `${clock(instant)} (${distance(instant, now)})` : 'never';
  const rows = connections.map(({ name, schedule, paused, gone, nextRunAt, lastRun, publishedAt }) => [
    name,
    gone
      ? 'never: its table is gone'
      : nextRunAt
        ? ago(nextRunAt)
        : paused
          ? 'paused'
          : schedule
            ? 'not within eight years'
            : 'by hand',
    lastRun ? `${lastRun.status}, ${distance(lastRun.startedAt, now)}` : 'never',
    ago(publishedAt),
  ]);
  const problems = connections.flatMap(({ name, problem }) => (problem ? [`\n${name}: ${problem}\n`] : []));
  return [
    textTable(['connection', 'next run (UTC)', 'last run', 'published (UTC)'], rows),
    ...problems,
    ...(blindSpots.length === 0 ? ['\nno blind spots\n'] : ['\nblind spots\n', ...blindSpots.map(spot)]),
  ].join('');

  function spot(blindSpot: BlindSpot) {
    const { connection, status: what, code, reason, accounts, units, since, lastSeenAt } = blindSpot;
    const size = `${counted(accounts, 'account')}, ${counted(units, 'unit')}`;
    return (
      `  ${connection}: ${what} ${code ?? ''} in ${size}, since ${ago(since)}, last seen ${ago(lastSeenAt)}\n` +
      (reason ? `    why: ${shortReason(reason)}\n` : '') +
      `    to do: ${remedyOf(blindSpot)}\n`
    );
  }
}
