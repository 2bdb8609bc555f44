import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Spool } from '../../src/load/spool.ts';
import type { Part } from '../../src/load/table-spool.ts';
import { Secrets } from '../../src/log/secrets.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snowcensus-spool-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const runDirectory = (): string => join(directory, 'run-1');
const linesOf = async (part: Part): Promise<string[]> =>
  gunzipSync(await readFile(part.path))
    .toString('utf8')
    .split('\n')
    .slice(0, -1);
/** A row that gzip cannot make small. */
const row = (index: number) => ({ INDEX: index, NOISE: randomBytes(3_000).toString('base64') });

test('rows come back in order from files that any gzip reads, counted', async () => {
  const spool = new Spool(runDirectory(), 1_000_000);
  for (let index = 0; index < 1_000; index += 1)
    await spool.write('A', { INDEX: index, TEXT: '\u2028é𠮷\n' });
  const parts = await spool.close('A');
  expect(parts).toHaveLength(1);
  const [part] = parts;
  if (!part) throw new Error('no part');
  const lines = await linesOf(part);
  expect(lines.map((line) => JSON.parse(line))).toEqual(
    Array.from({ length: 1_000 }, (_, index) => ({ INDEX: index, TEXT: '\u2028é𠮷\n' })),
  );
  expect(part).toMatchObject({ table: 'A', name: '000001.ndjson.gz', rows: 1_000 });
  expect((await readFile(part.path)).length).toBe(part.bytes);
});

test('parts are cut by compressed size and named by their number', async () => {
  const spool = new Spool(runDirectory(), 200_000);
  for (let index = 0; index < 400; index += 1) await spool.write('A', row(index));
  const parts = await spool.close('A');
  expect(parts.length).toBeGreaterThan(3);
  expect(parts.map(({ name }) => name)).toEqual(
    parts.map((_, index) => `${String(index + 1).padStart(6, '0')}.ndjson.gz`),
  );
  for (const part of parts.slice(0, -1)) {
    expect(part.bytes).toBeGreaterThanOrEqual(200_000);
    expect(part.bytes).toBeLessThan(400_000);
  }
  const indexes: number[] = [];
  for (const part of parts) {
    const lines = await linesOf(part);
    expect(lines).toHaveLength(part.rows);
    indexes.push(...lines.map((line) => (JSON.parse(line) as { INDEX: number }).INDEX));
  }
  expect(indexes).toEqual(Array.from({ length: 400 }, (_, index) => index));
});

test('many writers at once lose and double nothing, table by table', async () => {
  const spool = new Spool(runDirectory(), 100_000);
  const write = async (table: string, writer: number) => {
    for (let index = 0; index < 40; index += 1) await spool.write(table, row(writer * 1_000 + index));
  };
  await Promise.all(
    ['A', 'B'].flatMap((table) => Array.from({ length: 8 }, (_, writer) => write(table, writer))),
  );
  expect([...spool.tables()].sort((a, b) => a.localeCompare(b))).toEqual(['A', 'B']);
  for (const table of ['A', 'B']) {
    const indexes = new Set<number>();
    for (const part of await spool.close(table)) {
      const lines = await linesOf(part);
      expect(lines).toHaveLength(part.rows);
      for (const line of lines) indexes.add((JSON.parse(line) as { INDEX: number }).INDEX);
    }
    expect(indexes.size).toBe(320);
  }
  expect(spool.tables()).toEqual([]);
});

test('while the disk stands still, writers wait: one batch is on its way and one is taken', async () => {
  const spool = new Spool(runDirectory(), 100_000_000);
  await spool.write('A', { INDEX: 0 });
  const line = 'x'.repeat(10_000);
  let taken = 0;
  const writes = Array.from({ length: 300 }, () => spool.write('A', { line }).then(() => (taken += 1)));
  // Promises settle, but no read or write of the system comes back before the next turn of the event loop.
  for (let turn = 0; turn < 1_000; turn += 1) await Promise.resolve();
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThanOrEqual(13);
  await Promise.all(writes);
  const [part] = await spool.close('A');
  expect(part?.rows).toBe(301);
});

test('a row far larger than a batch is written whole', async () => {
  const spool = new Spool(runDirectory(), 1_000_000);
  await spool.write('A', { BIG: 'é'.repeat(20_000_000) });
  const [part] = await spool.close('A');
  expect(part?.rows).toBe(1);
  if (part) expect((await linesOf(part))[0]?.length).toBe(20_000_000 + '{"BIG":""}'.length);
});

