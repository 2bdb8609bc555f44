import { parseArgs } from 'node:util';
import { SERVICE } from '../sandbox/bootstrap.ts';
import { type Client, openClient } from '../sandbox/client.ts';
import { runConnector } from '../sandbox/connector.ts';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { ACCOUNTS, CLOUDTRAIL, connectionStatements, IDENTITY_CENTER, INVENTORY } from './connections.ts';
import { coverageFigures, currentRows, emptyLandingTables, type Figures, serverFigures } from './figures.ts';
import { changeOrganization, plantProblems } from './organization.ts';
import { QUESTIONS } from './questions.ts';
import { table } from './report.ts';

const DEFAULT_ACCOUNTS = '14';
const DEFAULT_SEED = '23';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    accounts: { type: 'string', default: DEFAULT_ACCOUNTS },
    seed: { type: 'string', default: DEFAULT_SEED },
    data: { type: 'string' },
  },
});

/** Other organizations may lack a server certificate or the like; this one has something of everything. */
const isDefault = values.accounts === DEFAULT_ACCOUNTS && values.seed === DEFAULT_SEED;

/** Everything but the last line of `--json` is for people. */
const say = (text: string) => process.stdout.write(text);

const sandbox = await startSandbox({
  accounts: Number(values.accounts),
  seed: Number(values.seed),
  dataFile: values.data,
});
try {
  await demonstrate(sandbox);
} finally {
  await sandbox.close();
}

async function demonstrate({ world, aws }: Sandbox): Promise<void> {
  if (!aws) throw new Error('the demo needs the AWS sandbox');
  say(
    `An organization of ${world.accounts.size} accounts and an empty Snowflake schema, both on loopback.\n\n`,
  );
  const cast = plantProblems(world, aws);
  say(`Planted: no role in ${cast.withoutRole}, another external id in ${cast.refusesExternalId}, `);
  say(
    `${cast.suspended} suspended, eu-west-1 closed by SCP in ${cast.regionDenied}, ${cast.throttled} throttled.\n\n`,
  );

  say(await connector('setup'));
  const user = await openClient(sandbox);
  for (const statement of connectionStatements(world)) await user.query(statement);
  await user.close();

  say('First inventory\n');
  say(await connector('run', ACCOUNTS));
  say(await connector('run', INVENTORY));
  say(await connector('run', IDENTITY_CENTER));
  say(await connector('run', CLOUDTRAIL));
  const changes = changeOrganization(world, cast);
  say(
    `\nThen: instance ${changes.terminatedInstance} is terminated, ${changes.openedGroup} is opened to the world, `,
  );
  say(`${cast.closesLater} is closed, the role in ${cast.breaksLater} is deleted.\n\n`);

  say('Second inventory\n');
  say(await connector('run', ACCOUNTS));
  const overQuota = aws.metrics.overQuota;
  sandbox.snowflake.resetMetrics();
  aws.resetMetrics();
  const summary = JSON.parse(await connector('run', INVENTORY, '--json')) as Summary;
  const counted = serverFigures(sandbox);

  const client = await openClient(sandbox);
  try {
    const figures: Figures = {
      ...(await coverageFigures(client, summary.runId)),
      rows: Object.values(summary.tables).reduce((sum, rows) => sum + rows, 0),
      tables: await currentRows(client),
      emptyTables: await emptyLandingTables(client),
      ...counted,
      seconds: summary.seconds,
      peakRssMb: summary.peakRssMb,
    };
    await report(client, summary, figures);
    if (isDefault) requireRows(figures);
    requirePace(overQuota + aws.metrics.overQuota);
    if (values.json) say(`${JSON.stringify(figures)}\n`);
  } finally {
    await client.close();
  }
}

interface Summary {
  readonly runId: string;
  readonly tables: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly peakRssMb: number;
}

async function report(client: Client, { runId }: Summary, figures: Figures): Promise<void> {
  say(
    `\nCurrent rows per table\n${table(
      Object.entries(figures.tables).map(([name, rows]) => ({ name, rows })),
      200,
    )}`,
  );
  say(`\nCoverage of the second inventory (${runId})\n`);
  say(
    table(
      await client.query(
        'SELECT COLLECTOR, STATUS, COUNT(*) AS UNITS, SUM(ROW_COUNT) AS ROWS_READ FROM CONNECTOR_COVERAGE WHERE RUN_ID = ? GROUP BY COLLECTOR, STATUS ORDER BY 1, 2',
        [runId],
      ),
      50,
    ),
  );
  say('\nBlind spots, and why\n');
  say(
    table(
      await client.query(
        `SELECT ACCOUNT_ID, REGION, STATUS, COUNT(*) AS COLLECTORS, MIN(SINCE) AS SINCE, MAX(LAST_SEEN_AT) AS LAST_SEEN_AT, REASON
         FROM CONNECTOR_BLIND_SPOTS GROUP BY ACCOUNT_ID, REGION, STATUS, REASON ORDER BY 1, 2`,
      ),
      50,
    ),
  );
  for (const { text, sql } of QUESTIONS) {
    say(`\n${text}\n\n${sql.replaceAll(/^/gm, '    ')}\n\n${table(await client.query(sql))}`);
  }
  const { snowflake, aws } = figures;
  say(
    `\nThe second inventory took ${snowflake.logins} login, ${snowflake.statements} statements (${snowflake.copies} COPY) `,
  );
  say(`and ${aws.calls} AWS calls for ${figures.accounts} accounts, in ${figures.seconds.toFixed(1)} s.\n`);
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
