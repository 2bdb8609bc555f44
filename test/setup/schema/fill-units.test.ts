import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectorOf } from '../../../src/connectors/index.ts';
import { COVERAGE, LEASES, OUTCOMES, RUNS, UNITS } from '../../../src/ledger/ledger-tables.ts';
import { prepareTables } from '../../../src/run/prepare.ts';
import { fillUnits } from '../../../src/setup/schema/fill-units.ts';
import { allViews } from '../../../src/setup/views/all-views.ts';
import { createTable, createView } from '../../../src/snowflake/ddl.ts';
import { columnsOf } from '../../../src/snowflake/schema.ts';
import type { SnowflakeSession } from '../../../src/snowflake/session.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../../installation/prepared-sandbox.ts';
import { openServiceSession } from '../../installation/service-session.ts';
import { SCHEMA } from '../../snowflake/recording-session.ts';

const RUN_COUNT = 100;

let sandbox: PreparedSandbox;
let session: SnowflakeSession;

const ask = (sql: string) => session.execute(sql, { about: 'test' });
const fill = async () => {
  const columns = await columnsOf({ session, schema: SCHEMA }, [RUNS.name]);
  return fillUnits({ session, schema: SCHEMA }, columns.get(RUNS.name));
};

/** A schema before version 3, of 100 runs of two connections, every tenth of which was never published. */
beforeAll(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 3 });
  session = await openServiceSession(sandbox);
  for (const table of [RUNS, COVERAGE, OUTCOMES, LEASES]) await ask(createTable(SCHEMA, table));
  await ask('ALTER TABLE SNOWALERT.DATA.CONNECTOR_RUNS RENAME COLUMN COMPRESSED_BYTES TO BYTE_COUNT');
  const run =
    "LPAD(n.N::STRING, 3, '0') AS RUN_ID, IFF(n.N % 2 = 0, 'A', 'B') AS NAME, DATEADD(HOUR, n.N, '2026-01-01 00:00:00 +0000'::TIMESTAMP_LTZ) AS AT";
  const numbers = `(SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => ${RUN_COUNT})))`;
  await ask(
    `INSERT INTO SNOWALERT.DATA.CONNECTOR_RUNS (RUN_ID, "CONNECTION", STATUS, STARTED_AT, PUBLISHED_AT, BYTE_COUNT)
     SELECT RUN_ID, NAME, 'ok', AT, IFF(N % 10 = 9, NULL, AT), 7 FROM (SELECT n.N, ${run} FROM ${numbers} n) r`,
  );
  await ask(
    `INSERT INTO SNOWALERT.DATA.CONNECTOR_COVERAGE ("CONNECTION", RUN_ID, SNAPSHOT_AT, COLLECTOR, ACCOUNT_ID, REGION, STATUS, ROW_COUNT)
     SELECT NAME, RUN_ID, AT, 'a', U::STRING, 'global', IFF(N % (U + 2) = 0, 'denied', 'ok'), 1
     FROM (SELECT n.N, u.N AS U, ${run} FROM ${numbers} n CROSS JOIN ${numbers} u WHERE u.N < 5) r`,
  );
});
afterAll(async () => {
  await session.close();
  await sandbox.close();
});

test('the units of an older schema are filled run by run, and go on where they were broken off', async () => {
  sandbox.snowflake.faults.add(
    { kind: 'merge', nth: 40 },
    { error: { code: '000630', sqlState: '57014', message: 'reached its timeout' } },
  );
  await expect(fill()).rejects.toThrow('reached its timeout');
  sandbox.snowflake.resetMetrics();
  const statements = await fill();
  expect(sandbox.snowflake.metrics.byKind).toMatchObject({ merge: 90 - 39 });
  expect(statements).toBe(2 * (90 - 39) + 1 + 2);
  for (const view of allViews([])) await ask(createView(SCHEMA, view));
  const current = await ask(
    'SELECT CONNECTION, ACCOUNT_ID, RUN_ID, STATUS FROM SNOWALERT.DATA.CONNECTOR_CURRENT_UNITS ORDER BY 2',
  );
  // Every tenth run is not published, and the last of a unit may have been denied.
  const published = Array.from({ length: RUN_COUNT }, (_, run) => run).filter((run) => run % 10 !== 9);
  const isOk = (run: number, unit: number) => run % (unit + 2) > 0;
  const lastOf = (unit: number, before = RUN_COUNT, of = published) =>
    of.findLast((run) => run < before && isOk(run, unit));
  const idOf = (run: number | undefined) => (run === undefined ? null : String(run).padStart(3, '0'));
  expect(current.map(({ RUN_ID }) => RUN_ID)).toEqual([0, 1, 2, 3, 4].map((unit) => idOf(lastOf(unit))));
  // The rows of coverage know which run was the truth after them, and which before.
  const told = await ask(
    `SELECT RUN_ID, CONCLUSIVE_RUN_ID, PREVIOUS_RUN_ID FROM SNOWALERT.DATA.${COVERAGE.name} WHERE ACCOUNT_ID = '1' ORDER BY 1`,
  );
  expect(told).toEqual(
    Array.from({ length: RUN_COUNT }, (_, run) => {
      const ofConnection = published.filter((other) => other % 2 === run % 2);
      const isPublished = published.includes(run);
      return {
        RUN_ID: idOf(run),
        CONCLUSIVE_RUN_ID: isPublished ? idOf(lastOf(1, run + 1, ofConnection)) : null,
        PREVIOUS_RUN_ID: isPublished ? idOf(lastOf(1, run, ofConnection)) : null,
      };
    }),
  );
  expect(
    await ask(`SELECT COUNT(*) AS N, SUM(COMPRESSED_BYTES) AS B FROM SNOWALERT.DATA.${RUNS.name}`),
  ).toEqual([{ N: RUN_COUNT, B: 7 * RUN_COUNT }]);
  expect(await ask(`SELECT COUNT(*) AS N FROM SNOWALERT.DATA.${COVERAGE.name}`)).toEqual([
    { N: 5 * RUN_COUNT },
  ]);
  expect(await ask(`SELECT COUNT(*) AS N FROM SNOWALERT.DATA.${UNITS.name}`)).toEqual([{ N: 10 }]);
  expect(await fill()).toBe(0);
});