test('a table without rows has no parts, and nothing on disk', async () => {
  const spool = new Spool(runDirectory(), 1_000);
  expect(spool.tables()).toEqual([]);
  expect(await spool.close('A')).toEqual([]);
  expect(await readdir(directory)).toEqual([]);
});

describe('remove', () => {
  test('leaves nothing on disk and no file open, whatever was being written', async () => {
    const before = await openFiles();
    const spool = new Spool(runDirectory(), 100_000);
    for (let index = 0; index < 100; index += 1) await spool.write('A', row(index));
    for (let index = 0; index < 30; index += 1) await spool.write('B', row(index));
    expect(await openFiles()).toBeGreaterThan(before);
    await spool.remove();
    expect(await readdir(directory)).toEqual([]);
    expect(await openFiles()).toBe(before);
  });

  test('does nothing where nothing was written', async () => {
    await new Spool(runDirectory(), 1_000).remove();
    expect(await readdir(directory)).toEqual([]);
  });
});

describe('a disk that does not take the rows is a config error that names the directory', () => {
  const refusal = {
    kind: 'config',
    message: expect.stringContaining('the spool directory does not take') as string,
  };

  test('a file stands where the directory should', async () => {
    await writeFile(runDirectory(), '');
    const spool = new Spool(runDirectory(), 1_000);
    await expect(spool.write('A', { A: 1 })).rejects.toMatchObject({ ...refusal, where: runDirectory() });
    await expect(spool.write('A', { A: 1 })).rejects.toMatchObject(refusal);
    await spool.remove();
  });

  test('the directory has gone while the run went on', async () => {
    const spool = new Spool(runDirectory(), 1_000);
    await spool.write('A', { A: 1 });
    await rm(runDirectory(), { recursive: true });
    await expect(spool.close('A')).rejects.toMatchObject({ ...refusal, where: runDirectory() });
  });

  test('the disk is full', async () => {
    // A limit on file size is the disk that is full for this process alone: write() fails with EFBIG.
    const script = join(directory, 'fill.ts');
    await writeFile(
      script,
      `import { randomBytes } from 'node:crypto';
       import { Spool } from ${JSON.stringify(join(import.meta.dirname, '../../src/load/spool.ts'))};
       process.on('SIGXFSZ', () => undefined);
       const spool = new Spool(${JSON.stringify(runDirectory())}, 100_000_000);
       const fill = async () => {
         for (let index = 0; index < 2_000; index += 1) {
           await spool.write('A', { NOISE: randomBytes(3_000).toString('base64') });
         }
       };
       const writers = await Promise.allSettled([fill(), fill(), fill()]);
       const close = await Promise.allSettled([spool.close('A')]);
       console.log(JSON.stringify([...writers, ...close].map(({ status, reason }) =>
         ({ status, kind: reason?.kind, where: reason?.where, message: reason?.message, cause: reason?.cause?.code }))));
       await spool.remove();`,
    );
    const { stdout } = await promisify(execFile)('sh', [
      '-c',
      `ulimit -f 512; exec "$0" "$1"`,
      process.execPath,
      script,
    ]);
    const ended = JSON.parse(stdout) as { status: string }[];
    expect(ended).toHaveLength(4);
    for (const end of ended.slice(0, 3)) {
      expect(end).toMatchObject({ ...refusal, status: 'rejected', where: runDirectory(), cause: 'EFBIG' });
    }
    expect(await readdir(directory)).toEqual(['fill.ts']);
  });
});

async function openFiles(): Promise<number> {
  return (await readdir('/dev/fd')).length;
}

test('what is of our own loses key ids, and facts keep them', async () => {
  const secrets = new Secrets();
  secrets.addKeyIds('AKIAIOSFODNN7EXAMPLE');
  secrets.addCredentials('wJalrXUtnFEMI/K7MDENG');
  const spool = new Spool(runDirectory(), 1_000_000, secrets);
  const row = { TEXT: 'AKIAIOSFODNN7EXAMPLE/wJalrXUtnFEMI/K7MDENG' };
  await spool.write('OURS', row);
  await spool.writeFacts('FACTS', JSON.stringify(row));
  const text = async (table: string) => {
    const [part] = await spool.close(table);
    return gunzipSync(await readFile(part?.path ?? '')).toString();
  };
  expect(await text('OURS')).toBe('{"TEXT":"[redacted]/[redacted]"}\n');
  expect(await text('FACTS')).toBe('{"TEXT":"AKIAIOSFODNN7EXAMPLE/[redacted]"}\n');
});
