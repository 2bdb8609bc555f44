import { Pacing } from '../aws/pacing.ts';
import { checkEverything as execute } from '../check/check.ts';
import type { CheckRequest } from '../check/environment.ts';
import type { Finding } from '../check/finding.ts';
import { describeFindings, summarize } from '../check/report.ts';
import { configError } from '../errors.ts';
import type { Arguments, Command, CommandContext } from './command.ts';
import { namedConnection } from './connections/find-table.ts';
import { jsonLine } from './json-line.ts';
import { type ProgressLine, progressLine } from './progress/progress-line.ts';
import { openDatabase } from './session.ts';

/** Tests everything that a run of a connection needs. */
export const check: Command = {
  name: 'check',
  usage: '<connection>',
  doc: 'Test all that a run of one connection needs; say what is wrong and how to mend it.',
  notes:
    'Enters every account and tries every IAM action of its collectors by the smallest request; loads one row and takes ' +
    'it back. Reads only, and leaves nothing behind. In CloudTrail its sessions are called snowcensus-check-…; of each role ' +
    'with an external id they try once that it refuses who does not bring it, which shows there as denied.\n' +
    'Exit code: 0 nothing failed, 1 something did.',
  flags: {
    sample: { type: 'string', value: 'n', doc: 'Enter only so many accounts, spread over the list.' },
    json: { type: 'boolean', doc: 'Print each finding as one line of JSON, as soon as it is known.' },
  },

  async run(context, args) {
    const connection = namedConnection('check', args.positionals);
    const line = progressLine(context, args.flags.json === true);
    const findings = await examine(
      context,
      { connection, sample: sampleSize(args) },
      (found) => {
        const told = args.flags.json ? found.map(jsonLine).join('') : describeFindings(found);
        context.print(context.secrets.redactMessage(told));
      },
      line,
    );
    const hasFailed = findings.some(({ status }) => status === 'failed');
    if (!args.flags.json) {
      context.print(summarize(findings));
      const next = hasFailed ? `check ${connection}, once that is mended` : `run ${connection}`;
      context.print(`next: snowcensus ${next}\n`);
    }
    return hasFailed ? 1 : 0;
  },
};

/** Walks all that a run of a connection needs, shows how far it is, and tells of each step as it is done. */
export function examine(
  context: CommandContext,
  request: CheckRequest,
  tell: (findings: readonly Finding[]) => void,
  line: ProgressLine = progressLine(context, false),
): Promise<readonly Finding[]> {
  return execute(
    {
      settings: context.settings,
      pacing: Pacing.of(context.settings.aws),
      env: context.env,
      signal: context.signal,
      secrets: context.secrets,
      login: () => openDatabase(context, { command: 'check', connection: request.connection }),
      onFindings: (findings) => {
        line.clear();
        tell(findings);
      },
      onProgress: (progress) => line.show({ ...progress, noun: 'account' }),
    },
    request,
  ).finally(() => line.end());
}

function sampleSize({ flags }: Arguments): number | undefined {
  const { sample } = flags;
  if (sample === undefined) return undefined;
  const size = Number(sample);
  if (Number.isInteger(size) && size > 0) return size;
  throw configError(`--sample ${String(sample)} is not a number of accounts`, { hint: 'Try: --sample 5' });
}
