import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { catalogue } from '../../src/aws/catalogue/index.ts';
import { counted, grouped } from '../../src/text/figures.ts';
import { type Client, openClient } from '../installation/client.ts';
import { runConnector } from '../installation/connector.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { SERVICE } from '../installation/service-account.ts';
import { showAnswers, showChanges } from './answers.ts';
import { readCauses, showCauses } from './blind.ts';
import { ACCOUNTS, CLOUDTRAIL, connectionStatements, IDENTITY_CENTER, INVENTORY } from './connections.ts';
import { type ControlResult, showControls } from './controls.ts';
import { describeDetails } from './details.ts';
import {
  coverageFigures,
  currentRows,
  emptyLandingTables,
  type Figures,
  readableTables,
  serverFigures,
} from './figures.ts';
import { type Cast, type Changes, changeOrganization, plantedIn, plantProblems } from './organization.ts';
import { readAccountUnits, showPicture } from './picture.ts';
import { refuseSurprises } from './refuse-surprises.ts';
import { screenOn } from './screen.ts';
import { statusPageOf } from './status-page.ts';

const DEFAULT_ACCOUNTS = '14';
const DEFAULT_SEED = '23';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    verbose: { type: 'boolean' },
    accounts: { type: 'string', default: DEFAULT_ACCOUNTS },
    seed: { type: 'string', default: DEFAULT_SEED },
    data: { type: 'string' },
    page: { type: 'string' },
  },
});

/** Other organizations may lack a server certificate or the like; this one has something of everything. */
const isDefault = values.accounts === DEFAULT_ACCOUNTS && values.seed === DEFAULT_SEED;

const screen = screenOn(process.stdout);

const sandbox = await startPreparedSandbox({
  accounts: Number(values.accounts),
  seed: Number(values.seed),
  dataFile: values.data,
});
try {
  await demonstrate(sandbox);
} finally {
  await sandbox.close();
}

async function demonstrate({ world, aws }: PreparedSandbox): Promise<void> {
  if (!aws) throw new Error('the demo needs the AWS sandbox');
  screen.text(
    `snowcensus reads an AWS organization of ${world.accounts.size} accounts into an empty Snowflake account, twice. Both run here, on loopback. Some accounts cannot be seen whole, and a few things change in between: all that is planted is called so.`,
  );
  screen.text('');
  const cast = plantProblems(world, aws);
  await screen.step('setup', setUp, () => 'schema, tables and views; four connections');
  await step('accounts', ACCOUNTS, ({ tables }) => {
    const [listed, units] = [tables.AWS_ACCOUNTS_SNAPSHOTS, tables.AWS_ORGANIZATIONAL_UNITS_SNAPSHOTS];
    return `${counted(listed ?? 0, 'account')}, ${counted(units ?? 0, 'organizational unit')}`;
  });
  const first = await step('inventory', INVENTORY, inventoried);
  const center = await step('identity center', IDENTITY_CENTER, ({ rows }) => counted(rows, 'row'));
  const trail = await step('cloudtrail', CLOUDTRAIL, ({ rows }) => counted(rows, 'row'));
  const changes = changeOrganization(world, cast);
  screen.rows(['  … the organization changes: an account, a role, an instance, a security group']);
  const again = await step('accounts again', ACCOUNTS, ({ rows }) => counted(rows, 'row'));
  const overQuota = aws.metrics.overQuota;
  sandbox.snowflake.resetMetrics();
  aws.resetMetrics();
  const summary = await step('inventory again', INVENTORY, inventoried);
  const counters = serverFigures(sandbox);

  const client = await openClient(sandbox);
  try {
    const figures: Figures = {
      ...(await coverageFigures(client, summary.runId)),
      rows: Object.values(summary.tables).reduce((sum, rows) => sum + rows, 0),
      tables: await currentRows(client),
      readableTables: await readableTables(client),
      emptyTables: await emptyLandingTables(client),
      ...counters,
      seconds: summary.seconds,
      peakRssMb: summary.peakRssMb,
    };
    showRows(figures, [first, center, trail, again]);
    await report(client, summary, { cast, changes });
    if (values.verbose) process.stdout.write(await describeDetails(client, summary.runId, figures));
    const { controls } = JSON.parse(
      await connector('detections', 'run', '--framework', 'cis-7.0', '--json'),
    ) as { readonly controls: readonly ControlResult[] };
    showControls(screen, 'CIS AWS Foundations 7.0', controls);
    showEnd(figures);
    if (values.page) {
      const env = { ...sandbox.env, SNOWFLAKE_ROLE: SERVICE.roles.loader };
      await writeFile(values.page, await statusPageOf(env));
    }
    if (isDefault) requireRows(figures);
    requirePace(overQuota + aws.metrics.overQuota);
    if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
  } finally {
    await client.close();
  }
}