test('neither an older nor a newer program may run or publish while they are being filled', async () => {
  await ask('ALTER TABLE SNOWALERT.DATA.CONNECTOR_RUNS RENAME COLUMN COMPRESSED_BYTES TO BYTE_COUNT');
  const pause = sandbox.snowflake.faults.pauseBefore(({ sqlText }) =>
    /TO "COMPRESSED_BYTES"/.test(sqlText ?? ''),
  );
  const filled = fill();
  await pause.reached;
  const other = await openServiceSession(sandbox);
  const database = { session: other, schema: SCHEMA };
  await expect(
    prepareTables(database, 'A', connectorOf({ name: 'A', module: 'aws_accounts' }), []),
  ).rejects.toThrow('table CONNECTOR_RUNS lacks COMPRESSED_BYTES');
  await expect(
    other.execute("UPDATE SNOWALERT.DATA.CONNECTOR_RUNS SET BYTE_COUNT = 1 WHERE RUN_ID = 'r'", {
      about: 'an older program',
    }),
  ).rejects.toThrow('BYTE_COUNT');
  pause.release();
  await filled;
  await other.close();
  await expect(
    ask("UPDATE SNOWALERT.DATA.CONNECTOR_RUNS SET BYTE_COUNT = 1 WHERE RUN_ID = 'r'"),
  ).rejects.toThrow('BYTE_COUNT');
});

test('the coverage of a schema of version 3 learns which runs were the truth, and its units stay', async () => {
  const coverage = () =>
    ask(`SELECT * FROM SNOWALERT.DATA.${COVERAGE.name} ORDER BY RUN_ID, ACCOUNT_ID`) as Promise<
      Record<string, unknown>[]
    >;
  const units = () => ask(`SELECT * FROM SNOWALERT.DATA.${UNITS.name} ORDER BY "CONNECTION", ACCOUNT_ID`);
  const [told, known] = [await coverage(), await units()];
  expect(told.some(({ PREVIOUS_RUN_ID }) => PREVIOUS_RUN_ID !== null)).toBe(true);
  await ask(`UPDATE SNOWALERT.DATA.${COVERAGE.name} SET CONCLUSIVE_RUN_ID = NULL, PREVIOUS_RUN_ID = NULL`);
  await ask('ALTER TABLE SNOWALERT.DATA.CONNECTOR_RUNS RENAME COLUMN COMPRESSED_BYTES TO LOADED_BYTES');

  const broken = { error: { code: '000630', sqlState: '57014', message: 'reached its timeout' } };
  sandbox.snowflake.faults.add({ kind: 'merge', nth: 40 }, broken);
  await expect(fill()).rejects.toThrow('reached its timeout');
  // The second time it comes as far as the column that says that all is filled.
  sandbox.snowflake.faults.add({ sql: /TO "COMPRESSED_BYTES"/ }, broken);
  await expect(fill()).rejects.toThrow('reached its timeout');
  const database = { session, schema: SCHEMA };
  await expect(
    prepareTables(database, 'A', connectorOf({ name: 'A', module: 'aws_accounts' }), []),
  ).rejects.toThrow('table CONNECTOR_RUNS lacks COMPRESSED_BYTES');
  await expect(
    ask("UPDATE SNOWALERT.DATA.CONNECTOR_RUNS SET LOADED_BYTES = 1 WHERE RUN_ID = 'r'"),
  ).rejects.toThrow('LOADED_BYTES');
  await fill();
  expect([await coverage(), await units()]).toEqual([told, known]);
  expect(await fill()).toBe(0);
  const left = await ask("SHOW TABLES LIKE '%OLDER_SCHEMA' IN SCHEMA SNOWALERT.DATA");
  expect(left).toEqual([]);
});
