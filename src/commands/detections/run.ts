import { z } from 'zod';
import { CIS_7 } from '../../detections/cis-7.0.ts';
import type { Detection } from '../../detections/detection.ts';
import { configError } from '../../errors.ts';
import { countValue, decodeRows, textValue } from '../../snowflake/decode.ts';
import { objectName } from '../../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../../snowflake/session.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { textOf } from '../flags.ts';
import { jsonLine } from '../json-line.ts';
import { detectionsSchemaOf, withWarehouse } from '../session.ts';
import { textTable } from '../text-table.ts';
import { chosenDetections, frameworkOf } from './chosen.ts';
import { csvCell } from './csv-cell.ts';

/** How many findings there are of each status. */
interface Tally {
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly excepted: number;
}

const STATUSES = ['pass', 'fail', 'unknown', 'excepted'] as const;

const tallyRow = z.object({
  DETECTION_ID: textValue,
  EFFECTIVE_STATUS: z.enum(STATUSES),
  FINDINGS: countValue,
});

/** Tells what the detections find: by detection or by control, or every finding. Gives 2 where not everything passes. */
export async function runDetections(context: CommandContext, args: Arguments): Promise<number> {
  const chosen = chosenDetections(args);
  const forms = (['json', 'csv', 'ocsf'] as const).filter((form) => args.flags[form]);
  if (forms.length > 1)
    throw configError(`--${forms.join(' and --')} are two forms of one answer`, {
      hint: 'Give one of them.',
    });
  if (chosen.length === 0) throw configError('no detection is left to run', { hint: 'Leave a flag out.' });
  return withWarehouse(context, { command: 'detections' }, async ({ session }) => {
    const findings = new Findings(context, session, chosen, textOf(args, 'account'));
    await findings.requireInstalled();
    const [form] = forms;
    if (form === 'csv' || form === 'ocsf') return findings.each(form);
    const byDetection = await findings.byDetection();
    const framework = frameworkOf(args);
    const total = sumOf([...byDetection.values()]);
    if (STATUSES.every((status) => total[status] === 0)) throw nothingToAnswerFor();
    const controls = framework === undefined ? [] : controlRows(framework, chosen, byDetection);
    if (form === 'json') {
      const detections = [...byDetection].map(([id, tally]) => ({ id, ...tally }));
      context.print(jsonLine({ ...total, detections, ...(framework ? { framework, controls } : {}) }));
    } else context.print(framework ? controlTable(controls) : detectionTable(byDetection));
    return total.fail + total.unknown > 0 ? 2 : 0;
  });
}

/** Without a finding nothing has passed: no account of theirs was ever read. */
function nothingToAnswerFor(): Error {
  return configError('there is nothing that the detections could answer for', {
    hint: 'Run the connections first; snowcensus status tells how they stand.',
  });
}

/** Findings of some detections; the others are not computed. */
class Findings {
  readonly #context: CommandContext;
  readonly #session: SnowflakeSession;
  readonly #chosen: readonly Detection[];
  readonly #account: string | undefined;

  constructor(
    context: CommandContext,
    session: SnowflakeSession,
    chosen: readonly Detection[],
    account: string | undefined,
  ) {
    this.#context = context;
    this.#session = session;
    this.#chosen = chosen;
    this.#account = account;
  }

  /** Throws where FINDINGS knows nothing of a detection: without findings it would look as if nothing failed. */
  async requireInstalled(): Promise<void> {
    const ids = this.#chosen.map(({ id }) => id);
    const rows = await this.#session.execute(
      `SELECT DETECTION_ID FROM ${objectName(detectionsSchemaOf(this.#context), 'DETECTIONS')} ` +
        `WHERE DETECTION_ID IN (${ids.map(() => '?').join(', ')})`,
      { binds: ids, about: 'DETECTIONS' },
    );
    const installed = new Set(rows.map(({ DETECTION_ID }) => DETECTION_ID));
    const missing = ids.filter((id) => !installed.has(id));
    if (missing.length === 0) return;
    throw configError(`${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} not installed`, {
      where: detectionsSchemaOf(this.#context).schema,
      hint: 'Run snowcensus setup, with --detections and the same folder where they are of your own; detections test runs files that are not installed.',
    });
  }

