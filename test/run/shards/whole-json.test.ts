import { expect, test } from 'vitest';
import { fromLine, toLine } from '../../../src/run/shards/whole-json.ts';

test('maps, sets and dates come out as they went in, on one line', () => {
  const value = {
    digests: new Map([['ec2.vpcs us-east-1', 'd']]),
    earlier: new Map([
      ['a', { readAt: new Date('2026-11-27T17:00:00Z'), items: [{ map: [1], date: null }] }],
    ]),
    recorded: new Set(['one', 'two']),
    nothing: [undefined, null, '\n'],
    empty: new Map(),
  };
  const line = toLine(value);
  expect(line).not.toContain('\n');
  expect(fromLine(line)).toEqual({ ...value, nothing: [null, null, '\n'] });
});