async function setUp(): Promise<void> {
  await connector('setup');
  const user = await openClient(sandbox);
  for (const statement of connectionStatements(sandbox.world)) await user.query(statement);
  await user.close();
}

function step(name: string, connection: string, told: (summary: Summary) => string): Promise<Summary> {
  return screen.step(
    name,
    async () => JSON.parse(await connector('run', connection, '--json')) as Summary,
    told,
  );
}

function inventoried({ rows, tables, accounts, accountsCovered }: Summary): string {
  return `${counted(rows, 'row')} in ${Object.keys(tables).length} tables, from ${accountsCovered} of ${counted(accounts, 'account')}`;
}

/** What `run --json` says. */
interface Summary {
  readonly runId: string;
  readonly rows: number;
  readonly accounts: number;
  readonly accountsCovered: number;
  readonly tables: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly peakRssMb: number;
}

/** The current rows by service, and how many there were at first. */
function showRows({ tables, readableTables: readable }: Figures, summaries: readonly Summary[]): void {
  const services = Map.groupBy(catalogue, ({ name }) => name.split('.', 1)[0] ?? '');
  const rows = [...services].map(([service, collectors]) => ({
    service,
    rows: collectors
      .flatMap((collector) => collector.tables)
      .reduce((sum, { name }) => sum + (tables[name] ?? 0), 0),
  }));
  const all = summaries.reduce((sum, summary) => sum + summary.rows, 0);
  screen.heading(`What can be asked now: ${counted(readable, 'table')} in SQL`);
  screen.text(
    rows
      .sort((a, b) => b.rows - a.rows)
      .map(({ service, rows: number }) => `${service} ${grouped(number)}`)
      .join(' · '),
    '  ',
  );
  screen.text(`current rows by service, of ${grouped(all)} that were loaded the first time.`, '  ');
}

async function report(
  client: Client,
  { runId }: Summary,
  { cast, changes }: { readonly cast: Cast; readonly changes: Changes },
): Promise<void> {
  const planted = plantedIn(cast);
  showPicture(screen, await readAccountUnits(client, runId));
  const causes = await readCauses(client);
  showCauses(screen, causes, planted);
  const changed = await showChanges(
    screen,
    client,
    new Map([
      [changes.terminatedInstance, 'planted'],
      [changes.openedGroup, 'planted'],
      [cast.closesLater, 'planted: closed'],
    ]),
  );
  await showAnswers(screen, client, changes);
  refuseSurprises(screen.lines, { causes, changed, planted, cast, changes });
}

/** What it cost, and what to do next. */
function showEnd({ snowflake, aws, accounts, seconds }: Figures): void {
  screen.heading('What it took');
  screen.text(
    `The second inventory of ${counted(accounts, 'account')} took ${counted(aws.calls, 'call')} of AWS, ${counted(snowflake.logins, 'login')}, ${counted(snowflake.statements, 'statement')} (${snowflake.copies} of them COPY) and ${seconds.toFixed(0)} s.`,
    '  ',
  );
  screen.text('');
  screen.text(
    'Next: your own organization, by `npm run -s snowcensus -- init`, as docs/first-hour.md has it; `npm run demo -- --verbose` shows every table and the SQL.',
  );
}

function requireRows({ emptyTables }: Figures): void {
  if (emptyTables.length > 0) throw new Error(`the demo left no row in ${emptyTables.join(', ')}`);
}

function requirePace(overQuota: number): void {
  if (overQuota > 0) throw new Error(`${overQuota} calls of the demo were faster than AWS allows`);
}

/** Runs the connector; a run that could not see everything is what the demo is about, any other failure is not. */
async function connector(...args: readonly string[]): Promise<string> {
  // A throttled account should show in seconds here, not in minutes.
  const { code, stdout, stderr } = await runConnector(
    {
      ...sandbox.env,
      ...(args[0] === 'run' ? { SNOWFLAKE_ROLE: SERVICE.roles.loader } : {}),
      AWS_MAX_ATTEMPTS: '4',
    },
    args,
  );
  if (code !== 0 && code !== 2)
    throw new Error(`snowcensus ${args.join(' ')} ended with ${code}:\n${stderr}`);
  return stdout;
}
