import type { ConnectionResult } from '../../connections/connection.ts';
import { readConnections } from '../../connectors/index.ts';
import { describeError } from '../../errors.ts';
import { type LastRuns, readLastRuns } from '../../ledger/last-runs.ts';
import { listConnectionTables } from '../../snowflake/schema.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { jsonLine } from '../json-line.ts';
import { withWarehouse } from '../session.ts';
import { textTable } from '../text-table.ts';

/** Tells of every connection: what it reads and when, how its last run went, and why it cannot run. */
export async function listConnections(context: CommandContext, args: Arguments): Promise<number> {
  const [results, runs] = await withWarehouse(context, { command: 'connections' }, async (database) => [
    readConnections(await listConnectionTables(database)),
    await readLastRuns(database),
  ]);
  if (args.flags.json) {
    context.print(jsonLine(results.map((result) => machineReadable(result, runs))));
  } else if (results.length === 0) {
    context.print('there is no connection yet; create one with snowcensus connections add\n');
  } else context.print(readable(results, runs));
  return 0;
}

function machineReadable(result: ConnectionResult, runs: ReadonlyMap<string, LastRuns>): object {
  const name = nameOf(result);
  const lastRun = runs.get(name)?.last ?? null;
  if (!result.ok) return { name, problem: describeError(result.error), lastRun };
  const { module, paused, schedule } = result.connection;
  return { name, module, paused, schedule: schedule ?? null, problem: null, lastRun };
}

function readable(results: readonly ConnectionResult[], runs: ReadonlyMap<string, LastRuns>): string {
  const rows = results.map((result) => {
    const name = nameOf(result);
    const { module = '', schedule, paused = false } = result.ok ? result.connection : {};
    const when = schedule ? `${schedule.cron} ${schedule.timezone}` : '';
    const run = runs.get(name)?.last;
    const ran = run ? `${run.status} ${run.startedAt.toISOString()}` : 'never';
    return [name, module, paused ? `paused (${when || 'no schedule'})` : when, ran];
  });
  const problems = results.flatMap((result) => (result.ok ? [] : [`\n${describeError(result.error)}\n`]));
  return textTable(['connection', 'module', 'schedule', 'last run'], rows) + problems.join('');
}

function nameOf(result: ConnectionResult): string {
  return result.ok ? result.connection.name : result.name;
}
