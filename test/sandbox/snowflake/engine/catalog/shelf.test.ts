import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { CatalogueChanges } from '../account.ts';
import { Shelf } from './shelf.ts';

test('facts are read at once where many are asked for, and each holds until a change touches it', async () => {
  const changes = new CatalogueChanges();
  let reads = 0;
  const instance = await DuckDBInstance.create(':memory:');
  const shelf = new Shelf(instance, changes, async () => {
    reads += 1;
    return new Map([
      ['A.B.C', reads],
      ['A.B.D', reads],
    ]);
  });
  for (let n = 0; n < 30; n += 1) expect(await shelf.find('A.B.C')).toBeUndefined();
  expect(await shelf.find('A.B.C')).toEqual({ value: 1 });
  expect(await shelf.find('A.B.NONE')).toEqual({ value: undefined });
  changes.note(['A.B.C', 'A.B.NONE']);
  expect(await shelf.find('A.B.D')).toEqual({ value: 1 });
  expect([await shelf.find('A.B.C'), await shelf.find('A.B.NONE')]).toEqual([undefined, undefined]);
  changes.note();
  expect(await shelf.find('A.B.D')).toBeUndefined();
  for (let n = 0; n < 30; n += 1) await shelf.find('A.B.D');
  expect(await shelf.find('A.B.D')).toEqual({ value: 2 });
  instance.closeSync();
});

test('what was changed while all was read is not kept', async () => {
  const changes = new CatalogueChanges();
  const instance = await DuckDBInstance.create(':memory:');
  const shelf = new Shelf(instance, changes, async () => {
    changes.note(['A.B.C']);
    return new Map([['A.B.C', 'as it was before']]);
  });
  for (let n = 0; n < 40; n += 1) expect(await shelf.find('A.B.C')).toBeUndefined();
  instance.closeSync();
});