  /** The number of findings of each status, by detection. */
  async byDetection(): Promise<ReadonlyMap<string, Tally>> {
    const rows = await this.#ask(
      'FINDINGS',
      'DETECTION_ID, EFFECTIVE_STATUS, COUNT(*) AS FINDINGS',
      'GROUP BY DETECTION_ID, EFFECTIVE_STATUS',
    );
    const found = Map.groupBy(decodeRows(rows, tallyRow, 'FINDINGS'), ({ DETECTION_ID }) => DETECTION_ID);
    return new Map(
      this.#chosen.map(({ id }) => {
        const counts = new Map(
          (found.get(id) ?? []).map((row) => [row.EFFECTIVE_STATUS, row.FINDINGS] as const),
        );
        const [pass = 0, fail = 0, unknown = 0, excepted = 0] = STATUSES.map((status) => counts.get(status));
        return [id, { pass, fail, unknown, excepted }];
      }),
    );
  }

  /** Prints every finding on a line of its own. */
  async each(form: 'csv' | 'ocsf'): Promise<number> {
    if (form === 'ocsf') {
      const rows = await this.#ask('FINDINGS_OCSF', 'EVENT', '');
      if (rows.length === 0) throw nothingToAnswerFor();
      for (const { EVENT } of rows) this.#context.print(jsonLine(EVENT as object));
      return rows.every((row) => isGood(row.EVENT)) ? 0 : 2;
    }
    const columns =
      'DETECTION_ID, SEVERITY, EFFECTIVE_STATUS, ACCOUNT_ID, ACCOUNT_NAME, REGION, RESOURCE_ID, RESOURCE_ARN, REASON, OBSERVED_AT';
    const rows = await this.#ask(
      'FINDINGS',
      columns,
      'ORDER BY DETECTION_ID, ACCOUNT_ID, REGION, RESOURCE_ID',
    );
    if (rows.length === 0) throw nothingToAnswerFor();
    const names = columns.split(', ');
    this.#context.print(`${names.join(',')}\n`);
    for (const row of rows) this.#context.print(`${names.map((name) => csvCell(row[name])).join(',')}\n`);
    return rows.every(({ EFFECTIVE_STATUS: status }) => status === 'pass' || status === 'excepted') ? 0 : 2;
  }

  #ask(view: string, columns: string, end: string) {
    const ids = this.#chosen.map(({ id }) => id);
    const account = this.#account === undefined ? [] : [this.#account];
    return this.#session.execute(
      `SELECT ${columns} FROM ${objectName(detectionsSchemaOf(this.#context), view)} ` +
        `WHERE DETECTION_ID IN (${ids.map(() => '?').join(', ')}) ` +
        `${account.map(() => 'AND ACCOUNT_ID = ? ').join('')}${end}`,
      { binds: [...ids, ...account], about: view },
    );
  }
}

/** Whether an event is of a finding that passes or is excepted. */
function isGood(event: unknown): boolean {
  const { status_id, compliance } = event as {
    readonly status_id: number;
    readonly compliance: { readonly status_id: number };
  };
  return status_id === 3 || compliance.status_id === 1;
}

function sumOf(tallies: readonly Tally[]): Tally {
  const sum = (status: keyof Tally) => tallies.reduce((all, tally) => all + tally[status], 0);
  return { pass: sum('pass'), fail: sum('fail'), unknown: sum('unknown'), excepted: sum('excepted') };
}

function detectionTable(byDetection: ReadonlyMap<string, Tally>): string {
  return textTable(
    ['detection', ...STATUSES],
    [...byDetection].map(([id, tally]) => [id, ...STATUSES.map((status) => figure(tally[status]))]),
  );
}

function figure(count: number): string {
  return count === 0 ? '' : String(count);
}

/** A control and what became of it; `none` where no detection answers it, or there is nothing that it concerns. */
interface ControlRow extends Tally {
  readonly control: string;
  readonly status: 'pass' | 'fail' | 'unknown' | 'none';
  readonly about: string;
}

function controlRows(
  framework: string,
  chosen: readonly Detection[],
  byDetection: ReadonlyMap<string, Tally>,
): readonly ControlRow[] {
  const answered = new Set(chosen.flatMap(({ controls }) => controls[framework] ?? []));
  const known = framework === 'cis-7.0' ? CIS_7 : [];
  const ids = [...new Set([...known.map(({ id }) => id), ...answered])];
  return ids
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((id) => {
      const detections = chosen.filter(({ controls }) => controls[framework]?.includes(id));
      const tally = sumOf(detections.flatMap((one) => byDetection.get(one.id) ?? []));
      const control = known.find((one) => one.id === id);
      const about = control?.about ?? detections.map((one) => one.id).join(', ');
      return {
        control: id,
        status: statusOf(tally),
        ...tally,
        about:
          detections.length > 0 ? about : `${about}: ${control?.unanswered ?? 'no detection was chosen'}`,
      };
    });
}

function statusOf({ fail, unknown, pass, excepted }: Tally): ControlRow['status'] {
  if (fail > 0) return 'fail';
  if (unknown > 0) return 'unknown';
  return pass + excepted > 0 ? 'pass' : 'none';
}

function controlTable(rows: readonly ControlRow[]): string {
  return textTable(
    ['control', 'status', ...STATUSES, 'about'],
    rows.map((row) => [row.control, row.status, ...STATUSES.map((status) => figure(row[status])), row.about]),
  );
}
