import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accounts } from '../../src/aws/catalogue/organizations/collectors.ts';
import { awsAccounts } from '../../src/connectors/aws-accounts/connector.ts';
import type { Connector } from '../../src/connectors/connector.ts';
import { readConnection } from '../../src/connectors/index.ts';
import { LandingWriter } from '../../src/load/landing-writer.ts';
import { Spool } from '../../src/load/spool.ts';
import type { Row } from '../../src/table.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snowcensus-writer-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const stamp = { connection: 'LIST_CONNECTION', runId: 'run-1', snapshotAt: '2026-01-02T03:04:05.000Z' };
const unit = { accountId: '111111111111', region: 'global' };
const [ACCOUNTS] = accounts.tables;

function writerOf(spool: Spool, listed: Connector['listed']): LandingWriter {
  const comment = 'module: aws_accounts\ndestination_role_arn: arn:aws:iam::111111111111:role/reader\n';
  const read = readConnection({ name: 'LIST_CONNECTION', comment });
  if (!read.ok) throw read.error;
  return new LandingWriter(spool, stamp, read.connection, listed);
}

async function rowsOf(spool: Spool, table: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const part of await spool.close(table)) {
    const lines = gunzipSync(await readFile(part.path))
      .toString('utf8')
      .split('\n');
    rows.push(...lines.slice(0, -1).map((line) => JSON.parse(line) as Row));
  }
  return rows;
}

const account = (id: string, name: string) => ({ Id: id, Name: name, State: 'ACTIVE', OuPath: '/' });

test('a listed account is a landing row and a row of the connection table', async () => {
  if (!ACCOUNTS) throw new Error('no table');
  const spool = new Spool(directory, 1_000_000);
  const writer = writerOf(spool, awsAccounts.listed).unit(unit);
  await writer.write(ACCOUNTS, account('222222222222', 'Two'));
  expect(await rowsOf(spool, 'LIST_CONNECTION')).toMatchObject([
    { ACCOUNT_ID: '222222222222', ACCOUNT_ALIAS: 'Two', CREATED_AT: stamp.snapshotAt, RUN_ID: 'run-1' },
  ]);
  expect(await rowsOf(spool, 'AWS_ACCOUNTS_SNAPSHOTS')).toMatchObject([
    { ACCOUNT_ID: '111111111111', MEMBER_ACCOUNT_ID: '222222222222', RESOURCE_ID: '222222222222' },
  ]);
});

test('a resource is written once per unit and table, as it came first', async () => {
  if (!ACCOUNTS) throw new Error('no table');
  const spool = new Spool(directory, 1_000_000);
  const writers = writerOf(spool, awsAccounts.listed);
  const writer = writers.unit(unit);
  await writer.write(ACCOUNTS, account('222222222222', 'first'));
  await writer.write(ACCOUNTS, account('222222222222', 'second'));
  await writer.write({ ...ACCOUNTS, name: 'AWS_OTHERS' }, account('222222222222', 'elsewhere'));
  expect(writer.rows).toBe(2);
  await writers.unit({ ...unit, region: 'eu-west-1' }).write(ACCOUNTS, account('222222222222', 'other unit'));
  expect((await rowsOf(spool, 'AWS_ACCOUNTS_SNAPSHOTS')).map((row) => row.NAME)).toEqual([
    'first',
    'other unit',
  ]);
  expect((await rowsOf(spool, 'AWS_OTHERS_SNAPSHOTS')).map((row) => row.NAME)).toEqual(['elsewhere']);
});

test('a connector that lists nothing gets no rows in its connection table', async () => {
  if (!ACCOUNTS) throw new Error('no table');
  const spool = new Spool(directory, 1_000_000);
  await writerOf(spool, undefined).unit(unit).write(ACCOUNTS, account('222222222222', 'Two'));
  expect(spool.tables()).toEqual(['AWS_ACCOUNTS_SNAPSHOTS']);
  await spool.close('AWS_ACCOUNTS_SNAPSHOTS');
});
