import { expect, test } from 'vitest';
import { parseHttpAddress } from '../../src/settings/http-address.ts';

test.each([
  ['127.0.0.1:8080', { host: '127.0.0.1', port: 8_080 }],
  ['localhost:0', { host: 'localhost', port: 0 }],
  ['[::1]:80', { host: '::1', port: 80 }],
  ['0.0.0.0:65535', { host: '0.0.0.0', port: 65_535 }],
  ['off', 'off'],
])('%s is an address', (text, address) => {
  expect(parseHttpAddress(text)).toEqual(address);
});

test.each([
  '8080',
  ':8080',
  '127.0.0.1',
  '127.0.0.1:65536',
  '::1:80',
  '[localhost]:80',
  'a b:1',
  'http://a:1',
  '',
])('%s is none', (text) => {
  expect(parseHttpAddress(text)).toBeUndefined();
});
