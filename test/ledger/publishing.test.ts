import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { noUnits } from '../../src/ledger/coverage.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { COVERAGE, LEASES, OUTCOMES, RUNS, UNITS } from '../../src/ledger/ledger-tables.ts';
import { allViews } from '../../src/setup/views/all-views.ts';
import { createTable, createView } from '../../src/snowflake/ddl.ts';
import { literal } from '../../src/snowflake/identifiers.ts';
import type { SnowflakeSession } from '../../src/snowflake/session.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { openServiceSession } from '../installation/service-session.ts';
import { SCHEMA } from '../snowflake/recording-session.ts';

const END = {
  status: 'ok',
  accounts: 1,
  accountsCovered: 1,
  units: noUnits(),
  unitsHeld: 0,
  rows: 0,
  parts: 0,
  bytes: 0,
  awsRequests: 0,
  error: "it's said; 100 % ?",
} as const;

let sandbox: PreparedSandbox;
let reader: SnowflakeSession;
let writer: SnowflakeSession;
let runs = 0;

beforeAll(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 3 });
  [reader, writer] = [await openServiceSession(sandbox), await openServiceSession(sandbox)];
  for (const table of [RUNS, COVERAGE, OUTCOMES, UNITS, LEASES]) await ask(createTable(SCHEMA, table));
  for (const view of allViews([])) await ask(createView(SCHEMA, view));
});
afterAll(async () => {
  for (const session of [reader, writer]) await session.close();
  await sandbox.close();
});
afterEach(async () => {
  sandbox.snowflake.faults.clear();
  for (const table of [RUNS, COVERAGE, OUTCOMES, UNITS])
    await ask(`DELETE FROM SNOWALERT.DATA.${table.name}`);
});

function ask(sql: string, session = reader) {
  return session.execute(sql, { about: 'test' });
}

/** A run that has found its one unit ok, and is not published yet. */
async function loaded(connection = 'C_CONNECTION'): Promise<string> {
  runs += 1;
  const runId = `r${String(runs).padStart(3, '0')}`;
  await new Ledger({ session: reader, schema: SCHEMA }).start({
    runId,
    connection,
    module: 'aws_inventory',
    triggeredBy: 'manual',
    complete: true,
    slot: undefined,
    startedAt: '2026-03-01T10:00:00Z',
    worker: 'w',
    version: '1',
  });
  await ask(
    `INSERT INTO SNOWALERT.DATA.CONNECTOR_OUTCOMES ("CONNECTION", RUN_ID, SNAPSHOT_AT, COLLECTOR, ACCOUNT_ID, REGION, STATUS, ROW_COUNT)
     SELECT ${literal(connection)}, ${literal(runId)}, CAST('2026-03-01T10:00:00Z' AS TIMESTAMP_LTZ), 'a', '1', 'global', 'ok', 1`,
  );
  return runId;
}

const publish = (runId: string, session = writer) =>
  new Ledger({ session, schema: SCHEMA }).publish(runId, END);

/** Runs that a reader sees as published, and those whose rows are current. */
async function seen(): Promise<string> {
  const rows = await ask(
    `SELECT 'published' AS WHAT, RUN_ID FROM SNOWALERT.DATA.CONNECTOR_RUNS WHERE PUBLISHED_AT IS NOT NULL
     UNION ALL SELECT 'current', RUN_ID FROM SNOWALERT.DATA.CONNECTOR_CURRENT_UNITS ORDER BY 1 DESC, 2`,
  );
  return rows.map((row) => `${row.WHAT} ${row.RUN_ID}`).join(', ');
}

test('a run is published and its units are current at one moment', async () => {
  const first = await loaded();
  expect(await publish(first)).toBe(true);
  const before = `published ${first}, current ${first}`;
  expect(await seen()).toBe(before);
  const second = await loaded();
  const { faults } = sandbox.snowflake;
  const pauses = ['update', 'merge', 'commit'].map((kind) =>
    faults.pauseBefore((event) => event.kind === kind),
  );
  const published = publish(second);
  for (const pause of pauses) {
    await pause.reached;
    expect(await seen()).toBe(before);
    pause.release();
  }
  expect(await published).toBe(true);
  expect(await seen()).toBe(`published ${first}, published ${second}, current ${second}`);
  const ends = await ask(
    "SELECT ERROR, COMPRESSED_BYTES FROM SNOWALERT.DATA.CONNECTOR_RUNS WHERE STATUS = 'ok'",
  );
  expect(ends).toEqual([1, 2].map(() => ({ ERROR: END.error, COMPRESSED_BYTES: 0 })));
});

