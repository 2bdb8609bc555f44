import { expect, test } from 'vitest';
import { HandOut } from '../../../src/run/workers/hand-out.ts';

const accounts = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
const [one, other, third] = [{}, {}, {}];

test('accounts go one by one, in order, to whoever asks', () => {
  const handOut = new HandOut(accounts);
  expect(handOut.next(one)?.id).toBe('a');
  expect(handOut.next(other)?.id).toBe('b');
  expect(handOut.next(one)?.id).toBe('c');
  expect(handOut.next(one)?.id).toBe('d');
  expect(handOut.next(other)).toBeUndefined();
});

test('it is over once all that was handed out is done', () => {
  const handOut = new HandOut(accounts.slice(0, 2));
  handOut.next(one);
  handOut.done(one, 'a');
  expect(handOut.isOver).toBe(false);
  handOut.next(other);
  expect(handOut.isOver).toBe(false);
  handOut.done(other, 'b');
  expect(handOut.isOver).toBe(true);
});

test('what a lost reader had waits again behind the others; what it had done does not', () => {
  const handOut = new HandOut(accounts);
  for (let time = 0; time < 3; time += 1) handOut.next(one);
  handOut.done(one, 'b');
  expect(handOut.lost(one)).toEqual({ had: 2, givenUp: [] });
  expect(handOut.isOver).toBe(false);
  expect(['d', 'a', 'c']).toEqual([0, 1, 2].map(() => handOut.next(other)?.id));
  for (const id of ['d', 'a', 'c']) handOut.done(other, id);
  expect(handOut.isOver).toBe(true);
});

test('an account with which a second reader is lost is given up, and none besides', () => {
  const handOut = new HandOut(accounts.slice(0, 2));
  handOut.next(one);
  handOut.lost(one);
  expect([handOut.next(other)?.id, handOut.next(other)?.id]).toEqual(['b', 'a']);
  expect(handOut.lost(other)).toEqual({ had: 2, givenUp: [{ id: 'a' }] });
  expect(handOut.next(third)?.id).toBe('b');
  expect(handOut.lost(third)).toEqual({ had: 1, givenUp: [{ id: 'b' }] });
  expect(handOut.isOver).toBe(true);
  expect(handOut.lost(third)).toEqual({ had: 0, givenUp: [] });
});
