import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';

let installation: Installation;

beforeAll(async () => {
  installation = await install({ accounts: 3, env: { SNOWFLAKE_WAREHOUSE: 'NOWHERE' } });
});
afterAll(() => installation.close());

/** Texts of the statements of one command, but for those of its login. */
async function asked(...args: readonly string[]) {
  const { snowflake } = installation.sandbox;
  snowflake.resetMetrics();
  const { code, stderr } = await installation.command(...args);
  return {
    code,
    stderr,
    statements: snowflake.metrics.statements,
    warehouse: snowflake.metrics.warehouseStatements,
  };
}

test.each([
  [['run', ACCOUNTS]],
  [['plan', INVENTORY]],
  [['status']],
  [['connections', 'list']],
  [['connections', 'remove', INVENTORY, '--yes']],
  [['roles', INVENTORY, '--update']],
  [['detections', 'run']],
  [['detections', 'test']],
  [['access', 'list', '--owner-role', 'SNOWCENSUS_OWNER']],
])('%j says that it needs a warehouse before it does anything', async (args) => {
  const { code, stderr, warehouse } = await asked(...args);
  expect(stderr).toMatch(/NOWHERE/);
  expect(stderr).toMatch(/SNOWFLAKE_WAREHOUSE/);
  expect({ code, warehouse }).toEqual({ code: 1, warehouse: 0 });
});

test.each([
  [['roles', INVENTORY, '--format', 'policy']],
  [['connections', 'show', INVENTORY]],
  [['connections', 'pause', INVENTORY]],
  [['connections', 'resume', INVENTORY]],
])('%j needs none', async (args) => {
  expect(await asked(...args)).toMatchObject({ code: 0, warehouse: 0 });
});
