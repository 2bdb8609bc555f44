import { createInterface } from 'node:readline';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConnectorProcess, startConnector } from '../installation/connector.ts';
import { forgetDigests } from '../installation/forget-digests.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { leaksIn, secretsOf } from '../installation/leaks.ts';
import { SERVICE } from '../installation/service-account.ts';
import { parseExposition } from '../service/exposition.ts';
import { type Receiver, startReceiver } from '../service/notifications/receiver.ts';

/** A whole service whose inventory is an hour late, so that it runs as soon as it starts. */
let installation: Installation;
let service: ConnectorProcess;
let url: string;
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
  installation = await install({
    accounts: 6,
    inventory: ['regions: [us-east-1]', 'collectors: [ec2.vpcs, iam.account_summary]', 'schedule: 0 * * * *'],
  });
  const { client } = installation;
  await installation.run(ACCOUNTS);
  await installation.run(INVENTORY);
  await client.query(
    `UPDATE CONNECTOR_RUNS SET SCHEDULED_FOR = DATEADD(hour, -2, STARTED_AT) WHERE CONNECTION = '${INVENTORY}'`,
  );
  await client.query(`CREATE TABLE BROKEN_CONNECTION (RAW VARIANT) COMMENT = 'module: aws_inventori'`);
  await client.query('GRANT SELECT ON TABLE BROKEN_CONNECTION TO ROLE SNOWCENSUS_LOADER');
});
afterAll(async () => {
  await installation.close();
  await receiver.close();
});

async function page(): Promise<Document> {
  return new JSDOM(await (await fetch(url)).text()).window.document;
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('not seen within a minute');
}

