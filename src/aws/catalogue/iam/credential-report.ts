import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { isSnowcensusError, type SnowcensusError, transientError } from '../../../errors.ts';
import { withoutMember } from '../answer.ts';
import { ask } from '../ask.ts';
import type { CollectContext } from '../context.ts';
import { unlessNotFound } from '../not-found.ts';
import { iam } from './service.ts';

/** One line of the report: AWS's column names, values as booleans, ISO times or text; absent where AWS has none. */
export type CredentialReportRow = Readonly<Record<string, string | boolean | undefined>> & {
  readonly user: string;
  readonly arn: string;
};

/** AWS makes a report in seconds; one that takes longer than this is a failure that names itself. */
const PATIENCE_MS = 60_000;
const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 5_000;

/** The account's credential report. Throws a transient error where it cannot be parsed. */
export async function readCredentialReport(
  context: CollectContext,
  patienceMs = PATIENCE_MS,
): Promise<readonly CredentialReportRow[]> {
  return parseCredentialReport(await readReportText(context, patienceMs));
}

/**
 * The account's credential report for what can do without it: no line where it cannot be parsed. AWS quotes nothing, and
 * the name of a user may hold a comma.
 */
export async function readReportIfParsed(context: CollectContext): Promise<readonly CredentialReportRow[]> {
  const text = await readReportText(context, PATIENCE_MS);
  try {
    return parseCredentialReport(text);
  } catch (error) {
    if (isSnowcensusError(error) && error.kind === 'transient') return [];
    throw error;
  }
}

/**
 * The text of the report. AWS makes a new one at most every four hours and answers with the last one in between, so one
 * is asked for only where there is none of that age. Read once per account and shared between the collectors that need it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
function readReportText(context: CollectContext, patienceMs: number): Promise<string> {
  return context.once('iam:credential-report', async (shared) => {
    const last = await madeReport(shared);
    if (last !== undefined) return last;
    const { State } = await ask(shared, iam, 'GenerateCredentialReport', {});
    if (!State) throw withoutMember('GenerateCredentialReport', 'State');
    let pause = State === 'COMPLETE' ? 0 : FIRST_PAUSE_MS;
    for (let waited = 0; waited < patienceMs; waited += pause) {
      await sleep(pause, undefined, { signal: shared.signal });
      const made = await madeReport(shared);
      if (made !== undefined) return made;
      pause = Math.min(Math.max(pause * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
    }
    throw transientError(`AWS did not finish the credential report in ${patienceMs / 1000} seconds`, {
      where: `account ${shared.accountId}`,
      hint: 'Run again: AWS keeps working on the report.',
    });
  });
}

/** Codes with which AWS says that there is no report, or none that is young enough, or that it is still being made. */
const NOT_MADE = [
  'CredentialReportNotPresentException',
  'CredentialReportExpiredException',
  'CredentialReportNotReadyException',
];

/** The text of the report that there is; undefined where there is none. */
async function madeReport(context: CollectContext): Promise<string | undefined> {
  const answer = await unlessNotFound(NOT_MADE, () => ask(context, iam, 'GetCredentialReport', {}));
  if (answer === undefined) return undefined;
  if (!answer.Content) throw withoutMember('GetCredentialReport', 'Content');
  return Buffer.from(answer.Content).toString('utf8');
}

/** Parses the report's CSV. Throws a transient error where it is cut short or no credential report. */
export function parseCredentialReport(csv: string): CredentialReportRow[] {
  let rows: CredentialReportRow[];
  try {
    rows = parse<CredentialReportRow>(csv, { columns: true, skip_empty_lines: true, cast: reportValue });
  } catch (cause) {
    throw badReport(cause);
  }
  const broken = rows.length === 0 ? !isWholeHeader(csv) : rows.some(({ user, arn }) => !user || !arn);
  if (broken) throw badReport();
  return rows;
}

/** AWS always reports the root user; an emulator may not, and a whole header without lines then says: no users. */
function isWholeHeader(csv: string): boolean {
  const names = csv.trimEnd().split(',');
  return csv.endsWith('\n') && WHOLE_HEADER.every((name) => names.includes(name));
}

const WHOLE_HEADER = ['user', 'arn', 'mfa_active', 'access_key_1_active', 'access_key_2_last_used_service'];

function badReport(cause?: unknown): SnowcensusError {
  const why = cause instanceof Error ? `: ${cause.message}` : '';
  return transientError(`the credential report is cut short or not in the form AWS documents${why}`, {
    ...(cause === undefined ? {} : { cause }),
    hint: 'Run again; if it persists, AWS has changed the report.',
  });
}

/** `N/A`, `no_information` and `not_supported` all mean that there is no value; a user may have any name. */
function reportValue(text: string, { column }: { column: string | number }): string | boolean | undefined {
  if (column === 'user' || column === 'arn') return text;
  if (text === 'true') return true;
  if (text === 'false') return false;
  return text === 'N/A' || text === 'no_information' || text === 'not_supported' ? undefined : text;
}
