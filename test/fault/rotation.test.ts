import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startConnector } from '../installation/connector.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { SERVICE } from '../installation/service-account.ts';

let installation: Installation;

beforeAll(async () => {
  installation = await install({
    accounts: 3,
    inventory: ['regions: [us-east-1]', 'collectors: [ec2.instances, ec2.vpcs]'],
  });
  await installation.run(ACCOUNTS);
});
afterAll(() => installation.close());

/** Runs the inventory; before its second COPY everything stops, `meanwhile` happens, and Snowflake ends the login. */
async function runAcross(
  env: Readonly<Record<string, string>>,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const { sandbox, client } = installation;
  const { faults } = sandbox.snowflake;
  let copies = 0;
  const pause = faults.pauseBefore(({ kind }) => {
    if (kind === 'copy') copies += 1;
    return copies === 2;
  });
  const { ended } = startConnector(
    { ...sandbox.env, SNOWFLAKE_ROLE: SERVICE.roles.loader, SNOWCENSUS_AWS_RATE: '20', ...env },
    ['run', INVENTORY, '--json'],
  );
  const outcome = await Promise.race([pause.reached, ended]);
  expect(outcome).toMatchObject({ kind: 'copy' });
  await meanwhile();
  sandbox.snowflake.resetMetrics();
  faults.add({ kind: 'copy' }, 'expire-master');
  pause.release();
  const { code, stdout, stderr } = await ended;
  expect([0, 2], stderr).toContain(code);
  expect(sandbox.snowflake.metrics).toMatchObject({ logins: 1, failedLogins: 0 });
  const { runId, tables } = JSON.parse(stdout) as { runId: string; tables: Record<string, number> };
  for (const [table, rows] of Object.entries(tables)) {
    const loaded = await client.query(`SELECT COUNT(*) AS N FROM ${table} WHERE RUN_ID = ?`, [runId]);
    expect(loaded, table).toEqual([{ N: rows }]);
  }
}

/** As secrets are replaced where they are mounted: in one step. */
async function replace(file: string, content: string): Promise<void> {
  await writeFile(`${file}.new`, content, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

test('a run goes on when its key is replaced, and the old one taken from the user', async () => {
  const { sandbox, client } = installation;
  await runAcross({}, async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
    await client.query('USE ROLE ACCOUNTADMIN');
    await client.query(`ALTER USER ${SERVICE.user} SET RSA_PUBLIC_KEY = '${der.toString('base64')}'`);
    await client.query(`USE ROLE ${SERVICE.roles.owner}`);
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    await replace(sandbox.env.SNOWFLAKE_PRIVATE_KEY_FILE ?? '', String(pem));
  });
});
