import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readAccountFindings } from '../../src/detections/account-findings.ts';
import { FINDING_HISTORY, FINDING_STATE } from '../../src/detections/history.ts';
import { type Recording, recordFindings, recordingStatements } from '../../src/detections/record-findings.ts';
import { readRecordedFindings } from '../../src/detections/recorded-findings.ts';
import { createTable } from '../../src/snowflake/ddl.ts';
import { literal } from '../../src/snowflake/identifiers.ts';
import type { SnowflakeSession } from '../../src/snowflake/session.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { openServiceSession } from '../installation/service-session.ts';
import { SCHEMA } from '../snowflake/recording-session.ts';

let sandbox: PreparedSandbox;
let session: SnowflakeSession;

beforeAll(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 3 });
  session = await openServiceSession(sandbox);
  for (const table of [FINDING_STATE, FINDING_HISTORY]) await ask(createTable(SCHEMA, table));
  await ask(
    `CREATE TABLE SNOWALERT.DATA.FINDINGS (FINDING_ID STRING, DETECTION_ID STRING, SEVERITY STRING, EFFECTIVE_STATUS STRING,
     ACCOUNT_ID STRING, REGION STRING, RESOURCE_ID STRING, RESOURCE_ARN STRING, REASON STRING)`,
  );
});
afterAll(async () => {
  await session.close();
  await sandbox.close();
});
beforeEach(async () => {
  for (const { name } of [FINDING_STATE, FINDING_HISTORY]) await ask(`DELETE FROM SNOWALERT.DATA.${name}`);
});

const ask = (sql: string) => session.execute(sql, { about: 'test' });

let runs = 0;
const recording = (more: Partial<Recording> = {}): Recording => {
  runs += 1;
  return { connection: 'C', runId: String(runs).padStart(3, '0'), retentionDays: undefined, ...more };
};

/** Findings by id with their status, recorded by a run. */
async function found(statuses: Readonly<Record<string, string>>, more: Partial<Recording> = {}) {
  await ask('DELETE FROM SNOWALERT.DATA.FINDINGS');
  const rows = Object.entries(statuses).map(
    ([id, status]) =>
      `(${literal(id)}, 'd', 'high', ${literal(status)}, '1', 'r', ${literal(id)}, NULL, ${literal(status)})`,
  );
  if (rows.length > 0) await ask(`INSERT INTO SNOWALERT.DATA.FINDINGS VALUES ${rows.join(', ')}`);
  await recordFindings({ session, schema: SCHEMA }, recording(more));
}

/** What the history has of a finding, in order: `fail`, `pass mended`, `fail again`. */
async function historyOf(id: string): Promise<readonly string[]> {
  const rows = await ask(
    `SELECT STATUS, REOPENED, MENDED_AFTER_SECONDS FROM SNOWALERT.DATA.FINDING_HISTORY WHERE FINDING_ID = ${literal(id)} ORDER BY RUN_ID`,
  );
  return rows.map(
    ({ STATUS, REOPENED, MENDED_AFTER_SECONDS: seconds }) =>
      `${String(STATUS)}${REOPENED === true ? ' again' : ''}${seconds === null ? '' : ' mended'}`,
  );
}

const past = (days: number) =>
  ask(
    `UPDATE SNOWALERT.DATA.FINDING_STATE SET SINCE = DATEADD(DAY, -${days}, SINCE), FAILING_SINCE = DATEADD(DAY, -${days}, FAILING_SINCE)`,
  );

test('each change is one row, and what stays as it is none', async () => {
  await found({ a: 'fail', b: 'pass' });
  await found({ a: 'fail', b: 'pass' });
  await found({ a: 'pass', b: 'pass', c: 'unknown' });
  expect(await historyOf('a')).toEqual(['fail', 'pass mended']);
  expect(await historyOf('b')).toEqual(['pass']);
  expect(await historyOf('c')).toEqual(['unknown']);
  const [first] = await ask(
    "SELECT COUNT(*) AS N FROM SNOWALERT.DATA.FINDING_STATE WHERE FINDING_ID = 'a' AND PREVIOUS_STATUS = 'fail' AND FIRST_SEEN_AT < SINCE",
  );
  expect(first?.N).toBe(1);
});

test('what cannot be read any more is unknown and never mended, and still fails from when it did', async () => {
  await found({ a: 'fail' });
  await past(2);
  await found({ a: 'unknown' });
  expect(await historyOf('a')).toEqual(['fail', 'unknown']);
  await found({ a: 'fail' });
  expect(await historyOf('a')).toEqual(['fail', 'unknown', 'fail']);
  await found({ a: 'unknown' });
  await found({ a: 'pass' });
  expect(await historyOf('a')).toEqual(['fail', 'unknown', 'fail', 'unknown', 'pass mended']);
  const [row] = await ask('SELECT MAX(MENDED_AFTER_SECONDS) AS S FROM SNOWALERT.DATA.FINDING_HISTORY');
  expect(Math.round(Number(row?.S) / 86_400)).toBe(2);
});

test('what fails again after it was mended is reopened, and what was excepted meanwhile is not', async () => {
  for (const status of ['fail', 'excepted', 'fail', 'pass', 'unknown', 'fail', 'pass', 'excepted']) {
    await found({ a: status });
  }
  expect(await historyOf('a')).toEqual([
    'fail',
    'excepted',
    'fail',
    'pass mended',
    'unknown',
    'fail again',
    'pass mended',
    'excepted again',
  ]);
});

