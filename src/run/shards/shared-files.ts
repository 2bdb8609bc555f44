import { mkdir, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { transientError } from '../../errors.ts';
import { onDisk } from '../../load/disk-error.ts';
import { readLines } from '../../load/read-lines.ts';
import type { Database } from '../../snowflake/database.ts';
import { get, listStagedIn, put } from '../../snowflake/stage.ts';
import { packLines } from './pack-lines.ts';
import type { Shard } from './shard.ts';

/** Files by which the shards of a run tell each other of it, on the stage, and when each was put, by Snowflake's clock. */
export interface SharedRun {
  readonly runId: string;
  /** Plans by the shard that each is for. */
  readonly plans: ReadonlyMap<number, { readonly count: number; readonly putAt: Date }>;
  /** Last signs of life by shard. */
  readonly signs: ReadonlyMap<number, Date>;
  /** Names of manifests by shard: of several attempts the first counts. */
  readonly manifests: ReadonlyMap<number, string>;
  /** Whether the first shard waits for the others no more. */
  readonly isClosed: boolean;
}

/** A run of a connection whose shards share files. */
export interface SharedPlace {
  readonly database: Database;
  readonly connection: string;
  readonly runId: string;
  /** On this machine, where files are written before they are put, and read after they are got. */
  readonly directory: string;
}

const PLAN = /^plan-(\d+)-of-(\d+)[.]/;
const SIGN = /^sign-(\d+)[.]/;
const MANIFEST = /^manifest-(\d+)-[0-9a-f]+[.]/;
const CLOSED = 'closed.json.gz';

/** Name of the plan of a shard. */
export function planFile({ index, count }: Shard): string {
  return `plan-${index}-of-${count}.ndjson.gz`;
}

function signFile(index: number): string {
  return `sign-${index}.json.gz`;
}

/** Name of what an attempt of a shard has written. */
export function manifestFile(index: number, attempt: string): string {
  return `manifest-${index}-${attempt}.json.gz`;
}

/** The runs of a connection of which there are shared files, the latest first. Needs no warehouse. */
export async function listShared(database: Database, connection: string): Promise<readonly SharedRun[]> {
  const directory = `shards/${connection}/`;
  const files = await listStagedIn(database, directory);
  const named = files.map(({ name, putAt }) => {
    const [runId = '', file = ''] = name.slice(name.indexOf(directory) + directory.length).split('/');
    return { runId, file, putAt };
  });
  const byRun = [...Map.groupBy(named, ({ runId }) => runId)];
  return byRun.map(([runId, of]) => sharedRun(runId, of)).sort((a, b) => (a.runId < b.runId ? 1 : -1));
}

function sharedRun(
  runId: string,
  files: readonly { readonly file: string; readonly putAt: Date }[],
): SharedRun {
  const plans = new Map<number, { count: number; putAt: Date }>();
  const signs = new Map<number, Date>();
  const manifests = new Map<number, { name: string; putAt: Date }>();
  for (const { file, putAt } of files) {
    const [, planned, count] = PLAN.exec(file) ?? [];
    if (planned !== undefined) plans.set(Number(planned), { count: Number(count), putAt });
    const [, shown] = SIGN.exec(file) ?? [];
    if (shown !== undefined) signs.set(Number(shown), putAt);
    const [, written] = MANIFEST.exec(file) ?? [];
    const earlier = manifests.get(Number(written));
    if (written !== undefined && (!earlier || earlier.putAt > putAt)) {
      manifests.set(Number(written), { name: file, putAt });
    }
  }
  return {
    runId,
    plans,
    signs,
    manifests: new Map([...manifests].map(([index, { name }]) => [index, name])),
    isClosed: files.some(({ file }) => file === CLOSED),
  };
}

/** Puts lines of JSON as a file of the run; `overwrites` one of that name, which is there otherwise. */
export async function putShared(
  place: SharedPlace,
  name: string,
  lines: Iterable<unknown>,
  { signal, overwrites = false }: { readonly signal?: AbortSignal; readonly overwrites?: boolean } = {},
): Promise<void> {
  const path = join(place.directory, name);
  await onDisk(path, mkdir(place.directory, { recursive: true, mode: 0o700 }));
  await packLines(path, lines);
  await put(place.database, { path, directory: directoryOf(place), overwrites }, signal);
  await onDisk(path, unlink(path));
}

/** Puts a sign of life in the place of the last one. */
export function putSign(place: SharedPlace, index: number, signal: AbortSignal): Promise<void> {
  return putShared(place, signFile(index), [{}], { signal, overwrites: true });
}

/** Tells that the first shard waits for the others no more: who comes now comes late. */
export function putClosed(place: SharedPlace, signal: AbortSignal): Promise<void> {
  return putShared(place, CLOSED, [{}], { signal });
}

/** The lines of a file of the run. */
export function getShared(place: SharedPlace, name: string, signal?: AbortSignal): AsyncGenerator<string> {
  return getLines(place, `${directoryOf(place)}${name}`, signal);
}

/** The lines of any staged file. Throws a transient error where it is not whole. */
export async function* getLines(
  { database, directory }: Pick<SharedPlace, 'database' | 'directory'>,
  name: string,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  await onDisk(directory, mkdir(directory, { recursive: true, mode: 0o700 }));
  await get(database, { name, directory }, signal);
  const path = join(directory, basename(name));
  try {
    yield* readLines(path);
  } catch (cause) {
    throw transientError('a file of the stage could not be read whole', { where: name, cause });
  }
  await onDisk(path, unlink(path));
}

function directoryOf({ connection, runId }: SharedPlace): string {
  return `shards/${connection}/${runId}/`;
}
