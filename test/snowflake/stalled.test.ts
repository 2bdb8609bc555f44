import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSchema, createStage } from '../../src/snowflake/ddl.ts';
import { listStaged, put, removeStaged } from '../../src/snowflake/stage.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { openServiceSession } from '../installation/service-session.ts';
import { SCHEMA } from './recording-session.ts';

let sandbox: PreparedSandbox;
beforeAll(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 3 });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.snowflake.faults.clear());

const BOUNDS = { loginSeconds: 1 };
const select = { about: 'test' };

test('an upload that stalls ends with its statement, and is not sent again', async () => {
  const session = await openServiceSession(sandbox, { statementTimeoutSeconds: 1 });
  await session.execute(createSchema(SCHEMA), select);
  await session.execute(createStage(SCHEMA), select);
  const path = join(sandbox.directory, '000001.ndjson.gz');
  await writeFile(path, 'nothing');
  sandbox.snowflake.resetMetrics();
  sandbox.snowflake.faults.add({ kind: 'storage-put', times: 9 }, 'black-hole');
  await expect(put({ session, schema: SCHEMA }, { path, directory: 'T/r/0/' })).rejects.toThrow(
    'no answer within 1 seconds; cancelled',
  );
  expect(sandbox.snowflake.metrics.byKind.put).toBe(1);
  await session.close();
});

test('an upload that is cancelled is over once its file is there, so that a removal after it finds the file', async () => {
  const session = await openServiceSession(sandbox, {});
  const database = { session, schema: SCHEMA };
  await session.execute(createSchema(SCHEMA), select);
  await session.execute(createStage(SCHEMA), select);
  const path = join(sandbox.directory, '000002.ndjson.gz');
  await writeFile(path, 'nothing');
  const pause = sandbox.snowflake.faults.pauseBefore(({ kind }) => kind === 'storage-put');
  const stop = new AbortController();
  const uploaded = put(database, { path, directory: 'T/r2/0/' }, stop.signal).catch(
    (error: unknown) => error,
  );
  await pause.reached;
  stop.abort(new Error('enough'));
  expect(await Promise.race([uploaded, new Promise((resolve) => setImmediate(resolve, 'under way'))])).toBe(
    'under way',
  );
  pause.release();
  await uploaded;
  expect(await listStaged(database)).toHaveLength(1);
  await removeStaged(database, 'r2');
  expect(await listStaged(database)).toEqual([]);
  await session.close();
});

test('a logout that is not answered holds nobody up', async () => {
  const session = await openServiceSession(sandbox, BOUNDS);
  sandbox.snowflake.faults.add({ kind: 'destroy', times: 9 }, 'black-hole');
  await session.close();
});
