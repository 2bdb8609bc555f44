import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connector } from '../connectors/connector.ts';
import { codeOf } from '../errors.ts';
import type { Beginning } from '../ledger/lease/lease-statements.ts';
import { isDeserted } from '../ledger/lease/worker.ts';
import { Ledger } from '../ledger/ledger.ts';
import { OUTCOMES, UNITS } from '../ledger/ledger-tables.ts';
import { RUN_ID } from '../ledger/run-id.ts';
import { lookUpRuns } from '../ledger/run-lookup.ts';
import { landingName } from '../load/landing.ts';
import type { Database } from '../snowflake/database.ts';
import { objectName } from '../snowflake/identifiers.ts';
import { listStaged, removeStaged } from '../snowflake/stage.ts';
import type { RunEnvironment } from './run-request.ts';

/** A connection whose dead runs are to be cleared up after. */
export interface Recovery {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly connection: string;
  /** Tables the connection's runs load. */
  readonly tables: readonly string[];
  /** Tables of references among them, whose rows are current without a unit that says so. */
  readonly references: readonly string[];
  readonly spoolDirectory: string;
  /** Name of this process. */
  readonly worker: string;
}

/** The recovery of a connection: its tables, and the directory in which its runs spool. */
export function recoveryOf(
  { database, settings, worker }: Pick<RunEnvironment, 'database' | 'settings' | 'worker'>,
  { collectors }: Connector,
  connection: string,
): Recovery {
  const entries = collectors.flatMap(({ tables }) => tables);
  const landings = entries.map(landingName);
  return {
    database,
    ledger: new Ledger(database),
    connection,
    tables: [...landings, OUTCOMES.name, connection],
    references: entries.filter(({ kind }) => kind === 'reference').map(landingName),
    spoolDirectory: settings.run.spoolDirectory,
    worker,
  };
}

const GONE = 'The process ended without a word, or lost its lease; cleared up by a later run.';

/**
 * Clears up after runs of the connection that have no end; only for the holder of its lease, so that none of them is rightly
 * under way. They are marked first, for a marked run cannot publish. Then what they staged, spooled and loaded goes:
 * nobody has seen those rows. A process that dies meanwhile leaves the rest to the next run. Gives how many runs there were.
 *
 * `unreleased` is the run that had the lease before and did not let it go: it may have ended and yet left files. So may a
 * run whose process was killed after it had let the lease go: its directory shows that. Where the last run is not the one
 * that is published, what it loaded of references goes, too: all up to the last published run counts as published. Shards
 * that come late leave files of runs that have ended: with `sharded`, the run that recovers, the stage is looked through for
 * them in any case.
 */
export async function recover(
  recovery: Recovery,
  { unreleased, lastRunId, publishedRunId }: Pick<Beginning, 'unreleased' | 'lastRunId' | 'publishedRunId'>,
  sharded?: string,
): Promise<number> {
  const { database, ledger, connection } = recovery;
  const unfinished = await ledger.unfinished(connection);
  const onDisk = await runsOnDisk(recovery.spoolDirectory);
  const deserted = await desertedRuns(recovery, onDisk);
  const isDead = unreleased !== undefined || deserted.length > 0;
  if (sharded !== undefined || isDead) {
    const spared = new Set(unfinished.map(({ runId }) => runId));
    await clearFiles(recovery, { sharded, unreleased, onDisk: isDead ? onDisk : [], deserted, spared });
  }
  const running = unfinished.filter(({ isRunning }) => isRunning).map(({ runId }) => runId);
  if (running.length > 0) await ledger.abort(running, GONE);
  // One of them may have published itself in the meantime.
  const left = running.length > 0 ? await ledger.unfinished(connection) : unfinished;
  const dead = left.map(({ runId }) => runId);
  if (lastRunId !== publishedRunId) await dropUnpublishedReferences(recovery);
  if (dead.length === 0) return 0;
  for (const runId of dead) {
    await removeStaged(database, runId);
    await rm(join(recovery.spoolDirectory, runId), { recursive: true, force: true });
  }
  for (const table of recovery.tables) {
    await database.session.execute(
      `DELETE FROM ${objectName(database.schema, table)} WHERE RUN_ID IN (${dead.map(() => '?').join(', ')})`,
      { binds: dead, about: `DELETE ${table}` },
    );
  }
  await ledger.clearedUp(dead);
  return dead.length;
}

/** Deletes the rows of references of runs that ended without being published. */
async function dropUnpublishedReferences({ database, connection, references }: Recovery): Promise<void> {
  const { session, schema } = database;
  for (const table of references) {
    await session.repeat(
      `DELETE FROM ${objectName(schema, table)} WHERE "CONNECTION" = ? AND RUN_ID > COALESCE((` +
        `SELECT MAX(LATEST_RUN_ID) FROM ${objectName(schema, UNITS.name)} WHERE "CONNECTION" = ?), '')`,
      { binds: [connection, connection], about: `DELETE ${table}` },
    );
  }
}

/** Runs that may have left files, as far as they are known before anything is looked up. */
interface FoundRuns {
  /** The run that recovers, which has files of its own. */
  readonly sharded: string | undefined;
  readonly unreleased: string | undefined;
  readonly onDisk: readonly string[];
  readonly deserted: readonly string[];
  /** Runs without an end, which recovery itself clears up after. */
  readonly spared: ReadonlySet<string>;
}

/**
 * Removes what ended runs of the connection have left on stage and disk, and directories of dead processes that neither a
 * run nor a lease of any connection owns.
 */
async function clearFiles(
  { database, connection, spoolDirectory }: Recovery,
  { sharded, unreleased, onDisk, deserted, spared }: FoundRuns,
): Promise<void> {
  const staged = (await listStaged(database)).flatMap((name) => RUN_ID.exec(name)?.[0] ?? []);
  const found = new Set([...staged, ...onDisk].filter((id) => id !== sharded));
  const { ofConnection, owned } = await lookUpRuns(database, connection, [...found]);
  const left = new Set([
    ...(unreleased === undefined ? [] : [unreleased]),
    ...ofConnection,
    ...deserted.filter((id) => !owned.has(id)),
  ]);
  for (const id of left) {
    if (spared.has(id)) continue;
    if (staged.includes(id)) await removeStaged(database, id);
    await rm(join(spoolDirectory, id), { recursive: true, force: true });
  }
}

/** The runs whose directories belong to processes that are gone. */
export async function desertedRuns(
  { spoolDirectory, worker }: Pick<Recovery, 'spoolDirectory' | 'worker'>,
  runIds: readonly string[],
): Promise<readonly string[]> {
  const deserted: string[] = [];
  for (const runId of runIds) if (await isDeserted(join(spoolDirectory, runId), worker)) deserted.push(runId);
  return deserted;
}

/** Runs that have a directory on this machine. */
export async function runsOnDisk(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => RUN_ID.exec(name)?.[0] === name);
}
