import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Spool } from '../../../src/load/spool.ts';
import { Secrets } from '../../../src/log/secrets.ts';
import { AccountLines } from '../../../src/run/workers/account-lines.ts';
import { absorb } from '../../../src/run/workers/line-file.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snowcensus-lines-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const ONE = '111111111111';
const OTHER = '222222222222';

async function linesOf(spool: Spool, table: string): Promise<readonly string[]> {
  const parts = await spool.close(table);
  const lines = parts.flatMap(({ path }) =>
    gunzipSync(readFileSync(path)).toString().split('\n').slice(0, -1),
  );
  expect(parts.reduce((sum, { rows }) => sum + rows, 0)).toBe(lines.length);
  return lines;
}

test('rows of each account arrive whole, of whichever tables, written side by side', async () => {
  const lines = new AccountLines(join(directory, 'side-by-side'), new Secrets());
  const spool = new Spool(join(directory, 'run'), 1_000_000);
  // More than one piece of a table, and letters of more than one byte.
  const row = (index: number) => ({ N: index, TEXT: 'é'.repeat(2_000) });
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      await lines.writeFacts(`T${index % 2}`, JSON.stringify(row(index)), index < 50 ? ONE : OTHER);
    }),
  );
  const file = await lines.seal(ONE);
  await absorb(file, spool);
  expect(existsSync(file.path ?? '')).toBe(false);
  await absorb(await lines.seal(OTHER), spool);
  const [even, odd] = [await linesOf(spool, 'T0'), await linesOf(spool, 'T1')];
  const numbers = [...even, ...odd].map((line) => JSON.parse(line).N as number);
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  expect(even.every((line) => line === JSON.stringify(row(JSON.parse(line).N)))).toBe(true);
});

test('what is not released is nowhere, and an account without rows has no file', async () => {
  const lines = new AccountLines(join(directory, 'dropped'), new Secrets());
  const held = lines.hold(ONE);
  await held.write('T', '{"N":1}');
  await held.drop();
  expect(await lines.seal(ONE)).toEqual({ path: undefined, pieces: [] });
  const released = lines.hold(ONE);
  await released.write('T', '{"N":2}');
  await released.release();
  expect(await lines.seal(ONE)).toMatchObject({ pieces: [{ table: 'T', rows: 1, offset: 0, length: 8 }] });
});

test('what is the same for all accounts is there once, whoever tells it', async () => {
  const spool = new Spool(join(directory, 'references'), 1_000_000);
  for (const worker of ['a', 'b']) {
    const lines = new AccountLines(join(directory, worker), new Secrets());
    await lines.writeReference('T', 'same', '{"RESOURCE_ID":"same"}', ONE);
    await lines.writeReference('T', worker, `{"RESOURCE_ID":"${worker}"}`, ONE);
    await absorb(await lines.seal(ONE), spool);
  }
  expect(await linesOf(spool, 'T')).toEqual(
    ['same', 'a', 'b'].map((id) => JSON.stringify({ RESOURCE_ID: id })),
  );
});

test('no credential is written', async () => {
  const secrets = new Secrets();
  secrets.addCredentials('correct-horse-battery');
  const lines = new AccountLines(join(directory, 'secret'), secrets);
  await lines.writeFacts('T', '{"TEXT":"correct-horse-battery"}', ONE);
  const { path } = await lines.seal(ONE);
  expect(readFileSync(path ?? '', 'utf8')).toBe('{"TEXT":"[redacted]"}\n');
});

test('a disk that does not take them is said to be at fault', async () => {
  const place = join(directory, 'no-directory');
  await writeFile(place, '');
  const lines = new AccountLines(place, new Secrets());
  await lines.writeFacts('T', '{"N":1}', ONE);
  await expect(lines.seal(ONE)).rejects.toMatchObject({ kind: 'config', where: join(place, ONE) });
});
