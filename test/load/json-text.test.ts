import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type CanonicalRules, CanonicalWriter, rowText } from '../../src/load/json-text.ts';
import { jsonValue } from '../../src/load/json-value.ts';

const RULES: CanonicalRules = { volatile: ['LastUsed'], ordered: ['Servers'] };

/** What the canonical text is, step by step: JSON, sorted at every depth, without what is volatile. */
function canonicalOf(value: unknown, rules: CanonicalRules, isOrdered = false): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const elements = value.map((element) => canonicalOf(element, rules));
    const isPlain = elements.every((element) => element === null || typeof element !== 'object');
    return isOrdered || (isPlain && !rules.ordered) ? elements : elements.toSorted(byJson);
  }
  const members = Object.entries(value)
    .filter(([name]) => !rules.volatile.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    members.map(([name, member]) => [name, canonicalOf(member, rules, rules.ordered?.includes(name))]),
  );
}

function byJson(a: unknown, b: unknown): number {
  const [one = '', other = ''] = [JSON.stringify(a), JSON.stringify(b)];
  return one === other ? 0 : one < other ? -1 : 1;
}

const items: Readonly<Record<string, object>> = {
  nothing: {},
  'members in another order': { b: 1, a: { d: 2, c: 3 }, B: 4, '': 5 },
  'what has no place in JSON': { a: undefined, b: null, c: [undefined, null, 1], d: new Date(Number.NaN) },
  'lists that are sets': { List: ['b', 'a', 'a'], Tags: [{ Key: 'b' }, { Value: 1, Key: 'a' }] },
  'lists within lists': { List: [['b', 'a'], [2, 10, 1], [], [[['z', 'y']]]] },
  'a list that has an order': { Servers: ['b', 'a'], Deep: { Servers: [['d', 'c'], 'a'] } },
  'what is volatile': {
    LastUsed: 1,
    Id: 'x',
    Parts: [
      { LastUsed: 2, Name: 'b' },
      { Name: 'a', LastUsed: 3 },
    ],
  },
  'nothing but what is volatile': { LastUsed: { a: 1 } },
  'names that are indexes': {
    b: 1,
    '10': 2,
    '9': 3,
    '-1': 4,
    '01': 5,
    '4294967295': 6,
    '4294967294': 7,
    '1a': 8,
  },
  'names that are no Unicode': { 'a\0': 1, '\ud800': 2, 'a\ufffd': 3, '7\0': 4 },
  'a name of objects themselves': JSON.parse('{"__proto__": {"b": 1, "a": 2}, "constructor": 1}') as object,
  'text of all kinds': {
    a: 'quote " back \\ slash',
    b: 'line\nend\t\u0001',
    c: '漢字 😀 é \u2028',
    d: '\ud800x\0',
  },
  'numbers of all kinds': {
    a: -0,
    b: 1e21,
    c: 1e-7,
    d: 0.1,
    e: Number.NaN,
    f: Number.POSITIVE_INFINITY,
    g: 2n ** 70n,
  },
  'times, bytes and truth': {
    a: new Date(1.7e12),
    b: Buffer.from('bytes'),
    c: true,
    d: false,
    e: new Uint8Array(),
  },
};

describe.each([
  ['where the entry says which lists have an order', RULES],
  ['where it does not', { volatile: RULES.volatile }],
])('an item is written as JSON %s', (_, rules) => {
  test.each(Object.entries(items))('%s', (_name, item) => {
    const json = jsonValue(item);
    const { text, canonical } = new CanonicalWriter(rules).write(item);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(json)));
    expect(canonical).toBe(JSON.stringify(canonicalOf(json, rules)));
  });
});

test('what is in order already is one text', () => {
  const { text, canonical } = new CanonicalWriter(RULES).write({ Id: 'x', Tags: [{ Key: 'a', Value: 'b' }] });
  expect(text).toBe(canonical);
});

test('the hash of what is stored stays what it was', () => {
  const item = {
    VpcId: 'vpc-1',
    Tags: [
      { Key: 'b', Value: '2' },
      { Key: 'a', Value: '1' },
    ],
    IsDefault: false,
  };
  const { canonical } = new CanonicalWriter({ volatile: [], ordered: [] }).write(item);
  expect(createHash('sha256').update(canonical).digest('hex')).toBe(
    createHash('sha256')
      .update('{"IsDefault":false,"Tags":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}],"VpcId":"vpc-1"}')
      .digest('hex'),
  );
});

test('a row is one line, in which what is undefined or null does not stand', () => {
  const row = {
    ID: 'a\nb',
    GONE: undefined,
    NOTHING: null,
    SIZE: 3,
    TAGS: { k: 'v', n: null },
    RAW: { a: [1] },
  };
  expect(rowText(row)).toBe('{"ID":"a\\nb","SIZE":3,"TAGS":{"k":"v"},"RAW":{"a":[1]}}');
  expect(rowText({})).toBe('{}');
});
