import { serviceOf } from '../connectors/collectors.ts';
import { type ClosingPreview, previewRun, type RunPreview } from '../run/preview.ts';
import { clock, counted, duration, grouped } from '../text/figures.ts';
import type { Command } from './command.ts';
import { findValidConnection, namedConnection } from './connections/find-table.ts';
import { jsonLine } from './json-line.ts';
import { withWarehouse } from './session.ts';

/** Most names that a line has. */
const NAMES = 4;

/** Tells what the next run of a connection would do. */
export const plan: Command = {
  name: 'plan',
  usage: '<connection>',
  doc: 'Tell what the next run would read, leave out and close, and what it would cost.',
  notes:
    'Reads Snowflake only: asks nothing of AWS and writes nothing. What an account has enabled, and whether a role lets us ' +
    'in, only a run knows; `snowcensus check` tries the latter.\n' +
    'Exit code: 0, or 2 where the run would hold units open until somebody confirms.',
  flags: { json: { type: 'boolean', doc: 'Print it as one line of JSON.' } },

  async run(context, args) {
    const meant = namedConnection('plan', args.positionals);
    const preview = await withWarehouse(context, { command: 'plan', connection: meant }, async (database) =>
      previewRun(database, await findValidConnection(database, meant)),
    );
    context.print(args.flags.json ? jsonLine(machineReadable(preview)) : readable(preview));
    return preview.closing.held > 0 ? 2 : 0;
  },
};

function machineReadable(preview: RunPreview): object {
  return {
    ...preview,
    accounts: preview.accounts.map(({ id }) => id),
    collectors: preview.collectors.map(({ name }) => name),
    estimate: estimateOf(preview) ?? null,
  };
}

function readable(preview: RunPreview): string {
  const { accounts, leftOut, collectors, collectorsLeftOut, regions, regionsProbed, unitsResting, closing } =
    preview;
  const services = Map.groupBy(collectors, serviceOf);
  const lines = [
    `${preview.connection}: the next run of ${preview.module}, as it would be now`,
    line(
      'accounts',
      `${counted(accounts.length, 'account')} to enter${accounts.length > 0 ? `: ${named(accounts.map(({ id }) => id))}` : ''}`,
    ),
    ...leftOut.map(({ status, reason, accounts: ids }) =>
      line('', `${counted(ids.length, 'account')} ${status}: ${reason} (${named(ids)})`),
    ),
    line('collectors', [...services].map(([service, { length }]) => `${service} ${length}`).join(', ')),
    ...(collectorsLeftOut.length > 0 ? [line('', `left out: ${named(collectorsLeftOut)}`)] : []),
    line('regions', regions === 'all' ? 'all that an account has enabled' : regions.join(', ')),
    ...(regionsProbed > 0
      ? [
          line(
            '',
            `${counted(regionsProbed, 'region')} of all accounts together only probed, for they were empty`,
          ),
        ]
      : []),
    ...(unitsResting > 0
      ? [line('', `${counted(unitsResting, 'unit')} not asked, for they are read every few days only`)]
      : []),
    line('closes', closingWords(closing)),
    line('costs', costWords(preview)),
  ];
  if (preview.warning) lines.push(line('note', preview.warning));
  lines.push(`Nothing was written. Next: snowcensus run ${preview.connection}`);
  return `${lines.join('\n')}\n`;
}

function line(name: string, words: string): string {
  return `${name.padEnd(10)}  ${words}`;
}

/** The first few names, and how many more there are. */
function named(names: readonly string[]): string {
  const more = names.length - NAMES;
  return names.slice(0, NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function closingWords({ closed, held, holding }: ClosingPreview): string {
  if (closed === 0 && held === 0) return 'nothing';
  const words =
    closed === 0 ? '' : `${closed} of ${counted(holding, 'unit')} with rows leave the current views`;
  if (held === 0) return words;
  const open = `${counted(held, 'unit')} held open until \`run --close\` or allow_closing confirms`;
  return words ? `${words}; ${open}` : open;
}

/** Calls and seconds of the next run, by those of the last whole one for each account that it covered. */
function estimateOf({
  lastWhole,
  accounts,
}: RunPreview): { awsRequests: number; seconds: number } | undefined {
  if (!lastWhole || lastWhole.accountsCovered === 0) return undefined;
  const share = accounts.length / lastWhole.accountsCovered;
  return {
    awsRequests: Math.round(lastWhole.awsRequests * share),
    seconds: Math.round(lastWhole.seconds * share),
  };
}

function costWords(preview: RunPreview): string {
  const estimate = estimateOf(preview);
  const { lastWhole, accounts, collectors, regions } = preview;
  if (!estimate || !lastWhole) {
    const ofRegion = collectors.filter(({ scope }) => scope === 'region').length;
    const perAccount = collectors.length - ofRegion + (regions === 'all' ? 0 : ofRegion * regions.length);
    const each = regions === 'all' ? ` and ${ofRegion} for each region` : '';
    return `at least ${counted(perAccount, 'call')} for each of ${counted(accounts.length, 'account')}${each}: no run has measured it yet`;
  }
  return (
    `about ${counted(estimate.awsRequests, 'call')} of AWS in ${duration(estimate.seconds)}, as the run of ` +
    `${clock(lastWhole.startedAt)} took for ${counted(lastWhole.accountsCovered, 'account')} and ${grouped(lastWhole.rows)} rows; ` +
    'two short windows of the warehouse (docs/cost.md)'
  );
}
