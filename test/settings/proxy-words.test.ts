import { expect, test } from 'vitest';
import { proxySecrets } from '../../src/settings/proxy-words.ts';

test.each([
  ['http://user:p%40ss@proxy:3128', ['p%40ss', 'p@ss']],
  ['http://user:100%25@proxy:3128', ['100%25', '100%']],
  ['http://user:p%zz@proxy:3128', ['p%zz', 'p%zz']],
  ['http://proxy:3128', []],
])(
  'the password of a proxy is known in both spellings, and as it is where it is no encoding: %s',
  (https, secrets) => {
    expect(proxySecrets({ https, http: undefined, except: undefined })).toEqual(secrets);
  },
);
