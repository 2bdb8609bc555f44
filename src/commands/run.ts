import { Pacing } from '../aws/pacing.ts';
import { configError, describeError } from '../errors.ts';
import { endGoneConnections } from '../ledger/lease/gone-connections.ts';
import { workerName } from '../ledger/lease/worker.ts';
import { Ledger } from '../ledger/ledger.ts';
import { executeRun as execute } from '../run/run.ts';
import type { RunEnvironment, RunRequest } from '../run/run-request.ts';
import { runShard, type ShardSummary } from '../run/shards/run-shard.ts';
import { shardOf } from '../run/shards/shard.ts';
import type { RunSummary } from '../run/summary.ts';
import type { Database } from '../snowflake/database.ts';
import { listConnectionTables } from '../snowflake/schema.ts';
import { grouped } from '../text/figures.ts';
import { VERSION } from '../version.ts';
import type { Arguments, Command, CommandContext } from './command.ts';
import { findValidConnection, namedConnection } from './connections/find-table.ts';
import { accountIds, flagValues, textOf } from './flags.ts';
import { jsonLine } from './json-line.ts';
import { progressLine } from './progress/progress-line.ts';
import { watchRun } from './progress/run-progress.ts';
import { withDatabase, withWarehouse } from './session.ts';

const EXIT_CODES = { ok: 0, partial: 2, failed: 1, aborted: 1 } as const;

/** Runs one connection now, whatever its schedule. */
export const run: Command = {
  name: 'run',
  usage: '<connection>',
  doc: 'Run one connection now, whatever its schedule.',
  notes:
    'The connection is named as its table is, with or without _CONNECTION.\n' +
    'Exit code: 0 everything was read, 2 some units were denied or failed (see CONNECTOR_BLIND_SPOTS), 1 nothing was read or published, or the accounts list was not.',
  flags: {
    account: {
      type: 'string',
      multiple: true,
      value: 'id',
      doc: 'Only this account; may be given more than once.',
    },
    collector: {
      type: 'string',
      multiple: true,
      value: 'pattern',
      doc: 'Only collectors that match, such as ec2.*; may be given more than once.',
    },
    close: {
      type: 'boolean',
      doc: 'Confirm that what the options no longer name may leave the current views, even if it is most of them.',
    },
    shard: {
      type: 'string',
      value: 'i/n',
      doc: 'Be part i of n, counted from 0, of a run on n machines: 0 plans, loads and publishes, the others only read.',
    },
    json: { type: 'boolean', doc: 'Print the result as one line of JSON.' },
  },

  async run(context, args) {
    const code = await runNow(context, args);
    if (!args.flags.json)
      context.print(`next: snowcensus ${code === 0 ? 'status' : `check ${args.positionals[0]}`}\n`);
    return code;
  },
};

/** Runs a connection, shows how far it is, and prints what it came to. Gives the exit code. */
export async function runNow(context: CommandContext, args: Arguments): Promise<number> {
  const meant = namedConnection('run', args.positionals);
  const narrowed = narrowedTo(args);
  const { settings, env } = context;
  const shard = shardOf({ flag: textOf(args, 'shard'), settings: settings.run, env });
  const line = progressLine(context, args.flags.json === true);
  const watched = watchRun(line, context.observer);
  const about = { command: 'run', connection: meant };
  const isHelper = shard !== undefined && shard.index > 0;
  // The others only read: what they find goes through the stage.
  const within = isHelper ? withDatabase : withWarehouse;
  const summary = await within({ ...context, observer: watched.observer }, about, async (database) => {
    const connection = await findValidConnection(database, meant);
    const environment: RunEnvironment = {
      settings,
      database,
      pacing: Pacing.shareOf(settings.aws, shard?.count ?? 1),
      env,
      log: context.log,
      secrets: context.secrets,
      observer: watched.observer,
      version: VERSION,
      worker: workerName(),
      signal: context.signal,
      onProgress: watched.onProgress,
    };
    const request: RunRequest = {
      connection,
      triggeredBy: 'manual',
      ...narrowed,
      confirmsClosing: args.flags.close === true,
      shard,
    };
    if (isHelper) return runShard(environment, request, shard);
    return endOthers(database, await execute(environment, request));
  }).finally(() => line.end());
  if (args.flags.json) context.print(jsonLine(machineReadable(summary)));
  else context.print('units' in summary ? readable(summary) : readableShard(summary));
  // What a shard could not read is told by the run, and would not be read by being tried again.
  return 'units' in summary ? EXIT_CODES[summary.status] : 0;
}

/** Ends the connections that have lost their table. The run is published: where they cannot be ended, it says so, and the next run tries again. */
async function endOthers(database: Database, done: RunSummary): Promise<RunSummary> {
  try {
    await endGoneConnections(database, await listConnectionTables(database));
    return done;
  } catch (cause) {
    const problem = `published, but connections without a table could not be ended: ${describeError(cause)}`;
    return { ...done, error: await new Ledger(database).addNote(done.runId, done.error, problem) };
  }
}

/**
 * Scope to which the flags narrow the run. Throws a config error before anything is recorded of a run that cannot be.
 */
function narrowedTo(args: Arguments): Pick<RunRequest, 'accounts' | 'collectors'> {
  const accounts = accountIds(args);
  const collectors = flagValues(args, 'collector');
  if (args.flags.close === true && (accounts ?? collectors)) {
    throw configError('--close cannot be with --account or --collector: a narrowed run closes nothing', {
      hint: 'Run the connection whole.',
    });
  }
  return { accounts, collectors };
}

function machineReadable(summary: RunSummary | ShardSummary): object {
  const { coverage: _coverage, ...figures } = { coverage: [], ...summary };
  return { ...figures, peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024) };
}

function readable(summary: RunSummary): string {
  const { units } = summary;
  const lines = [
    `${summary.connection}: ${summary.status} in ${summary.seconds.toFixed(1)} s (run ${summary.runId})`,
    `accounts  ${summary.accountsCovered} of ${summary.accounts} covered`,
    `units     ${Object.entries(units)
      .map(([status, count]) => `${count} ${status}`)
      .join(', ')}`,
    `rows      ${grouped(summary.rows)}`,
    ...loaded(summary.tables),
  ];
  if (summary.error) lines.push(`note      ${summary.error}`);
  if (units.denied + units.failed > 0)
    lines.push('See CONNECTOR_BLIND_SPOTS for what was not seen, and why.');
  return `${lines.join('\n')}\n`;
}

/** Rows of each table, by the name of the table, so that it is found among a hundred. */
function loaded(tables: RunSummary['tables']): readonly string[] {
  const counts = Object.entries(tables).sort(([one], [other]) => (one < other ? -1 : 1));
  const width = Math.max(...counts.map(([table]) => table.length));
  return counts.map(([table, rows]) => `  ${table.padEnd(width)} ${grouped(rows).padStart(9)}`);
}

const SHARD_ENDS = {
  written: 'what it has read waits for shard 0 to load it',
  done: 'an earlier attempt has written it',
  late: 'the run was over without it: see CONNECTOR_RUNS and CONNECTOR_BLIND_SPOTS',
} as const;

function readableShard(summary: ShardSummary): string {
  const { connection, shard, status, seconds, runId, accounts, accountsCovered, rows } = summary;
  const lines = [
    `${connection}: shard ${shard} ${status} in ${seconds.toFixed(1)} s (run ${runId}): ${SHARD_ENDS[status]}`,
    ...(status === 'written'
      ? [`accounts  ${accountsCovered} of ${accounts} covered`, `rows      ${grouped(rows)}`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}
