import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runConnector } from '../installation/connector.ts';
import { forgetDigests } from '../installation/forget-digests.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { SERVICE } from '../installation/service-account.ts';
import type { FaultAction, FaultMatch } from '../sandbox/snowflake/faults.ts';

let installation: Installation;

beforeAll(async () => {
  installation = await install({
    accounts: 4,
    inventory: ['regions: [us-east-1]', 'collectors: [ec2.instances, ec2.vpcs, iam.authorization_details]'],
  });
  await installation.run(ACCOUNTS);
});

afterAll(async () => {
  await installation.close();
});

beforeEach(() => installation.sandbox.snowflake.faults.clear());

const FAULTS: readonly (readonly [string, FaultMatch, FaultAction])[] = [
  ['the answer to a COPY is cut off', { sql: /COPY INTO .*VPCS_SNAPSHOTS/ }, 'truncate-body'],
  ['a COPY is carried out but not answered', { sql: /COPY INTO .*OUTCOMES/ }, 'drop-after-execute'],
  ['the record of the run is written but not answered', { kind: 'insert' }, 'drop-after-execute'],
  ['the stage is away for a moment', { kind: 'storage-put', times: 3 }, 'storage-503'],
  ['Snowflake is away for a moment before the publish', { sql: /^BEGIN;\nUPDATE/, times: 2 }, 'http503'],
  ['the session expires between two COPYs', { kind: 'copy', nth: 3 }, 'expire-session'],
  ['the login is over between two COPYs', { kind: 'copy', nth: 3 }, 'expire-master'],
];

describe('a run goes through, and everything is there once, when', () => {
  it.each(FAULTS)('%s', async (_name, match, action) => {
    const { client, sandbox } = installation;
    await forgetDigests(client);
    sandbox.snowflake.faults.add(match, action);
    const summary = await installation.run(INVENTORY);
    expect(summary.units.failed).toBe(0);
    for (const [table, rows] of Object.entries(summary.tables)) {
      const [counted] = await client.query<{ N: number; IDS: number }>(
        `SELECT COUNT(*) AS N, COUNT(DISTINCT ACCOUNT_ID || REGION || RESOURCE_ID) AS IDS FROM ${table} WHERE RUN_ID = ?`,
        [summary.runId],
      );
      expect(counted).toEqual({ N: rows, IDS: rows });
    }
    const [told] = await client.query<{ UNITS: number; RUNS: number }>(
      `SELECT (SELECT COUNT(*) FROM CONNECTOR_UNITS WHERE LATEST_RUN_ID = ?) AS UNITS,
        (SELECT COUNT(*) FROM CONNECTOR_RUNS WHERE RUN_ID = ?) AS RUNS`,
      [summary.runId, summary.runId],
    );
    expect(told).toEqual({
      UNITS: Object.values(summary.units).reduce((sum, count) => sum + count, 0),
      RUNS: 1,
    });
  });
});

it('whose publish is never answered is published all the same, and the next run goes through', async () => {
  const { client, sandbox } = installation;
  sandbox.snowflake.faults.add({ sql: /^BEGIN;\nUPDATE/, times: 99 }, 'drop-after-execute');
  sandbox.snowflake.faults.add({ sql: /WHERE RUN_ID = \? AND PUBLISHED_AT IS NOT NULL/, times: 99 }, 'reset');
  const env = { ...sandbox.env, SNOWFLAKE_ROLE: SERVICE.roles.loader };
  const { code, stderr } = await runConnector({ ...env, SNOWCENSUS_STATEMENT_TIMEOUT_SECONDS: '4' }, [
    'run',
    INVENTORY,
  ]);
  expect([code, stderr]).toEqual([1, expect.stringContaining('the run is published, but Snowflake did not')]);
  sandbox.snowflake.faults.clear();
  const last = async () => {
    const [run] = await client.query(
      'SELECT RUN_ID, STATUS, PUBLISHED_AT IS NOT NULL AS PUBLISHED FROM CONNECTOR_RUNS ORDER BY RUN_ID DESC LIMIT 1',
    );
    return run;
  };
  const unheard = await last();
  expect(unheard).toMatchObject({ PUBLISHED: true });
  const next = await installation.run(INVENTORY);
  expect(await last()).toEqual({ ...unheard, RUN_ID: next.runId });
});
