import { expect, test } from 'vitest';
import { ConnectionReader } from '../../src/service/connection-reader.ts';

const TABLES = Array.from({ length: 20 }, (_, index) => ({
  name: `S${index}_CONNECTION`,
  comment: `module: ${index}`,
}));

test('a COMMENT is read again only where it has changed', async () => {
  const reader = new ConnectionReader();
  const first = await reader.read(TABLES);
  const [changed, ...others] = TABLES;
  const second = await reader.read([
    { ...changed, name: 'S0_CONNECTION', comment: 'module: other' },
    ...others,
  ]);
  const read = second.filter((result, index) => result !== first[index]);
  expect(read.map((result) => !result.ok && result.name)).toEqual(['S0_CONNECTION']);
  expect(second).toHaveLength(TABLES.length);
});

test('a table that is gone is forgotten', async () => {
  const reader = new ConnectionReader();
  await reader.read(TABLES);
  expect(await reader.read(TABLES.slice(1))).toHaveLength(TABLES.length - 1);
});

test('between two COMMENTs the process has its turn', async () => {
  let turns = 0;
  let isRead = false;
  const turn = () => {
    turns += 1;
    if (!isRead) setImmediate(turn);
  };
  setImmediate(turn);
  await new ConnectionReader().read(TABLES);
  isRead = true;
  expect(turns).toBeGreaterThanOrEqual(TABLES.length - 1);
});
