import { expect, test } from 'vitest';
import { NOT_ENABLED } from '../../../src/run/without-reading.ts';
import { workersFor } from '../../../src/run/workers/how-many.ts';

const GIB = 1024 ** 3;
const large = { cores: 8, memory: 64 * GIB };

/** So many accounts to enter, and as many that are left alone. */
function accounts(count: number) {
  return Array.from({ length: 2 * count }, (_, index) => (index < count ? {} : { verdict: NOT_ENABLED }));
}

test('unless said, there are as many as cores', () => {
  expect(workersFor(undefined, accounts(1_000), large)).toBe(8);
  expect(workersFor(undefined, accounts(1_000), { ...large, cores: 1 })).toBe(1);
});

test('a container without room for their memory gets fewer', () => {
  expect(workersFor(undefined, accounts(1_000), { cores: 8, memory: 1.5 * GIB })).toBe(2);
  expect(workersFor(undefined, accounts(1_000), { cores: 8, memory: 0.5 * GIB })).toBe(1);
});

test('who says how many gets so many, but none without an account', () => {
  expect(workersFor(12, accounts(1_000), large)).toBe(12);
  expect(workersFor(12, accounts(1_000), { cores: 1, memory: 0 })).toBe(12);
  expect(workersFor(1, accounts(1_000), large)).toBe(1);
  expect(workersFor(4, accounts(3), large)).toBe(3);
  expect(workersFor(4, accounts(0), large)).toBe(1);
});

test('few accounts are read by few processes, and below 64 by one alone', () => {
  expect(workersFor(undefined, accounts(63), large)).toBe(1);
  expect(workersFor(undefined, accounts(64), large)).toBe(2);
  expect(workersFor(undefined, accounts(140), large)).toBe(4);
  expect(workersFor(undefined, accounts(0), large)).toBe(1);
});
