import { transientError } from '../errors.ts';
import type { Database } from './database.ts';
import { literal, objectName, stageLocation } from './identifiers.ts';

/** A local file on its way to the stage. `directory` is stage-relative and ends in `/`. */
export interface Upload {
  readonly path: string;
  readonly directory: string;
  /** Whether it takes the place of one of the same name, which no COPY has seen. */
  readonly overwrites?: boolean;
}

/**
 * Puts one file on the stage under its own name. Repeated on storage faults: the driver's own retry lasts 31 ms.
 * A name that is already there is left alone, so a repeat never replaces bytes that COPY may have seen.
 */
export async function put(
  { session, schema }: Database,
  upload: Upload,
  signal?: AbortSignal,
): Promise<void> {
  const sql =
    `PUT ${literal(`file://${upload.path.replaceAll('\\', '/')}`)} ${stageLocation(schema, upload.directory)} ` +
    `PARALLEL = 4 AUTO_COMPRESS = FALSE SOURCE_COMPRESSION = GZIP OVERWRITE = ${upload.overwrites ? 'TRUE' : 'FALSE'}`;
  await session.untilAnswered(async () => {
    const rows = await session.execute(sql, {
      about: `PUT ${upload.directory}`,
      signal,
      outlastsCancel: true,
    });
    const status = String(rows[0]?.status ?? 'nothing');
    if (status !== 'UPLOADED' && status !== 'SKIPPED') {
      throw transientError(`PUT answered ${status}: ${String(rows[0]?.message ?? '')}`, {
        where: upload.directory,
      });
    }
  }, signal);
}

/** A file on its way from the stage: `name` is stage-relative, `directory` a local one that is there. */
export interface Download {
  readonly name: string;
  readonly directory: string;
}

/** Gets one file from the stage, under its own name. Needs no warehouse; repeated as PUT is. */
export async function get(
  { session, schema }: Database,
  { name, directory }: Download,
  signal?: AbortSignal,
): Promise<void> {
  const target = literal(`file://${directory.replaceAll('\\', '/')}/`);
  const sql = `GET ${stageLocation(schema, name)} ${target} PARALLEL = 4`;
  const got = await session.untilAnswered(async () => {
    const rows = await session.execute(sql, { about: `GET ${name}`, signal, outlastsCancel: true });
    const failed = rows.find(({ status }) => status !== 'DOWNLOADED');
    if (!failed) return rows.length;
    throw transientError(`GET answered ${String(failed.status)}: ${String(failed.message ?? '')}`, {
      where: name,
    });
  }, signal);
  if (got !== 1) throw transientError(`GET found ${got} files instead of one`, { where: name });
}

/** Removes every staged file that one run put, whatever its table. */
export async function removeStaged({ session, schema }: Database, runId: string): Promise<void> {
  const sql = `REMOVE ${stageLocation(schema, '')} PATTERN = ${literal(`.*/${runId}/.*`)}`;
  await session.repeat(sql, { about: `REMOVE ${objectName(schema, schema.stage)}` });
}

/** Removes what one run put under these names, which a regular expression matches after its id. */
export async function removeStagedOf(
  { session, schema }: Database,
  runId: string,
  names: string,
): Promise<void> {
  const sql = `REMOVE ${stageLocation(schema, '')} PATTERN = ${literal(`.*/${runId}/(?:${names})`)}`;
  await session.repeat(sql, { about: `REMOVE ${objectName(schema, schema.stage)}` });
}

/** Names of all files on the stage, its own name first. Needs no warehouse. */
export async function listStaged(database: Database): Promise<readonly string[]> {
  return (await listStagedIn(database, '')).map(({ name }) => name);
}

/** A file on the stage: its stage-relative name, after the name of the stage, and when it was put, by Snowflake's clock. */
export interface StagedFile {
  readonly name: string;
  readonly putAt: Date;
}

/** The files whose names begin so. Needs no warehouse. https://docs.snowflake.com/en/sql-reference/sql/list */
export async function listStagedIn(
  { session, schema }: Database,
  prefix: string,
): Promise<readonly StagedFile[]> {
  const about = `LIST ${objectName(schema, schema.stage)}`;
  const rows = await session.repeat(`LIST ${stageLocation(schema, prefix)}`, { about });
  return rows.map(({ name, last_modified }) => ({
    name: String(name),
    putAt: new Date(String(last_modified)),
  }));
}
