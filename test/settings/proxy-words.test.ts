import { expect, test } from 'vitest';
import { loadSettings } from '../../src/settings/config.ts';
import { proxySecrets, throughProxy } from '../../src/settings/proxy-words.ts';

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

test('what goes through a proxy is told with its host, without its password', () => {
  const proxy = { https: 'http://me:kept-to-myself@proxy.corp:3128', http: undefined, except: undefined };
  expect(throughProxy(proxy)).toBe(' through the proxy proxy.corp:3128');
  expect(throughProxy({ ...proxy, except: 'localhost,.corp' })).toBe(
    ' through the proxy proxy.corp:3128, but for hosts of NO_PROXY (localhost,.corp)',
  );
  expect(throughProxy({ ...proxy, https: undefined })).toBe('');
});

test.each(['proxy.corp:3128', 'proxy.corp', '10.0.0.1:3128', 'http://'])(
  'a proxy written %j is refused with the way to write one, and not repeated',
  (written) => {
    const env = { SNOWFLAKE_ACCOUNT: 'A', HTTPS_PROXY: written };
    expect(() => loadSettings({ env })).toThrow(
      /HTTPS_PROXY\): must be a URL such as http:\/\/proxy.corp:3128, scheme included$/m,
    );
  },
);
