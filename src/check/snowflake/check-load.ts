import { join } from 'node:path';
import { bugError } from '../../errors.ts';
import { outcomeRow } from '../../ledger/coverage.ts';
import { OUTCOMES } from '../../ledger/ledger-tables.ts';
import { newRunId } from '../../ledger/run-id.ts';
import { GLOBAL } from '../../ledger/units.ts';
import { Spool } from '../../load/spool.ts';
import type { Part } from '../../load/table-spool.ts';
import { copyInto } from '../../snowflake/copy.ts';
import type { Database } from '../../snowflake/database.ts';
import { literal } from '../../snowflake/identifiers.ts';
import { put, removeStaged } from '../../snowflake/stage.ts';
import { countRows, deleteRowsOfRun, takenBack } from '../../snowflake/trial.ts';
import type { Details } from '../cause.ts';
import type { CheckEnvironment } from '../environment.ts';
import { type Finding, ok } from '../finding.ts';
import { namesOf } from './names.ts';
import { refused, snowflakeCode } from './snowflake-failure.ts';

/** Snowflake's own refusals: compilation and access. What the storage behind the stage says has no such number. */
const SNOWFLAKE_REFUSES = /^00[1-3]\d{3}$/;

/** Takes part in every part of the trial: one row, under a run of its own that is never published. */
interface Trial {
  readonly database: Database;
  readonly connection: string;
  readonly runId: string;
  readonly spool: Spool;
  readonly names: Details;
}

/**
 * Loads one row as a run would, by spool, PUT and COPY, in a transaction that is taken back; then takes away the file.
 * When it is told to stop, it clears up first; PUT and COPY are not cut short, for what is then still on its way would
 * arrive after the clearing up.
 */
export async function checkLoad(
  { settings, signal }: CheckEnvironment,
  database: Database,
  connection: string,
  role: string | undefined,
): Promise<readonly Finding[]> {
  const runId = newRunId(new Date());
  const spool = new Spool(join(settings.run.spoolDirectory, `check-${runId}`), settings.run.partBytes);
  const trial: Trial = { database, connection, runId, spool, names: namesOf(database.schema, role) };
  const { part, finding } = await tryPut(trial);
  if (finding.code === SPOOL_UNUSABLE) {
    // What is left of a part that could not be written goes, unless the directory takes not even that.
    await spool.remove().catch(() => undefined);
    return [finding];
  }
  const copied = part && !signal.aborted ? [await tryCopy(trial, part)] : [];
  const cleared = await cleanUp(trial, finding.code !== STAGE_REFUSED);
  signal.throwIfAborted();
  return [finding, ...copied, cleared];
}

function directoryOf({ runId }: Trial): string {
  return `${OUTCOMES.name}/${runId}/0/`;
}

async function tryPut(trial: Trial): Promise<{ readonly finding: Finding; readonly part?: Part }> {
  const { database, names } = trial;
  const place = { step: 'stage_put' } as const;
  let part: Part;
  try {
    part = await spoolRow(trial);
  } catch (error) {
    return { finding: refused(place, SPOOL_UNUSABLE, error, names) };
  }
  try {
    await put(database, { path: part.path, directory: directoryOf(trial) });
    return { finding: ok(place, `${part.bytes} bytes to ${names.stage}`), part };
  } catch (error) {
    const isRefused = SNOWFLAKE_REFUSES.test(snowflakeCode(error) ?? '');
    return { finding: refused(place, isRefused ? STAGE_REFUSED : 'stage_storage_refused', error, names) };
  }
}

const SPOOL_UNUSABLE = 'spool_unusable';
const STAGE_REFUSED = 'stage_out_of_reach';

async function spoolRow({ spool, connection, runId }: Trial): Promise<Part> {
  const stamp = { connection, runId, snapshotAt: new Date().toISOString() };
  const unit = { collector: 'check', region: GLOBAL, status: 'skipped', rows: 0, durationMs: 0 } as const;
  const nobody = { id: '000000000000', name: undefined, units: [] };
  await spool.write(OUTCOMES.name, outcomeRow(stamp, nobody, unit));
  const [part] = await spool.close(OUTCOMES.name);
  if (!part) throw bugError('the spool gave no part');
  return part;
}

async function tryCopy(trial: Trial, part: Part): Promise<Finding> {
  const { database, runId, names } = trial;
  const place = { step: 'copy' } as const;
  const request = { table: OUTCOMES.name, runId, directory: directoryOf(trial), files: [part] };
  try {
    await takenBack(database.session, () => copyInto(database, request));
    return ok(place, `1 row into ${names.table}, and out again`);
  } catch (error) {
    return refused(place, 'copy_refused', error, names);
  }
}

async function cleanUp({ database, runId, spool, names }: Trial, mayHavePut: boolean): Promise<Finding> {
  const place = { step: 'clean_up' } as const;
  try {
    await spool.remove();
    // Whoever may not use the stage cannot have left anything there.
    if (!mayHavePut) return ok(place, 'nothing was put');
    await removeStaged(database, runId);
    const rows = await countRows(database, OUTCOMES.name, runId);
    if (rows > 0) await deleteRowsOfRun(database, OUTCOMES.name, runId);
    return ok(place, rows === 0 ? 'file and row are gone' : 'the row was not taken back, and is deleted');
  } catch (error) {
    const where = { run: literal(runId), pattern: literal(`.*/${runId}/.*`) };
    return refused(place, 'left_behind', error, { ...names, ...where });
  }
}