test('what is gone is told once, is not mended, and is known again when it comes back', async () => {
  await found({ a: 'fail', b: 'pass' });
  await found({ b: 'pass' });
  await found({ b: 'pass' });
  expect(await historyOf('a')).toEqual(['fail', 'gone']);
  await found({ a: 'pass', b: 'pass' });
  expect(await historyOf('a')).toEqual(['fail', 'gone', 'pass mended']);
  await found({ b: 'pass' });
  await past(91);
  await found({ b: 'pass' });
  expect(await ask("SELECT 1 FROM SNOWALERT.DATA.FINDING_STATE WHERE FINDING_ID = 'a'")).toEqual([]);
});

test('history is kept for the days of the connection that recorded it; the state of what stays is kept for ever', async () => {
  await found({ a: 'fail' });
  await found({ a: 'fail', b: 'fail' }, { connection: 'OTHER' });
  await ask('UPDATE SNOWALERT.DATA.FINDING_HISTORY SET SINCE = DATEADD(DAY, -40, SINCE)');
  await past(40);
  await found({ a: 'fail', b: 'fail' }, { retentionDays: 41 });
  expect(await historyOf('a')).toEqual(['fail']);
  await found({ a: 'fail', b: 'fail' }, { retentionDays: 30 });
  expect([await historyOf('a'), await historyOf('b')]).toEqual([[], ['fail']]);
  expect(await ask('SELECT 1 FROM SNOWALERT.DATA.FINDING_STATE')).toHaveLength(2);
});

test('a recording that is repeated, or broken off and begun again, tells each change once', async () => {
  await found({ a: 'fail' });
  const again = recording();
  await ask("UPDATE SNOWALERT.DATA.FINDINGS SET EFFECTIVE_STATUS = 'pass'");
  const [merge = ''] = recordingStatements((object) => `SNOWALERT.DATA.${object}`, again);
  await ask(merge);
  for (let times = 0; times < 2; times += 1) await recordFindings({ session, schema: SCHEMA }, again);
  expect(await historyOf('a')).toEqual(['fail', 'pass mended']);
});

test('what is recorded is counted by severity, and by framework control by control', async () => {
  await ask(
    `CREATE OR REPLACE TABLE SNOWALERT.DATA.DETECTION_CONTROLS AS SELECT * FROM (VALUES
     ('d', 'cis', '7.0', '1.1'), ('d', 'cis', '7.0', '1.2'), ('none', 'cis', '7.0', '1.3'), ('d', 'fsbp', '1.0.0', 'X.1'), ('d', 'attack', NULL, 'T1'))
     AS v (DETECTION_ID, FRAMEWORK, VERSION, CONTROL)`,
  );
  await found({ a: 'pass', b: 'unknown', c: 'excepted', d: 'pass', e: 'fail' });
  await found({ a: 'pass', b: 'unknown', c: 'excepted', d: 'pass' });
  const counts = { fail: 0, unknown: 0, pass: 0, excepted: 0 };
  expect(await readRecordedFindings({ session, schema: SCHEMA })).toEqual({
    changedAt: expect.any(Date) as Date,
    severities: [{ name: 'high', counts: { ...counts, unknown: 1, pass: 2, excepted: 1 } }],
    frameworks: [
      { name: 'cis-7.0', counts: { ...counts, unknown: 2 } },
      { name: 'fsbp', counts: { ...counts, unknown: 1 } },
    ],
  });
});

test('of an account each detection is told once, what fails first, and how it changed of late', async () => {
  await ask(
    "CREATE OR REPLACE TABLE SNOWALERT.DATA.DETECTIONS AS SELECT * FROM (VALUES ('d', 'Doors are shut')) AS v (DETECTION_ID, TITLE)",
  );
  const told = () => readAccountFindings({ session, schema: SCHEMA }, '1');
  await found({ a: 'pass', b: 'pass', c: 'unknown' });
  await ask('UPDATE SNOWALERT.DATA.FINDING_HISTORY SET SINCE = DATEADD(DAY, -31, SINCE)');
  await found({ a: 'fail', b: 'fail', c: 'unknown', x: 'pass' });
  await found({ a: 'fail', b: 'fail', c: 'unknown', x: 'excepted' });
  await ask(
    "UPDATE SNOWALERT.DATA.FINDING_STATE SET ACCOUNT_ID = '2', STATUS = 'fail' WHERE FINDING_ID = 'c'",
  );
  const { severities, open, changes } = await told();
  expect(severities).toEqual([{ name: 'high', counts: { fail: 2, unknown: 0, pass: 0, excepted: 1 } }]);
  expect(open).toEqual([
    {
      detectionId: 'd',
      title: 'Doors are shut',
      severity: 'high',
      status: 'fail',
      findings: 2,
      since: expect.any(Date) as Date,
      place: expect.stringMatching(/^[ab] in r$/) as string,
      reason: 'fail',
    },
  ]);
  expect(changes.map(({ previous, status, findings }) => [previous, status, findings])).toEqual([
    ['pass', 'excepted', 1],
    ['pass', 'fail', 2],
  ]);
  expect(await readAccountFindings({ session, schema: SCHEMA }, '3')).toEqual({
    severities: [],
    open: [],
    changes: [],
  });
});

test('it is one transaction of five statements at most, none of which reads the history', () => {
  const name = (object: string) => object;
  const statements = recordingStatements(name, recording({ retentionDays: 30 }));
  expect(statements.map((sql) => sql.split(' ', 1)[0])).toEqual([
    'MERGE',
    'INSERT',
    'UPDATE',
    'DELETE',
    'DELETE',
  ]);
  expect(statements.join('\n')).not.toMatch(/(?<!DELETE )(?:FROM|JOIN) FINDING_HISTORY/);
  expect(statements.join('\n').match(/\bFINDINGS\b/g)).toHaveLength(1);
});
