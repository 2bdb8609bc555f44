import { expect, test } from 'vitest';
import { Secrets } from '../../src/log/secrets.ts';

test('secrets are known once, the latest thousand of them', () => {
  const secrets = new Secrets();
  secrets.add('first', undefined, 'second', 'second');
  expect(secrets.values()).toEqual(['first', 'second']);
  secrets.add(...Array.from({ length: 998 }, (_, index) => `token-${index}`));
  secrets.add('first', 'last');
  expect(secrets.values()).toHaveLength(1_000);
  expect(secrets.values()).toEqual(expect.arrayContaining(['first', 'last', 'token-0']));
  expect(secrets.values()).not.toContain('second');
});
