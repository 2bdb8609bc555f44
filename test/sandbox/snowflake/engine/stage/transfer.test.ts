import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TransferResult } from '../../contract.ts';
import { type Fixture, openFixture } from '../copy/copy-fixture.ts';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
  await fixture.table('t', { ID: 'NUMBER' });
});
afterEach(() => fixture.close());

const idOf = async (stage: string) => (await fixture.context.stage(stage, 'READ')).stageId;
const run = (sql: string): Promise<TransferResult> => fixture.transfer(sql);

test('an unquoted PUT has Snowflake defaults and the directory as path', async () => {
  expect(await run('PUT file:///tmp/a-b/x.json.gz @st/dir/2026;')).toEqual({
    kind: 'transfer',
    command: 'UPLOAD',
    srcLocations: ['/tmp/a-b/x.json.gz'],
    stage: { stageId: await idOf('@st'), path: 'dir/2026/' },
    parallel: 4,
    autoCompress: true,
    overwrite: false,
    sourceCompression: 'auto_detect',
  });
});

test('paths and stages may be quoted, and every option is read', async () => {
  const sql = `put 'file:///tmp/my dir/*.json' '@db.s.st/my dir/' parallel = 8 AUTO_COMPRESS=false
    Source_Compression = GZIP overwrite=TRUE`;
  expect(await run(sql)).toMatchObject({
    srcLocations: ['/tmp/my dir/*.json'],
    stage: { stageId: await idOf('@st'), path: 'my dir/' },
    parallel: 8,
    autoCompress: false,
    overwrite: true,
    sourceCompression: 'gzip',
  });
});

test.each(['@~', '@~/staged', '@%t', '@db.s.%t/x'])('PUT goes to %s too', async (location) => {
  const result = await run(`PUT file:///tmp/x ${location}`);
  expect(result.stage.stageId).toBe(await idOf(location.startsWith('@~') ? '@~' : '@%t'));
});

test('GET names the files of the location, the matching ones when there is a pattern', async () => {
  for (const name of ['d/a.json', 'd/b.csv', 'e/a.json']) await fixture.put(name, 'x');
  expect(await run(`GET @st/d/ 'file:///tmp/out/'`)).toMatchObject({
    command: 'DOWNLOAD',
    srcLocations: ['d/a.json', 'd/b.csv'],
    localLocation: '/tmp/out/',
    stage: { stageId: await idOf('@st'), path: '' },
  });
  const matching = await run(`GET @st file:///tmp/out PATTERN = '.*[.]json' PARALLEL = 2`);
  expect(matching).toMatchObject({ srcLocations: ['d/a.json', 'e/a.json'], parallel: 2 });
});

test.each([
  ['PUT file:///tmp/x @st COMPRESS=TRUE', '001003', "position 22 unexpected 'COMPRESS'"],
  ["PUT file:///tmp/x @st PATTERN='x'", '001003', "unexpected 'PATTERN'"],
  ['PUT /tmp/x @st', '001003', "unexpected '/'"],
  ['PUT file:///tmp/x st', '001003', "unexpected 'st'"],
  ['PUT file:///tmp/x @st extra words', '001003', "unexpected 'extra'"],
  ['PUT file:///tmp/x @st PARALLEL=100', '001008', "[100] for parameter 'PARALLEL'"],
  ['PUT file:///tmp/x @st SOURCE_COMPRESSION=LZ4', '001008', "[LZ4] for parameter 'SOURCE_COMPRESSION'"],
  ['PUT file:///tmp/x @nope', '002003', 'NOPE'],
])('%s is refused with %s', async (sql, code, words) => {
  await expect(run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
});
