import { expect, test } from 'vitest';
import { type Killed, killAtRandom } from './random-kills.ts';

test('runs killed before any of their requests show all or nothing, and the next ones are whole', async () => {
  const killed: Killed[] = [];
  await killAtRandom(3, 1, (one) => killed.push(one));
  expect(killed).toHaveLength(3);
});
