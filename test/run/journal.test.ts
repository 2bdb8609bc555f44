import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AccountResult } from '../../src/ledger/units.ts';
import { Journal } from '../../src/run/journal.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snowcensus-journal-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const result = (id: string, reason: string, units = 1): AccountResult => ({
  id,
  name: 'a name',
  units: Array.from({ length: units }, () => ({
    collector: 'ec2.vpcs',
    region: 'us-east-1',
    status: 'failed' as const,
    code: 'Odd',
    reason,
    rows: 0,
    durationMs: 3,
  })),
});

async function readAll(journal: Journal): Promise<AccountResult[]> {
  const all: AccountResult[] = [];
  for await (const each of journal.read()) all.push(each);
  return all;
}

test('gives back what was appended, in that order, also when many append at once', async () => {
  const journal = new Journal(join(directory, 'run-1', 'journal.ndjson'));
  const results = Array.from({ length: 50 }, (_, index) => result(String(index), 'why', 200));
  await Promise.all(results.map((each) => journal.append(each)));
  const read = await readAll(journal);
  expect(read.toSorted((a, b) => Number(a.id) - Number(b.id))).toEqual(results);
});

test('takes line separators of every kind', async () => {
  const journal = new Journal(join(directory, 'journal.ndjson'));
  const odd = result('1', 'a\u2028b\u2029c\nd\r\ne\u0085f𠮷\0');
  await journal.append(odd);
  await journal.append(result('2', 'plain'));
  expect(await readAll(journal)).toEqual([odd, result('2', 'plain')]);
});

test('is empty where nothing was appended', async () => {
  expect(await readAll(new Journal(join(directory, 'journal.ndjson')))).toEqual([]);
});

test('a disk that does not take it is a config error that names the place', async () => {
  await writeFile(join(directory, 'file'), '');
  const path = join(directory, 'file', 'journal.ndjson');
  await expect(new Journal(path).append(result('1', 'why'))).rejects.toMatchObject({
    kind: 'config',
    where: path,
    cause: { code: expect.stringMatching(/EEXIST|ENOTDIR/) as string },
  });
});