function factsOf(document: Document, connection: string): string {
  const facts = document.getElementById(connection)?.querySelector('dl');
  return (facts?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
}

test('a service shows a run under way, what it came to, and what stands in the way of another', async () => {
  const pause = installation.sandbox.aws?.faults.pauseBefore({
    service: 'ec2',
    operation: 'DescribeVpcs',
    nth: 3,
  });
  if (!pause) throw new Error('no AWS sandbox');
  await forgetDigests(installation.client);
  service = startConnector(
    {
      ...installation.sandbox.env,
      SNOWFLAKE_ROLE: SERVICE.roles.loader,
      SNOWCENSUS_AWS_RATE: '20',
      SNOWCENSUS_ACCOUNT_CONCURRENCY: '1',
      SNOWCENSUS_NOTIFY_URL: receiver.url,
      SNOWCENSUS_REFRESH_SECONDS: '2',
    },
    ['start'],
  );
  url = await servedAt(service);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);

  await pause.reached;
  const bar = await until(
    async () => (await page()).querySelector<HTMLProgressElement>(`#${INVENTORY} progress`) ?? undefined,
  );
  expect(bar.max).toBe(6);
  expect(bar.value).toBeLessThan(6);
  pause.release();

  const facts = await until(async () => {
    const told = factsOf(await page(), INVENTORY);
    return told.includes('Running') ? undefined : told;
  });
  expect(facts).toMatch(/^Last run(?:✓ ok|◐ partial) (?:now|\d+ s ago), took /);
  const document = await page();
  expect(document.querySelectorAll(`#${INVENTORY} svg rect`)).toHaveLength(2);
  expect(document.querySelectorAll(`#${INVENTORY} .coverage .service`)).toHaveLength(2);
  const [known] = await installation.client.query<{ ROW_COUNT: number }>(
    'SELECT SUM(ROW_COUNT) AS ROW_COUNT FROM CONNECTOR_UNITS',
  );
  expect(known?.ROW_COUNT).toBeGreaterThan(0);
  const resources = /([\d,]+) resources/.exec(document.querySelector('.totals')?.textContent ?? '')?.[1];
  expect(Number(resources?.replaceAll(',', ''))).toBe(known?.ROW_COUNT);
  expect(document.querySelector('#BROKEN_CONNECTION .problem')?.textContent).toContain('aws_inventory');

  const { env, world } = installation.sandbox;
  const secrets = { ...secretsOf(env), externalId: world.entry.externalId };
  expect(leaksIn(document.documentElement.outerHTML, secrets)).toEqual([]);

  const ready = await fetch(`${url}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.text()).toContain('BROKEN_CONNECTION is suspended');
});

test('it counts what it asked of AWS and Snowflake', async () => {
  // The ledger tells the page of a run's end a moment before the run has cleared up and counts.
  const families = await until(async () => {
    const exposed = parseExposition(await (await fetch(`${url}/metrics`)).text());
    return exposed.get('snowcensus_runs_total')?.samples.length ? exposed : undefined;
  });
  const sum = (name: string) =>
    families.get(name)?.samples.reduce((total, { value }) => total + value, 0) ?? 0;
  expect(
    families.get('snowcensus_runs_total')?.samples.map(({ labels, value }) => [labels.connection, value]),
  ).toEqual([[INVENTORY, 1]]);
  expect(sum('snowcensus_aws_calls_total')).toBeGreaterThan(10);
  expect(sum('snowcensus_rows_total')).toBeGreaterThan(5);
  expect(sum('snowcensus_loaded_bytes_total')).toBeGreaterThan(500);
  const statements = families.get('snowcensus_snowflake_statement_seconds')?.samples ?? [];
  const kinds = statements
    .filter(({ name }) => name.endsWith('_count'))
    .map(({ labels }) => labels.statement);
  expect(kinds).toEqual(expect.arrayContaining(['show', 'put', 'copy', 'insert', 'update']));
  const suspended = families.get('snowcensus_connection_suspended')?.samples ?? [];
  expect(suspended.filter(({ value }) => value === 1).map(({ labels }) => labels.connection)).toEqual([
    'BROKEN_CONNECTION',
  ]);
});

test('it tells a webhook what is blind, and each place once', async () => {
  const blind = await installation.client.query<{ PLACE: string }>(
    "SELECT DISTINCT ACCOUNT_ID || ' ' || REGION AS PLACE FROM CONNECTOR_BLIND_SPOTS WHERE COLLECTOR IN ('ec2.vpcs', 'iam.account_summary') ORDER BY PLACE",
  );
  expect(blind.length).toBeGreaterThan(0);
  const told = await until(async () => {
    const messages = receiver.received.map(
      ({ body }) => JSON.parse(body) as { notifications: { accountId: string; region: string }[] },
    );
    const places = messages.flatMap(({ notifications }) =>
      notifications.map(({ accountId, region }) => `${accountId} ${region}`),
    );
    return places.length >= blind.length ? places : undefined;
  });
  expect(told.sort()).toEqual(blind.map(({ PLACE }) => PLACE));
});

test('it ends in time, and every line of its log is one event; those of the run say of which', async () => {
  service.child.kill('SIGTERM');
  const { code, stderr } = await service.ended;
  expect(code).toBe(0);
  const events = stderr
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line))
    // Which comes when its time has come, whatever runs.
    .filter(({ message }) => message !== 'the webhook was told');
  // Where the operator bounds no roles.
  expect(events.filter(({ message }) => String(message).includes('SNOWCENSUS_ALLOWED_ROLES'))).toMatchObject([
    { level: 'warn' },
  ]);
  const starts = events.findIndex(({ message }) => message === 'the run starts');
  const ends = events.findIndex(({ message }) => message === 'the run has ended');
  expect(starts).toBeGreaterThan(0);
  for (const event of events.slice(starts, ends + 1)) {
    expect(event).toMatchObject({ connection: INVENTORY, runId: events[starts]?.runId });
  }
  // At info an operator reads of a run that it starts and how it ended, however many accounts there are.
  expect(events.filter(({ runId }) => runId !== undefined)).toHaveLength(2);
});

/** Reads the log until it says where the page is. */
async function servedAt({ child }: ConnectorProcess): Promise<string> {
  if (!child.stderr) throw new Error('the process has no standard error');
  const { promise, resolve } = Promise.withResolvers<string>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    const { url: told } = JSON.parse(line) as { url?: string };
    if (told !== undefined) resolve(told);
  });
  return promise;
}
