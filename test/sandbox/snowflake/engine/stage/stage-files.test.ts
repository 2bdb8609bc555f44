import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Fixture, openFixture } from '../copy/copy-fixture.ts';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
  await fixture.table('t', { ID: 'NUMBER' });
  for (const name of ['run1/t/a.json.gz', 'run1/t/b.csv', 'run10/t/a.json.gz']) await fixture.put(name, name);
});
afterEach(() => fixture.close());

const list = (sql: string) => fixture.run(sql);
const remove = (sql: string) => fixture.run(sql);
const names = async (sql: string) => (await list(sql)).rows.map(([name]) => name);

test('LIST shows name, size, md5 and the time as RFC 1123 text, without a warehouse', async () => {
  const result = await list('LIST @st/run1/t/a');
  expect(result.columns.map((column) => column.name)).toEqual(['name', 'size', 'md5', 'last_modified']);
  expect(result.rows).toEqual([
    [
      'st/run1/t/a.json.gz',
      '16',
      createHash('md5').update('run1/t/a.json.gz').digest('hex'),
      expect.stringMatching(/^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/),
    ],
  ]);
  expect(result.usesWarehouse).toBe(false);
});

test('a path is a string prefix and the stage is named in lower case', async () => {
  expect(await names('ls @ST/run1')).toEqual([
    'st/run1/t/a.json.gz',
    'st/run1/t/b.csv',
    'st/run10/t/a.json.gz',
  ]);
  expect(await names('ls @db.s.st/run1/;')).toEqual(['st/run1/t/a.json.gz', 'st/run1/t/b.csv']);
  expect(await names('ls @st/none')).toEqual([]);
});

test('files of table and user stages are shown without a stage name', async () => {
  await fixture.put('x/y.json', '{}', '@%t');
  await fixture.put('z.json', '{}', '@~');
  expect(await names('LIST @%t')).toEqual(['x/y.json']);
  expect(await names('LIST @~')).toEqual(['z.json']);
});

test('a pattern has to match the whole path', async () => {
  expect(await names("LIST @st PATTERN='a[.]json[.]gz'")).toEqual([]);
  expect(await names("LIST @st PATTERN='.*/a[.]json[.]gz'")).toHaveLength(2);
  expect(await names("LIST @st/run1/ PATTERN = '.*csv'")).toEqual(['st/run1/t/b.csv']);
  await expect(names("LIST @st PATTERN = '('")).rejects.toMatchObject({ code: '100048' });
});

test('REMOVE takes away exactly what it names', async () => {
  const result = await remove("RM @st/run1/ PATTERN='.*gz'");
  expect(result.columns.map((column) => column.name)).toEqual(['name', 'result']);
  expect(result.rows).toEqual([['st/run1/t/a.json.gz', 'removed']]);
  expect((await remove('REMOVE @st/run1/')).rows).toEqual([['st/run1/t/b.csv', 'removed']]);
  expect(await names('LIST @st')).toEqual(['st/run10/t/a.json.gz']);
  expect((await remove('REMOVE @st/run1/')).rows).toEqual([]);
});

test.each(['LIST st', "LIST @st PATTERN='x' extra", "LIST @st FILES=('x')", 'LIST'])(
  '%s is a syntax error',
  async (sql) => {
    await expect(list(sql)).rejects.toMatchObject({ code: '001003', sqlState: '42000' });
  },
);

test('an unknown stage is an error', async () => {
  await expect(list('LIST @nope')).rejects.toMatchObject({ code: '002003' });
});
