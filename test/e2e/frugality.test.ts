import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ACCOUNTS,
  INVENTORY,
  type Installation,
  install,
  type PrintedSummary,
} from '../installation/installation.ts';

interface Measured {
  readonly installation: Installation;
  readonly summary: PrintedSummary;
  readonly logins: number;
  /** First words of the statements of the run, in order. */
  readonly kinds: readonly string[];
  readonly statements: Installation['sandbox']['snowflake']['metrics']['log'];
  readonly calls: Readonly<Record<string, number>>;
}

/** Collectors of every scope, and of one call or several for each thing. */
const FEW =
  'collectors: [account.*, ec2.instances, ec2.security_groups, iam.authorization_details, kms.keys, s3.*]';

async function measure(accounts: number, ...options: readonly string[]): Promise<Measured> {
  const installation = await install({ accounts, inventory: ['regions: [us-east-1]', ...options] });
  await installation.run(ACCOUNTS);
  const { snowflake, aws } = installation.sandbox;
  snowflake.resetMetrics();
  aws?.resetMetrics();
  const summary = await installation.run(INVENTORY);
  const statements = [...snowflake.metrics.log];
  return {
    installation,
    summary,
    logins: snowflake.metrics.logins,
    statements,
    kinds: statements.map((statement) => statement.kind),
    calls: { ...aws?.metrics.byAction },
  };
}

describe('what an inventory run costs', () => {
  let small: Measured;
  let large: Measured;
  let whole: Measured;

  beforeAll(async () => {
    small = await measure(12, FEW);
    large = await measure(120, FEW);
    whole = await measure(12);
  });

  afterAll(async () => {
    for (const { installation } of [small, large, whole]) await installation.close();
  });

  it('is one login', () => {
    expect(small.logins).toBe(1);
    expect(large.logins).toBe(1);
  });

  it('is as many statements for 120 accounts as for 12', () => {
    expect(large.kinds).toEqual(small.kinds);
  });

  it('is one COPY per table it writes', () => {
    const tables = whole.statements
      .filter((statement) => statement.kind === 'copy')
      .map((statement) => /COPY INTO (\S+)/.exec(statement.sqlText)?.[1]);
    expect(new Set(tables).size).toBe(tables.length);
    expect(tables.length).toBeGreaterThan(Object.keys(whole.summary.tables).length);
  });

  it('needs no warehouse between the opening reads and the first COPY', () => {
    const start = whole.statements.findIndex((statement) => statement.kind === 'insert');
    const firstCopy = whole.statements.findIndex((statement) => statement.kind === 'copy');
    expect(start).toBeGreaterThan(0);
    const between = whole.statements.slice(start + 1, firstCopy);
    expect(between.length).toBeGreaterThan(0);
    expect(between.filter((statement) => statement.usesWarehouse)).toEqual([]);
  });

  it('looks its tables up by statements that need no warehouse', () => {
    const lookups = whole.statements.filter(({ sqlText }) => /^(EXPLAIN|DESCRIBE) /.test(sqlText));
    expect(lookups.length).toBeGreaterThan(1);
    expect(lookups.filter((statement) => statement.usesWarehouse)).toEqual([]);
    expect(whole.statements.filter(({ sqlText }) => sqlText.includes('INFORMATION_SCHEMA'))).toEqual([]);
  });

  it('assumes the source role once and each account’s role once', () => {
    const entered = [...whole.installation.sandbox.world.accounts.values()].filter(
      (account) => account.state === 'ACTIVE',
    );
    expect(whole.calls['sts:AssumeRole']).toBe(1 + entered.length);
  });

  it('reads the roles of an account in one call, however many there are below a page', () => {
    const covered = large.summary.accountsCovered;
    expect(large.calls['iam:GetAccountAuthorizationDetails']).toBe(covered);
    expect(large.calls['ec2:DescribeRegions']).toBe(covered);
  });

  it('is no row and fewer statements where nothing has changed', async () => {
    const { installation, statements } = small;
    installation.sandbox.snowflake.resetMetrics();
    const { tables } = await installation.run(INVENTORY);
    expect(tables).toEqual({});
    expect(installation.sandbox.snowflake.metrics.log.length).toBeLessThan(statements.length);
  });

  it('leaves nothing on the stage and in the spool', async () => {
    const { client, sandbox } = large.installation;
    expect(await client.query('LIST @SNOWALERT.DATA.SNOWCENSUS_STAGE')).toEqual([]);
    const { readdir } = await import('node:fs/promises');
    expect(await readdir(sandbox.env.SNOWCENSUS_SPOOL_DIRECTORY ?? '')).toEqual([]);
  });
});

describe('a run that reads IAM alone', () => {
  let directory: string;
  let installation: Installation;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'snowcensus-clients-'));
    const hook = pathToFileURL(join(import.meta.dirname, 'loaded-clients.mjs')).href;
    installation = await install({
      accounts: 3,
      // What a process loads is what is asked here.
      asProcess: true,
      inventory: ['collectors: [iam.*]'],
      env: { NODE_OPTIONS: `--import=${hook}`, LOADED_CLIENTS_FILE: join(directory, 'clients') },
    });
    await installation.run(ACCOUNTS);
  });

  afterAll(async () => {
    await installation.close();
    await rm(directory, { recursive: true });
  });

  it('loads no clients but those of STS and IAM, and calls nothing else', async () => {
    const { aws } = installation.sandbox;
    aws?.resetMetrics();
    const { units } = await installation.run(INVENTORY);
    expect(units.ok).toBeGreaterThan(0);
    expect((await readFile(join(directory, 'clients'), 'utf8')).split('\n')).toEqual([
      'client-iam',
      'client-sts',
    ]);
    expect(new Set(aws?.metrics.log.map(({ service }) => service))).toEqual(new Set(['iam', 'sts']));
  });
});
