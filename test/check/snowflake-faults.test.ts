import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startConnector } from '../installation/connector.ts';
import { SERVICE } from '../installation/service-account.ts';
import { ACCOUNTS, type Checkable, type Env, INVENTORY, startCheckable } from './checking.ts';
import { LOAD_FAULTS } from './load-faults.ts';
import { SESSION_FAULTS } from './session-faults.ts';

/** The role that runs have: what it may do is what `setup` grants, and nothing else. */
const LOADER = SERVICE.roles.loader;

let checkable: Checkable;
let loader: Env;
beforeAll(async () => {
  checkable = await startCheckable();
  loader = { ...checkable.env, SNOWFLAKE_ROLE: LOADER };
  await sql('USE ROLE ACCOUNTADMIN');
});
afterEach(() => checkable.restore());
afterAll(() => checkable.close());

async function sql(...statements: readonly string[]): Promise<void> {
  for (const statement of statements) await checkable.installation.client.query(statement);
}

/** What gives back what the statement took. */
function granted(statement: string): string {
  return statement
    .replace('ALL PRIVILEGES', 'SELECT, INSERT, DELETE')
    .replace(/^REVOKE (.*) FROM ROLE/, 'GRANT $1 TO ROLE');
}

test.each([...SESSION_FAULTS, ...LOAD_FAULTS])(
  '$fault',
  async ({ sql: statements, plant, env, connection, step, code, said, cause, fix }) => {
    const name =
      typeof connection === 'function' ? await checkable.connect(...connection(checkable)) : connection;
    await sql(...(statements ?? []));
    plant?.(checkable);
    const given = (await env?.(loader)) ?? loader;
    const checked = await checkable.checkWith(given, name ?? ACCOUNTS);
    await sql(...(statements ?? []).map(granted).toReversed());
    expect(checked.stderr).toBe('');
    expect(checked.findings.filter(({ status }) => status === 'failed')).toEqual([
      {
        step,
        status: 'failed',
        code,
        message: expect.stringMatching(said) as string,
        ...(cause ? { cause: expect.stringMatching(cause) as string } : {}),
        fix: expect.stringMatching(fix) as string,
      },
    ]);
    expect(checked.code).toBe(1);
  },
);

test('is all well for a role that may do no more than a run does, and leaves nothing behind', async () => {
  const { client } = checkable.installation;
  const { code, findings } = await checkable.checkWith(loader, ACCOUNTS);
  expect(findings.filter(({ status }) => status !== 'ok')).toEqual([]);
  expect(code).toBe(0);
  expect(await client.query('LIST @SNOWCENSUS_STAGE')).toEqual([]);
  expect(
    await client.query("SELECT COUNT(*) AS N FROM CONNECTOR_OUTCOMES WHERE COLLECTOR = 'check'"),
  ).toEqual([{ N: 0 }]);
});

test('leaves nothing behind when it is interrupted before the COPY', async () => {
  const { client, sandbox } = checkable.installation;
  const pause = sandbox.snowflake.faults.pauseBefore(({ kind }) => kind === 'copy');
  const { child, ended } = startConnector(loader, ['check', ACCOUNTS]);
  await pause.reached;
  expect(await client.query('LIST @SNOWCENSUS_STAGE')).toHaveLength(1);
  child.kill('SIGINT');
  pause.release();
  expect(await ended).toMatchObject({ code: 1, stderr: expect.stringContaining('SIGINT') as string });
  expect(await client.query('LIST @SNOWCENSUS_STAGE')).toEqual([]);
  expect(
    await client.query("SELECT COUNT(*) AS N FROM CONNECTOR_OUTCOMES WHERE COLLECTOR = 'check'"),
  ).toEqual([{ N: 0 }]);
});

test('warns of columns that a run of this role could not add', async () => {
  await sql(`ALTER TABLE ${INVENTORY} DROP COLUMN REASON`);
  const { code, findings } = await checkable.checkWith(loader, INVENTORY);
  expect(findings.filter(({ status }) => status !== 'ok')).toMatchObject([
    {
      step: 'schema',
      status: 'warning',
      code: 'connection_columns_missing',
      fix: expect.stringContaining('"SNOWCENSUS_OWNER"') as string,
    },
  ]);
  expect(code).toBe(0);
});
