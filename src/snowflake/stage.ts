import { transientError } from '../errors.ts';
import type { Database } from './database.ts';
import { literal, objectName, stageLocation } from './identifiers.ts';

/** A local file on its way to the stage. `directory` is stage-relative and ends in `/`. */
export interface Upload {
  readonly path: string;
  readonly directory: string;
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
    'PARALLEL = 4 AUTO_COMPRESS = FALSE SOURCE_COMPRESSION = GZIP OVERWRITE = FALSE';
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

/** Removes every staged file that one run put, whatever its table. */
export async function removeStaged({ session, schema }: Database, runId: string): Promise<void> {
  const sql = `REMOVE ${stageLocation(schema, '')} PATTERN = ${literal(`.*/${runId}/.*`)}`;
  await session.repeat(sql, { about: `REMOVE ${objectName(schema, schema.stage)}` });
}

/** Names of all files on the stage, its own name first. Needs no warehouse. */
export async function listStaged({ session, schema }: Database): Promise<readonly string[]> {
  const about = `LIST ${objectName(schema, schema.stage)}`;
  const rows = await session.repeat(`LIST ${stageLocation(schema, '')}`, { about });
  return rows.map(({ name }) => String(name));
}
