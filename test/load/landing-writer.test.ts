import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accounts } from '../../src/aws/catalogue/organizations/collectors.ts';
import { awsAccounts } from '../../src/connectors/aws-accounts/connector.ts';
import type { Connector } from '../../src/connectors/connector.ts';
import { readConnection } from '../../src/connectors/index.ts';
import { type KnownRows, LandingWriter, NO_ROWS } from '../../src/load/landing-writer.ts';
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

function writerOf(spool: Spool, listed: Connector['listed'], known?: KnownRows): LandingWriter {
  const comment = 'module: aws_accounts\ndestination_role_arn: arn:aws:iam::111111111111:role/reader\n';
  const read = readConnection({ name: 'LIST_CONNECTION', comment });
  if (!read.ok) throw read.error;
  return new LandingWriter(spool, stamp, read.connection, listed, known);
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
  const writer = writerOf(spool, awsAccounts.listed).unit('organizations.accounts', unit);
  await writer.write(ACCOUNTS, account('222222222222', 'Two'));
  await writer.finish();
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
  const writer = writers.unit('organizations.accounts', unit);
  await writer.write(ACCOUNTS, account('222222222222', 'first'));
  await writer.write(ACCOUNTS, account('222222222222', 'second'));
  await writer.write({ ...ACCOUNTS, name: 'AWS_OTHERS' }, account('222222222222', 'elsewhere'));
  expect(writer.rows).toBe(2);
  const other = writers.unit('organizations.accounts', { ...unit, region: 'eu-west-1' });
  await other.write(ACCOUNTS, account('222222222222', 'other unit'));
  for (const ended of [writer, other]) await ended.finish();
  expect((await rowsOf(spool, 'AWS_ACCOUNTS_SNAPSHOTS')).map((row) => row.NAME)).toEqual([
    'first',
    'other unit',
  ]);
  expect((await rowsOf(spool, 'AWS_OTHERS_SNAPSHOTS')).map((row) => row.NAME)).toEqual(['elsewhere']);
});

test('a connector that lists nothing gets no rows in its connection table', async () => {
  if (!ACCOUNTS) throw new Error('no table');
  const spool = new Spool(directory, 1_000_000);
  const writer = writerOf(spool, undefined).unit('organizations.accounts', unit);
  await writer.write(ACCOUNTS, account('222222222222', 'Two'));
  await writer.finish();
  expect(spool.tables()).toEqual(['AWS_ACCOUNTS_SNAPSHOTS']);
  await spool.close('AWS_ACCOUNTS_SNAPSHOTS');
});

test('a unit that is found as it was lands nothing, in whatever order it comes; a list is written all the same', async () => {
  if (!ACCOUNTS) throw new Error('no table');
  const items = [account('222222222222', 'Two'), account('333333333333', 'Three')];
  const write = async (known: KnownRows, found: readonly object[]) => {
    const spool = new Spool(await mkdtemp(join(directory, 'run-')), 1_000_000);
    const writer = writerOf(spool, awsAccounts.listed, known).unit('organizations.accounts', unit);
    for (const item of found) await writer.write(ACCOUNTS, item);
    const written = await writer.finish();
    const landed = await rowsOf(spool, 'AWS_ACCOUNTS_SNAPSHOTS');
    return { ...written, landed: landed.length, listed: (await rowsOf(spool, 'LIST_CONNECTION')).length };
  };
  const first = await write(NO_ROWS, items);
  expect(first).toMatchObject({ isSame: false, landing: 2, landed: 2, listed: 2 });
  const asked: string[] = [];
  const known: KnownRows = {
    ...NO_ROWS,
    digestOf: (...of) => {
      asked.push(of.join(' '));
      return first.digest;
    },
  };
  expect(await write(known, items.toReversed())).toEqual({ ...first, isSame: true, landing: 0, landed: 0 });
  expect(asked).toEqual(['organizations.accounts 111111111111 global']);
  const others = [
    [account('222222222222', 'Two')],
    [account('222222222222', 'Two'), account('333333333333', 'Other')],
    [...items, account('444444444444', 'Four')],
    [],
  ];
  for (const found of others) {
    expect(await write(known, found)).toMatchObject({ isSame: false, landed: found.length });
  }
});

test('nothing is loaded of a unit that breaks off, however much had come', async () => {
  if (!ACCOUNTS) throw new Error('no table');
  const spool = new Spool(directory, 1_000_000);
  const writer = writerOf(spool, undefined).unit('organizations.accounts', unit);
  for (let index = 0; index < 2_000; index += 1) await writer.write(ACCOUNTS, account(String(index), 'x'));
  expect(await readdir(join(directory, 'held'))).toHaveLength(1);
  await writer.drop();
  expect(spool.tables()).toEqual([]);
  expect(await readdir(join(directory, 'held'))).toEqual([]);
});

test('a unit of more than is held in memory is loaded whole, in its order', async () => {
  if (!ACCOUNTS) throw new Error('no table');
  const spool = new Spool(directory, 1_000_000);
  const writer = writerOf(spool, undefined).unit('organizations.accounts', unit);
  const names = Array.from({ length: 2_000 }, (_, index) => `${index} \u2028 x`);
  for (const [index, name] of names.entries()) await writer.write(ACCOUNTS, account(String(index), name));
  await writer.finish();
  expect((await rowsOf(spool, 'AWS_ACCOUNTS_SNAPSHOTS')).map(({ NAME }) => NAME)).toEqual(names);
  expect(await readdir(join(directory, 'held'))).toEqual([]);
});

test('what is the same for all accounts is landed when it is new or has changed, be its unit as it was or broken off', async () => {
  if (!ACCOUNTS) throw new Error('no table');
  const shared = { ...ACCOUNTS, kind: 'reference', name: 'AWS_SHARED' } as const;
  const hashes = new Map<string, string>();
  const known: KnownRows = { ...NO_ROWS, referenceOf: (table, id) => hashes.get(`${table} ${id}`) };
  const land = async (names: Readonly<Record<string, string>>) => {
    const spool = new Spool(await mkdtemp(join(directory, 'run-')), 1_000_000);
    const writer = writerOf(spool, undefined, known).unit('organizations.accounts', unit);
    for (const [id, name] of Object.entries(names)) await writer.write(shared, account(id, name));
    await writer.drop();
    const rows = await rowsOf(spool, 'AWS_SHARED_SNAPSHOTS');
    for (const row of rows)
      hashes.set(`AWS_SHARED_SNAPSHOTS ${String(row.RESOURCE_ID)}`, String(row.ROW_HASH));
    return rows.map(({ NAME }) => NAME);
  };
  expect(await land({ '1': 'one', '2': 'two' })).toEqual(['one', 'two']);
  expect(await land({ '1': 'one', '2': 'two' })).toEqual([]);
  expect(await land({ '1': 'one', '2': 'other', '3': 'three' })).toEqual(['other', 'three']);
});
