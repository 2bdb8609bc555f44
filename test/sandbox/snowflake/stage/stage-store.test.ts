import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StageStore } from '../contract.ts';
import { openStageStore } from './stage-store.ts';

let root: string;
let store: StageStore;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stage-store-'));
  store = openStageStore(root);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

async function* bytes(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

const names = async (stageId: string, prefix = ''): Promise<string[]> =>
  (await store.list(stageId, prefix)).map((file) => file.name);

test('a written file is listed with its size and md5, and rewriting changes the etag', async () => {
  const file = await store.write('DB.S.ST', 'run/a.json', bytes('hello ', 'world'));
  expect(file).toMatchObject({ name: 'run/a.json', size: 11 });
  expect(file.etag).toBe(createHash('md5').update('hello world').digest('hex'));
  expect(await store.list('DB.S.ST', '')).toEqual([file]);
  const again = await store.write('DB.S.ST', 'run/a.json', bytes('HELLO world'));
  expect(again.etag).not.toBe(file.etag);
  expect((await store.list('DB.S.ST', ''))[0]?.etag).toBe(again.etag);
});

test('a prefix is a string prefix and stages do not see each other', async () => {
  for (const name of ['ab/1', 'abc', 'b']) await store.write('one', name, bytes('x'));
  expect(await names('one', 'ab')).toEqual(['ab/1', 'abc']);
  expect(await names('one', 'ab/')).toEqual(['ab/1']);
  expect(await names('one', 'ab/1')).toEqual(['ab/1']);
  for (const prefix of ['none/', 'b/', 'ab/1/', '../one/', 'ab/../', 'ab//1', './b'])
    expect(await names('one', prefix), prefix).toEqual([]);
  expect(await names('two')).toEqual([]);
});

test('an upload that breaks leaves nothing behind', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half');
    throw new Error('connection lost');
  }
  await expect(store.write('one', 'a', broken())).rejects.toThrow('connection lost');
  expect(await names('one')).toEqual([]);
  expect(readdirSync(join(root, 'incoming'))).toEqual([]);
});

test('a file another process puts into the directory shows', async () => {
  mkdirSync(join(store.directory('one'), 'dir'), { recursive: true });
  writeFileSync(join(store.directory('one'), 'dir', 'f.json.gz'), 'x');
  expect(await names('one')).toEqual(['dir/f.json.gz']);
});

test('removal forgets the file and frees its directory name', async () => {
  await store.write('one', 'a/b/c', bytes('x'));
  await store.remove('one', 'a/b/c');
  await store.remove('one', 'never/was');
  expect(await names('one')).toEqual([]);
  await store.write('one', 'a', bytes('x'));
  await store.removeStage('one');
  expect(await names('one')).toEqual([]);
});

test.each(['../x', '/etc/passwd', 'a/../../x', 'a//b', '', 'a\0b'])('%j is refused', async (name) => {
  await expect(store.write('one', name, bytes('x'))).rejects.toThrow('Not a stage-relative file name');
});

test('a stage id cannot climb out of the store', () => {
  expect(store.directory('../../x').startsWith(join(root, 'stages'))).toBe(true);
  expect(() => store.directory('')).toThrow('must not be empty');
});

test('a file that stands is listed, whatever is removed beside it meanwhile', async () => {
  await store.write('ST', 'T/standing/0/a', bytes('x'));
  let isOver = false;
  const comeAndGo = async (run: string) => {
    for (let time = 0; !isOver; time += 1) {
      await store.write('ST', `T/${run}-${time}/0/a`, bytes('x'));
      await store.remove('ST', `T/${run}-${time}/0/a`);
    }
  };
  const others = ['one', 'two', 'three', 'four'].map(comeAndGo);
  for (let time = 0; time < 200; time += 1) expect(await names('ST', 'T/standing/')).toHaveLength(1);
  isOver = true;
  await Promise.all(others);
});
