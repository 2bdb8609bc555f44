import { expect, test } from 'vitest';
import type { Operation } from '../../sandbox/aws/contract.ts';
import { allOperations } from '../../sandbox/aws/operations/index.ts';
import { collectors, inventory, type Reader, startReader } from '../reader.ts';

/** A reader whose AWS answers otherwise from the second read on: the answers of a service are changed by `change`. */
async function readTwice(
  services: readonly string[],
  change: (answer: object) => object,
  read: (reader: Reader) => ReturnType<Reader['read']>,
) {
  let isSecond = false;
  const changed = (own: Operation): Operation =>
    (async (call) => {
      const answer = (await own(call)) as object;
      return isSecond ? change(structuredClone(answer)) : answer;
    }) as Operation;
  const operations = Object.fromEntries(
    Object.entries(allOperations).map(([service, table]) => [
      service,
      services.includes(service)
        ? Object.fromEntries(Object.entries(table).map(([name, own]) => [name, changed(own)]))
        : table,
    ]),
  );
  await using reader = await startReader({}, { operations });
  const first = hashesOf(await read(reader));
  isSecond = true;
  const second = hashesOf(await read(reader));
  return {
    rows: first.size,
    modified: [...first].filter(([id, hash]) => second.get(id) !== hash).map(([id]) => id),
  };
}

function hashesOf({ rows }: Awaited<ReturnType<Reader['read']>>): ReadonlyMap<string, unknown> {
  return new Map(
    [...rows].flatMap(([table, of]) =>
      of.map((row) => [`${table} ${row.REGION} ${row.RESOURCE_ID}`, row.ROW_HASH] as const),
    ),
  );
}

/** Lists in the order of their neighbours, at any depth; name servers have an order of their own. */
function reversed(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) {
    const elements = value.map((element) => reversed(element));
    return name === 'Values' ? elements : elements.reverse();
  }
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, reversed(member, key)]));
}

test('another order of what AWS answers changes no row', async () => {
  const regional = inventory.filter(({ name }) => /^(?:ec2|elb|elbv2)\./.test(name));
  const { rows, modified } = await readTwice(
    ['ec2', 'elasticloadbalancing', 'elasticloadbalancingv2', 'elb', 'elbv2'],
    (answer) => reversed(answer) as object,
    (reader) => reader.read(reader.access(), reader.member, { collectors: regional }),
  );
  expect(rows).toBeGreaterThan(50);
  expect(modified).toEqual([]);
});

test.each([
  ['ec2.subnets', 'Subnets', { AvailableIpAddressCount: 1 }],
  ['ec2.images', 'Images', { LastLaunchedTime: '2026-11-01T00:00:00.000Z' }],
])('what moves by itself in %s changes no row', async (collector, list, moved) => {
  const { rows, modified } = await readTwice(
    ['ec2'],
    (answer) => {
      for (const item of (answer as Record<string, object[]>)[list] ?? []) Object.assign(item, moved);
      return answer;
    },
    (reader) => reader.read(reader.access(), reader.member, { collectors: collectors(collector) }),
  );
  expect(rows).toBeGreaterThan(0);
  expect(modified).toEqual([]);
});
