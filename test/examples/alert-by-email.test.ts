import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SnowflakeSession } from '../../src/snowflake/session.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { openServiceSession } from '../installation/service-session.ts';
import { copySetUpAccount } from '../installation/set-up-account.ts';

let directory: string;
let sandbox: PreparedSandbox;
let session: SnowflakeSession;
/** The condition of each alert and the query of its message, by the alert's name. */
let alerts: ReadonlyMap<string, { readonly condition: string; readonly text: string }>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snowcensus-alert-'));
  await copySetUpAccount(join(directory, 'account.duckdb'));
  sandbox = await startPreparedSandbox({
    aws: false,
    accounts: 1,
    dataFile: join(directory, 'account.duckdb'),
  });
  session = await openServiceSession(sandbox);
  const sql = await readFile(join(import.meta.dirname, '../../sql/examples/alert-by-email.sql'), 'utf8');
  alerts = new Map(
    [
      ...sql.matchAll(
        /^CREATE ALERT (\w+)\n[\s\S]*?IF \(EXISTS \(\n([\s\S]*?)\n {2}\)\)\n[\s\S]*?:= \(\n([\s\S]*?)\n {4}\);/gm,
      ),
    ].map(([, name = '', condition = '', text = '']) => [name, { condition, text }]),
  );
  await ask('USE SCHEMA SNOWALERT.DATA');
  await ask(
    'INSERT INTO CONNECTOR_RUNS (RUN_ID, "CONNECTION", STATUS, STARTED_AT, PUBLISHED_AT) VALUES ' +
      "('r1', 'C_CONNECTION', 'partial', '2026-03-01 10:00:00Z', '2026-03-01 10:50:00Z')",
  );
  await ask(
    `INSERT INTO CONNECTOR_LEASES ("CONNECTION", RUN_ID, WORKER, ACQUIRED_AT, EXPIRES_AT) VALUES ('C_CONNECTION', 'r1', 'w', '2026-03-01 10:00:00Z', '2026-03-01 10:00:00Z')`,
  );
  for (const region of ['eu-west-1', 'us-east-1']) {
    await ask(
      'INSERT INTO CONNECTOR_UNITS ("CONNECTION", COLLECTOR, ACCOUNT_ID, ACCOUNT_NAME, REGION, LATEST_RUN_ID, LATEST_AT, LATEST_STATUS, REASON, BLIND_SINCE) VALUES ' +
        `('C_CONNECTION', 'ec2.vpcs', '111111111111', 'team', '${region}', 'r1', '2026-03-01 10:00:00Z', 'denied', 'not let in', '2026-03-01 10:00:00Z')`,
    );
  }
});

afterAll(async () => {
  await session.close();
  await sandbox.close();
  await rm(directory, { recursive: true, force: true });
});

function ask(sql: string) {
  return session.execute(sql, { about: 'test' });
}

/** Rows of the condition and the text of the message, as the alert would have them between two times. */
async function evaluated(name: string, last: string, now: string) {
  const at = (sql = '') =>
    sql
      .replaceAll('SNOWFLAKE.ALERT.LAST_SUCCESSFUL_SCHEDULED_TIME()', `'${last}'::TIMESTAMP_LTZ`)
      .replaceAll('SNOWFLAKE.ALERT.SCHEDULED_TIME()', `'${now}'::TIMESTAMP_LTZ`);
  const alert = alerts.get(name);
  const rows = await ask(at(alert?.condition));
  const [row] = await ask(at(alert?.text));
  return { rows: rows.length, text: Object.values(row ?? {})[0] };
}

test('the example has both alerts', () => {
  expect([...alerts.keys()]).toEqual(['SNOWCENSUS_BLIND', 'SNOWCENSUS_STALE']);
});

test('what went blind is told once, also by a run that began before the last look', async () => {
  expect(await evaluated('SNOWCENSUS_BLIND', '2026-03-01 10:30:00Z', '2026-03-01 11:30:00Z')).toEqual({
    rows: 2,
    text: 'team 111111111111 eu-west-1: not let in\nteam 111111111111 us-east-1: not let in',
  });
  for (const [last, now] of [
    ['2026-03-01 09:30:00Z', '2026-03-01 10:30:00Z'],
    ['2026-03-01 11:30:00Z', '2026-03-01 12:30:00Z'],
  ] as const)
    expect((await evaluated('SNOWCENSUS_BLIND', last, now)).rows).toBe(0);
});

test('a connection that becomes stale is told once', async () => {
  const { rows, text } = await evaluated('SNOWCENSUS_STALE', '2026-03-02 12:30:00Z', '2026-03-02 13:30:00Z');
  expect(rows).toBe(1);
  expect(text).toContain('C_CONNECTION: last published 2026-03-01');
  expect((await evaluated('SNOWCENSUS_STALE', '2026-03-02 13:30:00Z', '2026-03-02 14:30:00Z')).rows).toBe(0);
});
