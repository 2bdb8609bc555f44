import type { Detection } from '../../detections/detection.ts';
import { detectionSelect } from '../../detections/detection-view.ts';
import { describeError } from '../../errors.ts';
import type { Database } from '../../snowflake/database.ts';
import { objectName } from '../../snowflake/identifiers.ts';
import { isWorthRetrying } from '../../snowflake/statement-error.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { jsonLine } from '../json-line.ts';
import { detectionsSchemaOf, withWarehouse } from '../session.ts';
import { textTable } from '../text-table.ts';
import { chosenDetections } from './chosen.ts';

/** How the test of one detection ended. */
interface TestResult {
  readonly id: string;
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  /** Problem of the detection; null where there is none. */
  readonly problem: string | null;
}

/** Runs every SELECT in its frame, and compares counts where that is asked for. Gives 2 where one does not hold. */
export async function testDetections(context: CommandContext, args: Arguments): Promise<number> {
  const chosen = chosenDetections(args);
  const results = await withWarehouse(context, { command: 'detections' }, async (database) => {
    const done: TestResult[] = [];
    for (const detection of chosen) done.push(await testOne(context, database, detection, args));
    return done;
  });
  context.print(args.flags.json ? jsonLine({ tests: results }) : readable(results));
  return results.some(({ problem }) => problem !== null) ? 2 : 0;
}

async function testOne(
  context: CommandContext,
  { session, schema }: Database,
  detection: Detection,
  args: Arguments,
): Promise<TestResult> {
  const own = detectionsSchemaOf(context);
  const select = detectionSelect(detection, {
    tables: (object) => objectName(schema, object),
    detections: (object) => objectName(own, object),
  });
  const { id, tests } = detection;
  try {
    const rows = await session.execute(
      `SELECT STATUS, COUNT(*) AS FINDINGS FROM (\n${select}\n) f GROUP BY STATUS`,
      { about: id },
    );
    const counts = new Map(rows.map(({ STATUS, FINDINGS }) => [String(STATUS), Number(FINDINGS)]));
    const [pass = 0, fail = 0, unknown = 0] = ['pass', 'fail', 'unknown'].map((name) => counts.get(name));
    const differs = tests && (tests.pass !== pass || tests.fail !== fail || tests.unknown !== unknown);
    const problem =
      args.flags.counts && differs
        ? `its head expects ${tests.pass} pass, ${tests.fail} fail, ${tests.unknown} unknown`
        : null;
    return { id, pass, fail, unknown, problem };
  } catch (error) {
    context.signal.throwIfAborted();
    // A statement that Snowflake refuses is what the test is for; without an answer nothing is known of the detection.
    if (isWorthRetrying(error)) throw error;
    return { id, pass: 0, fail: 0, unknown: 0, problem: describeError(error) };
  }
}

function readable(results: readonly TestResult[]): string {
  const problems = results.flatMap(({ id, problem }) => (problem === null ? [] : [`\n${id}: ${problem}\n`]));
  const rows = results.map(({ id, pass, fail, unknown, problem }) => [
    id,
    ...[pass, fail, unknown].map(String),
    problem === null ? 'ok' : 'wrong',
  ]);
  return textTable(['detection', 'pass', 'fail', 'unknown', 'test'], rows) + problems.join('');
}