describe('a publish', () => {
  test('whose COMMIT is refused leaves nothing, and no later statement is part of it', async () => {
    const runId = await loaded();
    sandbox.snowflake.faults.add(
      { kind: 'commit' },
      { error: { code: '000625', sqlState: '57014', message: 'Statement was aborted.' } },
    );
    await expect(publish(runId)).rejects.toThrow('Statement was aborted.');
    expect(await seen()).toBe('');
    expect(
      await new Ledger({ session: writer, schema: SCHEMA }).finish(
        runId,
        { ...END, status: 'failed' },
        false,
      ),
    ).toBe(true);
    expect(await ask('SELECT STATUS FROM SNOWALERT.DATA.CONNECTOR_RUNS')).toEqual([{ STATUS: 'failed' }]);
  });

  test('whose answer is lost has happened once', async () => {
    const runId = await loaded();
    sandbox.snowflake.faults.add({ kind: 'commit' }, 'drop-after-execute');
    expect(await publish(runId)).toBe(true);
    expect(await seen()).toBe(`published ${runId}, current ${runId}`);
  });

  test('whose session is gone when the answer should come is known by the ledger', async () => {
    const runId = await loaded();
    sandbox.snowflake.faults.add({ kind: 'commit' }, 'expire-master');
    sandbox.snowflake.faults.add({ kind: 'commit' }, 'drop-after-execute');
    expect(await publish(runId)).toBe(true);
    expect(await seen()).toBe(`published ${runId}, current ${runId}`);
    expect(await publish(runId)).toBe(true);
    expect(await ask('SELECT COUNT(*) AS N FROM SNOWALERT.DATA.CONNECTOR_UNITS')).toEqual([{ N: 1 }]);
  });

  test('whose answers are lost until it is given up says so, stays, and is found', async () => {
    const runId = await loaded();
    const { faults } = sandbox.snowflake;
    const short = await openServiceSession(sandbox, { statementTimeoutSeconds: 1 });
    faults.add({ sql: /^BEGIN/, times: 99 }, 'drop-after-execute');
    faults.add({ sql: /WHERE RUN_ID = \? AND PUBLISHED_AT IS NOT NULL/, times: 99 }, 'http503');
    const given = publish(runId, short);
    await expect(given).rejects.toMatchObject({
      kind: 'transient',
      where: runId,
      cause: { errors: [{ where: 'CONNECTOR_RUNS' }, { where: 'CONNECTOR_RUNS' }] },
    });
    await short.close();
    const ledger = new Ledger({ session: writer, schema: SCHEMA });
    expect(await ledger.finish(runId, { ...END, status: 'failed' }, false)).toBe(false);
    await ledger.abort([runId], 'gone');
    faults.clear();
    expect(await publish(runId)).toBe(true);
    expect(await seen()).toBe(`published ${runId}, current ${runId}`);
  });

  test('waits for who has the units, and is whole when it is let go', async () => {
    const first = await loaded();
    await publish(first);
    const runId = await loaded();
    await ask('BEGIN');
    await ask("UPDATE SNOWALERT.DATA.CONNECTOR_UNITS SET REASON = 'x'");
    const { faults } = sandbox.snowflake;
    const merging = faults.pauseBefore(({ kind }) => kind === 'merge');
    const published = publish(runId);
    await merging.reached;
    merging.release();
    await ask('ROLLBACK');
    expect(await published).toBe(true);
    expect(await seen()).toBe(`published ${first}, published ${runId}, current ${runId}`);
  });

  test('of a run that somebody has marked as aborted does nothing', async () => {
    const runId = await loaded();
    await new Ledger({ session: reader, schema: SCHEMA }).abort([runId], 'gone');
    expect(await publish(runId)).toBe(false);
    expect(await seen()).toBe('');
    expect(await ask('SELECT * FROM SNOWALERT.DATA.CONNECTOR_UNITS')).toEqual([]);
  });

  test('and a mark that come together: either the run is published, units and all, or nothing is', async () => {
    const runId = await loaded();
    const merging = sandbox.snowflake.faults.pauseBefore(({ kind }) => kind === 'merge');
    const published = publish(runId);
    await merging.reached;
    const marked = new Ledger({ session: reader, schema: SCHEMA }).abort([runId], 'gone');
    merging.release();
    expect(await published).toBe(true);
    await marked;
    expect(await seen()).toBe(`published ${runId}, current ${runId}`);
  });

  test('beside that of another connection keeps both', async () => {
    const [one, other] = [await loaded('A_CONNECTION'), await loaded('B_CONNECTION')];
    expect(await Promise.all([publish(one), publish(other, reader)])).toEqual([true, true]);
    const units = await ask('SELECT LATEST_RUN_ID FROM SNOWALERT.DATA.CONNECTOR_UNITS ORDER BY 1');
    expect(units.map((unit) => unit.LATEST_RUN_ID)).toEqual([one, other]);
  });
});
