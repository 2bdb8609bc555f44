import { join } from 'node:path';
import { coverageRow } from '../run/coverage.ts';
import { COVERAGE } from '../run/ledger-tables.ts';
import { newRunId } from '../run/run-id.ts';
import { type Part, Spool } from '../run/spool.ts';
import { GLOBAL } from '../run/units.ts';
import { copyInto } from '../snowflake/copy.ts';
import { literal } from '../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../snowflake/session.ts';
import { put, removeStaged } from '../snowflake/stage.ts';
import { countRows, takenBack } from '../snowflake/trial.ts';
import { failed } from './cause.ts';
import type { CheckEnvironment } from './environment.ts';
import { type Finding, ok } from './finding.ts';
import { namesOf } from './names.ts';
import { refused, snowflakeCode } from './snowflake-failure.ts';

/** Snowflake's own refusals: compilation and access. What the storage behind the stage says has no such number. */
const SNOWFLAKE_REFUSES = /^00[1-3]\d{3}$/;

/**
 * Loads one row as a run would, by spool, PUT and COPY, in a transaction that is taken back; then takes away the file.
 * Clears up whatever happens, an abort included.
 */
export async function checkLoad(
  environment: CheckEnvironment,
  session: SnowflakeSession,
  connection: string,
  role: string | undefined,
): Promise<readonly Finding[]> {
  const { home, settings } = environment;
  const runId = newRunId(new Date());
  const spool = new Spool(join(settings.run.spoolDirectory, `check-${runId}`), settings.run.partBytes);
  const findings: Finding[] = [];
  try {
    findings.push(...(await load(environment, session, { connection, runId, spool, role })));
  } finally {
    findings.push(await cleanUp());
  }
  return findings;

  async function cleanUp(): Promise<Finding> {
    const place = { step: 'clean_up' } as const;
    const names = {
      ...namesOf(home, role),
      run: literal(runId),
      pattern: literal(`.*/${runId}/.*`),
    };
    try {
      await spool.remove();
      await removeStaged(session, home, runId);
      const rows = await countRows(session, home, COVERAGE.name, runId);
      if (rows > 0) return failed(place, 'left_behind', `${rows} rows of ${runId} remain`, names);
      return ok(place, 'file and row are gone');
    } catch (error) {
      return refused(place, 'left_behind', error, names);
    }
  }
}

interface Trial {
  readonly connection: string;
  readonly runId: string;
  readonly spool: Spool;
  readonly role: string | undefined;
}

async function load(
  { home, signal }: CheckEnvironment,
  session: SnowflakeSession,
  { connection, runId, spool, role }: Trial,
): Promise<readonly Finding[]> {
  const names = namesOf(home, role);
  const directory = `${COVERAGE.name}/${runId}/0/`;
  let part: Part;
  try {
    part = await spoolRow(spool, connection, runId);
  } catch (error) {
    return [refused({ step: 'stage_put' }, 'spool_unusable', error, names)];
  }
  try {
    await put(session, home, { path: part.path, directory }, signal);
  } catch (error) {
    signal.throwIfAborted();
    const isRefused = SNOWFLAKE_REFUSES.test(snowflakeCode(error) ?? '');
    const code = isRefused ? 'stage_out_of_reach' : 'stage_storage_refused';
    return [refused({ step: 'stage_put' }, code, error, names)];
  }
  const staged = ok({ step: 'stage_put' }, `${part.bytes} bytes to ${names.stage}`);
  try {
    const request = { table: COVERAGE.name, runId, directory, files: [part], signal };
    await takenBack(session, () => copyInto(session, home, request));
    return [staged, ok({ step: 'copy' }, `1 row into ${names.table}, and out again`)];
  } catch (error) {
    signal.throwIfAborted();
    return [staged, refused({ step: 'copy' }, 'copy_refused', error, names)];
  }
}

async function spoolRow(spool: Spool, connection: string, runId: string): Promise<Part> {
  const stamp = { connection, runId, snapshotAt: new Date().toISOString() };
  const unit = { collector: 'check', region: GLOBAL, status: 'skipped', rows: 0, durationMs: 0 } as const;
  await spool.write(
    COVERAGE.name,
    coverageRow(stamp, { id: '000000000000', name: undefined, units: [] }, unit),
  );
  const [part] = await spool.close(COVERAGE.name);
  if (!part) throw new Error('the spool gave no part');
  return part;
}
